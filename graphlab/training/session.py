"""One training run: a module, its points and the loop, one mini-batch at a time.

    session = Session(setup, points)
    while not session.is_over:
        batch = session.advance()

Several sessions in one process do not disturb each other: each has random generators of its own.
"""

from __future__ import annotations

import copy
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from graphlab.errors import DocumentError, InputError
from graphlab.task.history import Epoch
from graphlab.training import divergence
from graphlab.training.batches import Batch, Tally
from graphlab.training.checkpoint import packed, unpacked
from graphlab.training.data import parts_of
from graphlab.training.feeding import feed_of
from graphlab.training.fitting import check_module, dtype_of, refuse_what_does_not_fit
from graphlab.training.measuring import count_right, meaning_of, prediction
from graphlab.training.models import module_of
from graphlab.training.objectives import build_loss
from graphlab.training.optimizers import build_optimizer
from graphlab.training.parameters import gradients_of, put_weights, weights_of
from graphlab.training.parts import Parts
from graphlab.training.phases import phases_of
from graphlab.training.randomness import Randomness, from_plain, plain
from graphlab.training.step_loss import StepLoss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray
    from torch import Tensor

    from graphlab.task.history import Measure
    from graphlab.task.points import Points
    from graphlab.task.setup import Setup
    from graphlab.training.measuring import Prediction
    from graphlab.training.phases import Phase

    Floats = NDArray[np.float64]


class Session:
    """Trains ``module``, what the function ``module`` makes, or the model of the set-up.

    Everything that is drawn follows from ``setup.seed``, in this order: points, where a function
    makes them; the split, by numpy; the first weights of a model that is built or made here; the
    order of the batches. Raises
    InputError, with a sentence for the person, for what does not go together.

    ``epochs`` may be raised to go on, ``leaves_out_zero_grad`` switched at any time. ``epoch`` and
    ``batch`` count those that are done, ``batch`` within the epoch, ``updates`` in all.
    """

    def __init__(
        self,
        setup: Setup,
        points: Points | Callable[[], Points],
        module: nn.Module | Callable[[], nn.Module] | None = None,
    ) -> None:
        self._random = Randomness(setup.seed)
        with self._random.own():
            points = points() if callable(points) else points
        refuse_what_does_not_fit(setup, points, is_typed=module is not None)
        self.setup = setup
        self.epochs = setup.epochs
        self.leaves_out_zero_grad = False
        self.measure: Measure = "accuracy" if points.kind == "classes" else "r2"
        self.meaning = meaning_of(setup, points.kind)
        self._has_modes = module is not None
        with self._random.own():
            indices = parts_of(len(points), setup.split)
            self.module = module_of(module, setup, points)
        if module is not None:
            with self._nothing_drawn():
                check_module(self.module, setup, points)
        self._first_parts = Parts(setup, points, dtype_of(self.module), indices)
        self._feed = feed_of("batch" if module is None else setup.feeding)
        self.loss = build_loss(setup, self.module)
        self._first_weights = copy.deepcopy(self.module.state_dict())
        self._first_state = self._random.state
        self._begin()

    def _begin(self) -> None:
        self.parts = self._first_parts
        self.optimizer = build_optimizer(self.setup, self.module.parameters())
        self.history: list[Epoch] = []
        self.epoch = 0
        self.batch = 0
        self.updates = 0
        self.divergence: divergence.Divergence | None = None
        self._first_loss: float | None = None
        self.last_loss: float | None = None
        self._last_points: tuple[int, ...] = ()
        self._pending: Points | None = None
        self._iterator: Iterator[Any] | None = None
        self._ready: tuple[Tensor, Tensor] | None = None
        self._epoch_state = self._random.state
        self._tally = self._new_tally()

    # ── the run ──────────────────────────────────────────────────────────────────────────────

    @property
    def is_over(self) -> bool:
        """Whether all epochs are done, or the run has diverged."""
        return self.epoch >= self.epochs or self.divergence is not None

    @property
    def batches(self) -> int:
        """Batches in an epoch."""
        return len(self.parts.loader)

    def working(self) -> AbstractContextManager[None]:
        """Keeps this session's generators in place over many calls, which saves their swapping."""
        return self._random.own()

    def advance(self) -> Batch:
        """One mini-batch: zero_grad, forward, loss, backward, step; then what it led to.

        At the end of an epoch the validation follows, and a row of the history. Raises InputError
        when the run is over.
        """
        with self._random.own():
            x, t = self._next_batch()
            if not self.leaves_out_zero_grad:
                self.optimizer.zero_grad()
            loss: Tensor = self.loss(self._feed(self.module, x), t)
            loss.backward()  # type: ignore[no-untyped-call]
            self.optimizer.step()
            return self._after(x, t, loss.item())

    def phases(self) -> tuple[Phase, ...]:
        """The same mini-batch as ``advance`` does, as five phases with the numbers of each."""
        with self._random.own():
            x, t = self._next_batch()
            phases, loss = phases_of(self, self._feed, x, t)
            self._after(x, t, loss)
            return phases

    def upcoming(self) -> tuple[Tensor, Tensor]:
        """Inputs and targets of the batch that ``advance`` takes next; it is drawn now."""
        with self._random.own():
            self._ready = self._next_batch()
        return self._ready

    def of_points(self, indices: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Inputs and targets of chosen points, as a batch has them."""
        chosen = torch.tensor(indices, dtype=torch.int64)
        return self.parts.dataset.data[chosen], self.parts.dataset.labels[chosen]

    def step_loss(self) -> StepLoss:
        """The loss as a function of inputs and targets, to be recorded."""
        return StepLoss(self.module, self.loss, self._feed)

    def update_on(self, indices: Sequence[int]) -> None:
        """One step of the optimiser on chosen points, beside the loop's own batches."""
        with self._random.own():
            self.optimizer.zero_grad()
            self.step_loss()(*self.of_points(indices)).backward()
            self.optimizer.step()
        self.updates += 1

    def reset(self) -> None:
        """Back to the very same first weights, and the same order of batches."""
        self.module.load_state_dict(self._first_weights)
        for parameter in self.module.parameters():
            parameter.grad = None
        self._random.go_on_from(self._first_state)
        self._begin()

    def take(self, points: Points) -> None:
        """Goes on with other points from the next epoch on.

        Raises InputError for points of another kind, with other classes, or too few.
        """
        old = self.parts.points
        if (points.kind, len(points.names)) != (old.kind, len(old.names)):
            raise InputError("The points are of another kind, or of other classes; reset the run.")
        self.setup.split.counts(len(points))
        self._pending = points

    # ── what is asked of it ──────────────────────────────────────────────────────────────────

    def batch_points(self) -> tuple[int, ...]:
        """Indices of the points of the last batch."""
        return self._last_points

    def weights(self) -> dict[str, Floats]:
        """Every parameter by its name."""
        return weights_of(self.module)

    def gradients(self) -> dict[str, Floats | None]:
        """The ``.grad`` of every parameter, None where there is none."""
        return gradients_of(self.module)

    def set_weights(self, weights: Mapping[str, Floats]) -> None:
        """Puts numbers into parameters, such as those of the closed form."""
        put_weights(self.module, weights)

    def predict(self, places: Floats) -> Prediction:
        """What the model says at places of shape (N, 1) for a curve, else (N, 2)."""
        inputs = torch.tensor(np.asarray(places), dtype=self.parts.dataset.data.dtype)
        with self._nothing_drawn():
            return prediction(self._outputs(inputs), self.setup, self.meaning)

    def test(self) -> tuple[float, float] | None:
        """Loss and measure on the points kept for it; None if there are none."""
        indices, data = self.parts.test, self.parts.dataset
        if not len(indices):
            return None
        size = self.setup.batch_size or len(indices)
        batches = [
            data.__getitems__(indices[start : start + size].tolist())
            for start in range(0, len(indices), size)
        ]
        with self._nothing_drawn():
            tally = self._evaluated(batches, self.parts.total(indices))
        return tally.mean_loss, tally.score

    def checkpoint(self) -> bytes:
        """All that going on depends on, for ``restore``."""
        return packed(
            {
                "weights": self.module.state_dict(),
                "gradients": {name: p.grad for name, p in self.module.named_parameters()},
                "optimizer": self.optimizer.state_dict(),
                "first": [self._first_weights, plain(self._first_state)],
                "random": [plain(self._random.now()), plain(self._epoch_state)],
                "parts": [torch.from_numpy(part) for part in self.parts.indices],
                "place": [self.epoch, self.batch, self.updates, self._first_loss],
                "is_ready": self._ready is not None,
                "tally": [self._tally.loss, self._tally.batches, self._tally.sum],
                "last_points": list(self._last_points),
                "history": self.history,
                "divergence": self.divergence,
            }
        )

    def restore(self, kept: bytes) -> None:
        """Goes on from a checkpoint of the same set-up and points, to the last bit.

        Raises DocumentError for bytes that are no such checkpoint.
        """
        state = unpacked(kept)
        try:
            self.module.load_state_dict(state["weights"])
            self._begin()
            self.optimizer.load_state_dict(state["optimizer"])
        except (RuntimeError, ValueError, KeyError):
            raise DocumentError("The checkpoint is that of another model or optimiser.") from None
        for name, parameter in self.module.named_parameters():
            parameter.grad = state["gradients"][name]
        self._first_weights, first = state["first"]
        self._first_state = from_plain(first)
        now, at_epoch = (from_plain(each) for each in state["random"])
        points, dtype = self.parts.points, dtype_of(self.module)
        indices = [part.numpy() for part in state["parts"]]
        if sum(map(len, indices)) != len(points):
            raise DocumentError("The checkpoint is that of other points.")
        self.parts = Parts(self.setup, points, dtype, indices)
        self.epoch, self.batch, self.updates, self._first_loss = state["place"]
        self.history, self.divergence = state["history"], state["divergence"]
        self._tally = self._new_tally()
        self._tally.loss, self._tally.batches, self._tally.sum = state["tally"]
        self._epoch_state = at_epoch
        if self.batch or state["is_ready"]:
            self._skip_to(self.batch, is_ready=state["is_ready"])
        self._last_points = tuple(state["last_points"])
        self._random.go_on_from(now)

    # ── within a batch ───────────────────────────────────────────────────────────────────────

    def _next_batch(self) -> tuple[Tensor, Tensor]:
        if self.is_over:
            raise InputError("The run is over; reset it, or ask for more epochs.")
        if self._ready is not None:
            ready, self._ready = self._ready, None
            return ready
        if self._iterator is None:
            self._begin_epoch()
        assert self._iterator is not None
        x, t = next(self._iterator)
        self._last_points = self.parts.dataset.drawn
        return x, t

    def _begin_epoch(self) -> None:
        if self._pending is not None:
            indices = parts_of(len(self._pending), self.setup.split)
            self.parts = Parts(self.setup, self._pending, dtype_of(self.module), indices)
            self._pending = None
        self._epoch_state = self._random.now()
        self._tally = self._new_tally()
        self._iterator = iter(self.parts.loader)

    def _skip_to(self, batch: int, *, is_ready: bool) -> None:
        """Into the middle of an epoch: its order is drawn anew from where the epoch began."""
        self._random.go_on_from(self._epoch_state)
        with self._random.own():
            self._iterator = iter(self.parts.loader)
            for _ in range(batch):
                next(self._iterator)
            if is_ready:
                self._ready = next(self._iterator)

    def _new_tally(self) -> Tally:
        return Tally(self.measure, self.parts.total(self.parts.train))

    def _after(self, x: Tensor, t: Tensor, loss: float) -> Batch:
        """Counts the update, measures the batch anew and ends the epoch after its last batch."""
        outputs = self._outputs(x)
        self.batch += 1
        self.updates += 1
        self.last_loss = loss
        if self._first_loss is None:
            self._first_loss = loss
        place = (self.epoch + 1, self.batch)
        self.divergence = divergence.look(
            self.module,
            loss,
            self._first_loss,
            outputs,
            update=self.updates,
            epoch=place[0],
            batch=place[1],
        )
        self._tally.add(loss, self._part(outputs, t))
        ends = self.batch == self.batches
        if ends:
            self._end_epoch()
        return Batch(*place, self._last_points, loss, ends, self.divergence)

    def _end_epoch(self) -> None:
        validated = None
        loader = self.parts.validation_loader
        if loader is not None:
            validated = self._evaluated(loader, self.parts.total(self.parts.validation))
        self.epoch += 1
        self.batch = 0
        self._iterator = None
        self.history.append(
            Epoch(
                self.epoch,
                self._tally.mean_loss,
                self._tally.score,
                None if validated is None else validated.mean_loss,
                None if validated is None else validated.score,
            )
        )

    def _evaluated(self, batches: Iterable[tuple[Tensor, Tensor]], total: float) -> Tally:
        tally = Tally(self.measure, total)
        for x, t in batches:
            outputs = self._outputs(x)
            with torch.no_grad():
                tally.add(self.loss(outputs, t).item(), self._part(outputs, t))
        return tally

    def _part(self, outputs: Tensor, t: Tensor) -> float:
        """What a batch adds to the measure: how many are right, or Σ(t − y)²."""
        if self.measure == "accuracy":
            return count_right(outputs, t, self.meaning)
        return ((outputs - t) ** 2).sum().item()

    @torch.no_grad()
    def _outputs(self, x: Tensor) -> Tensor:
        """In evaluation mode, in which nothing differs for models that are built here."""
        if not self._has_modes:
            built: Tensor = self._feed(self.module, x)
            return built
        self.module.eval()
        try:
            typed: Tensor = self._feed(self.module, x)
            return typed
        finally:
            self.module.train()

    @contextmanager
    def _nothing_drawn(self) -> Iterator[None]:
        """What is drawn inside is not missing afterwards."""
        with self._random.own():
            kept = self._random.now()
            try:
                yield
            finally:
                self._random.go_on_from(kept)
