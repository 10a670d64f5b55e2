"""Exercises without end, worksheets, and the score."""
