"""Paints a Picture in Qt."""
