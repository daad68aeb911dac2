"""Keeps a vault true while files change: events are hints, a check repairs what they miss, `sync` does the rest."""
