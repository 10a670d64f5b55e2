"""Writes Pictures to files, one small writer a format."""
