"""The main window: actions, settings, start and stop."""
