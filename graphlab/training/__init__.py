"""Trains a model on points: data sets, models, objectives, optimisers, the loop. PyTorch, no Qt."""
