"""From what the vault holds to what it should."""
