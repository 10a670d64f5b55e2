"""How nodes, partials and contributions are written; each formula is checked by its numbers."""
