"""Which notes link, and why."""
