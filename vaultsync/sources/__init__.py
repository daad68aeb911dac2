"""From files to documents: discovery, decoding, formats."""
