"""From a document to atoms and exclusions."""
