"""The pieces of "Copy as script" that are the same for every run."""

TOP = """
import random

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, SubsetRandomSampler

try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None  # the training runs without it, only the plots are left out
"""

SEEDS = """
torch.set_num_threads(1)  # small tensors are slower with more
torch.manual_seed({seed})
np.random.seed({seed})
random.seed({seed})
"""

DATASET = '''
class PointsDataset(Dataset):
    """Pairs of input and label."""

    def __init__(self, data, labels):
        self.data = data
        self.labels = labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.data[index], self.labels[index]
'''

ACCURACY = '''
def measured(outputs, y):
    """How many points of a batch are right."""
    return ({decided} == {label}).sum().item()


def score(total, indices):
    """The accuracy."""
    return total / len(indices)
'''

R2 = '''
targets = np.array([point[-1] for point in POINTS])


def measured(outputs, y):
    """The squared error of a batch."""
    return ((outputs - y) ** 2).sum().item()


def score(total, indices):
    """R², how much of the spread of the targets is explained."""
    spread = float(((targets[indices] - targets[indices].mean()) ** 2).sum())
    return 1 - total / spread if spread else float("nan")
'''

LOOP = '''
def evaluated(batches, indices):
    """Mean loss of the batches and the measure of all of them."""
    losses, total = [], 0.0
    model.eval()
    with torch.no_grad():
        for x, y in batches:
            outputs = outputs_of(model, x)
            losses.append(criterion(outputs, y).item())
            total += measured(outputs, y)
    model.train()
    return sum(losses) / len(losses), score(total, indices)


history = []
for epoch in range(1, {epochs} + 1):
    losses, total = [], 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(outputs_of(model, x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        model.eval()
        with torch.no_grad():  # measured just after the update
            total += measured(outputs_of(model, x), y)
        model.train()
    row = {{
        "epoch": epoch,
        "train_loss": sum(losses) / len(losses),
        "train_{measure}": score(total, train_indices),
        "val_loss": None,
        "val_{measure}": None,
    }}
    if validation_indices:
        row["val_loss"], row["val_{measure}"] = evaluated(validation_loader, validation_indices)
    history.append(row)
print(history[-1])

if test_indices:
    chunks = [
        test_indices[start : start + batch_size]
        for start in range(0, len(test_indices), batch_size)
    ]
    test_loss, test_{measure} = evaluated(
        [(data[chunk], labels[chunk]) for chunk in chunks], test_indices
    )
    print(f"test loss {{test_loss:.4f}}, test {measure} {{test_{measure}:.4f}}")
'''

PLOTS = """
if plt is not None:
    figure, axes = plt.subplots(1, 2, figsize=(10, 4))
    for axis, ending in zip(axes, [name[6:] for name in history[0] if name.startswith("train_")]):
        for part in ("train", "val"):
            values = [row[f"{part}_{ending}"] for row in history]
            if None not in values:
                axis.plot([row["epoch"] for row in history], values, label=part)
        axis.set_xlabel("epoch")
        axis.set_title(ending)
        axis.grid(True)
        axis.legend()
    if all(row["train_loss"] > 0 for row in history):
        axes[0].set_yscale("log")
    plt.show()
"""
