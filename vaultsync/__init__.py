"""Essays in, linked atomic notes out, and kept true while both sides change."""

__version__ = "0.1.0"
