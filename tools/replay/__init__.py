"""Replays the history of a git repository as changes of the sources, with a reader who edits the notes on the way."""
