"""What the vault should hold."""
