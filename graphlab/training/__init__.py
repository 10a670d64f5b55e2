"""Training of a model on points: PyTorch, no Qt; the worker and the command line use it."""
