"""The vault on disk: Obsidian's rules for reading, safe writes."""
