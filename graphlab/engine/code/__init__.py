"""Runs the person's own Python, and tells its mistakes in sentences."""
