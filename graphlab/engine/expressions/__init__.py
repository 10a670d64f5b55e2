"""Formulas: from the tree that was read to a recorded run."""
