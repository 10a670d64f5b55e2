"""Formulas: the text a person types, its tree, its LaTeX, its numbers."""
