"""Watches a run of PyTorch code and differentiates it: tape, recorder, writes in place."""
