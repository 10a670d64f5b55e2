"""The process boundary around everything that runs PyTorch."""
