"""Points as a Dataset with coded labels, their split, and the loaders of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, SubsetRandomSampler
from typing_extensions import override

from graphlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from graphlab.task.objectives import Coding
    from graphlab.task.points import Points
    from graphlab.task.setup import Split

    Batch = tuple[Tensor, Tensor]


class PointsDataset(Dataset[Any]):
    """Inputs and coded targets of points; ``drawn`` holds the indices that were asked for last."""

    def __init__(self, points: Points, coding: Coding, dtype: torch.dtype = torch.float32) -> None:
        self.data = torch.tensor(points.inputs, dtype=dtype)
        self.labels = coded(points, coding, dtype)
        self.drawn: tuple[int, ...] = ()
        # The same memory: numpy gathers a few rows several times faster than PyTorch.
        self._rows = self.data.numpy(), self.labels.numpy()

    def __len__(self) -> int:
        return len(self.labels)

    @override
    def __getitem__(self, index: int) -> Batch:
        return self.data[index], self.labels[index]

    def __getitems__(self, indices: Sequence[int]) -> Batch:
        """A whole batch at once, which PyTorch's loader prefers where it finds it."""
        self.drawn = tuple(indices)
        where = np.array(indices)
        data, labels = self._rows
        return torch.from_numpy(data[where]), torch.from_numpy(labels[where])


def coded(points: Points, coding: Coding, dtype: torch.dtype) -> Tensor:
    """Targets as the objective takes them: classes as 0 and 1, −1 and +1 or whole numbers, or y.

    Raises InputError for more than two classes where two are told apart.
    """
    targets = torch.tensor(points.targets, dtype=dtype)
    if coding in ("0/1", "±1") and len(points.names) > 2:
        raise InputError(
            f"The objective tells two classes apart and there are {len(points.names)}; choose "
            "softmax regression or a neural network with cross-entropy."
        )
    if coding == "±1":
        return 2 * targets - 1
    return targets.long() if coding == "classes from 0" else targets


def parts_of(count: int, split: Split) -> tuple[NDArray[np.intp], ...]:
    """Indices to train on, to validate, to test and those left over, shuffled by numpy."""
    train, validation, test = split.counts(count)
    indices = np.arange(count)
    np.random.shuffle(indices)
    ends = np.cumsum([train, validation, test])
    return tuple(np.split(indices, ends))


def loader_of(
    dataset: PointsDataset, indices: NDArray[np.intp], batch_size: int
) -> DataLoader[Any] | None:
    """Batches of these points in a new random order at each pass; None without points.

    A batch size of 0 is all of them at once.
    """
    if not len(indices):
        return None
    return DataLoader(
        dataset,
        batch_size=batch_size or len(indices),
        sampler=SubsetRandomSampler(indices.tolist()),
        collate_fn=_as_it_is,
    )


def _as_it_is(batch: Any) -> Any:
    """What ``__getitems__`` gave is a batch already."""
    return batch
