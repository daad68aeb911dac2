"""What the project is measured and checked with; not shipped."""
