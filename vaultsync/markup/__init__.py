"""The grammar that everything shares: lines, blocks, sentences, words, frontmatter, links."""
