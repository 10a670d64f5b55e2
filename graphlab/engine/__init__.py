"""From typed text to a verified Record; the only room that runs PyTorch."""
