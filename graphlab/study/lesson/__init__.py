"""Lessons: a Markdown file as data, and what of it is shown at a moment."""
