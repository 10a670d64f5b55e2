"""Watches PyTorch while the person's code runs, and writes each call on a tape."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.autograd.graph import get_gradient_edge
from torch.overrides import TorchFunctionMode
from typing_extensions import override

from graphlab.engine.recording import writes
from graphlab.engine.recording.fused import parts_of
from graphlab.engine.recording.halting import STOP, HaltedError
from graphlab.engine.recording.happenings import Happenings
from graphlab.engine.recording.kinds import Kind, kind_of, may_draw, name_of, says_in_place
from graphlab.engine.recording.lean import LeanEntry, Memories
from graphlab.engine.recording.opaque import enter_opaque
from graphlab.engine.recording.room import LARGE, Needs
from graphlab.engine.recording.tape import Entry, Tape, Use, emptied, named_slots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphlab.engine.recording.places import Places

MAX_NODES = 20_000
# Read at every call, and a global name is read ten times as fast as a member of an Enum.
_ASIDE, _ROOT, _REPLACES, _PLAIN, _FLAGGED = (
    Kind.ASIDE,
    Kind.ROOT,
    Kind.REPLACES,
    Kind.PLAIN,
    Kind.FLAGGED,
)
_HOOK = Tensor.register_hook
_in_functorch = torch._C._functorch.peek_interpreter_stack


class RecordingTape(Tape):
    """A tape that knows the tensors of the person's module by name.

    Without ``keeps_values`` its entries hold digests, and ``memories`` tells what others hold.
    """

    def __init__(self, known: Mapping[int, tuple[str, str]], *, keeps_values: bool = True) -> None:
        super().__init__()
        self.places: Places | None = None
        self.needs = Needs()
        self.memories: Memories | None = None if keeps_values else Memories()
        self._known = known

    @property
    def keeps_values(self) -> bool:
        return self.memories is None

    def let_go(self) -> None:
        """Let go of autograd's graph, and of what it saved for a backward pass that never came."""
        for entry in self.entries:
            entry.edge = None
            for use in entry.uses:
                use.edge = None

    @override
    def add(self, entry: Entry) -> int:
        """The same, with what the entry needs counted; HaltedError where there is no room left."""
        result = entry.result
        if self.memories is not None:
            if result is not None and self.needs.let_through(entry, result):
                raise HaltedError("memory")
            return super().add(self._lean(entry, result, self.memories))
        index = super().add(entry)
        if result is not None and result.numel() >= LARGE:
            sources = [self.entries[use.source].result for use in entry.uses]
            if self.needs.add(entry, sources):
                raise HaltedError("memory")
        return index

    def _lean(self, entry: Entry, result: Tensor | None, memories: Memories) -> LeanEntry:
        """The entry without its value; its tensor is forgotten when it is gone."""
        if result is None:
            return LeanEntry(entry)
        index, key = self._index, id(result)
        memory = memories.number_of(result, self)
        return LeanEntry(entry, memory, lambda _: index.pop(key, None))

    def put_hook(self, tensor: object) -> None:
        """The code puts a hook on a tensor; where values are not kept, ours would come after it."""
        index = self.number_of(tensor) if isinstance(tensor, Tensor) else None
        entry = None if index is None else self.entries[index]
        if isinstance(entry, LeanEntry):
            entry.is_hooked = True

    @override
    def foreign(self, tensor: Tensor) -> None:
        """A parameter, a buffer, something made outside, or the result of a closed block."""
        known = self._known.get(id(tensor))
        if known is not None:
            op, name = known
            self.enter("parameter" if op == "parameter" else "buffer", tensor, name)
        elif tensor.grad_fn is not None:
            enter_opaque(self, tensor)
        else:
            self.enter("constant", tensor, self.name_here(tensor))

    def name_here(self, tensor: Tensor) -> str | None:
        """What the person's code calls a tensor, at this point of the run."""
        return self.places.name_of(sys._getframe(1), tensor) if self.places else None


class Recorder(TorchFunctionMode):
    """``with Recorder(tape, places): …`` writes every PyTorch call of the block on the tape.

    After the first backward pass that the code starts itself (``root``), nothing more is written:
    what is shown is the graph that this pass runs through. A call raises HaltedError where Stop was
    asked for and above ``max_nodes`` entries. ``open_fused`` shows softmax, linear
    and other fused layers as their parts.
    """

    def __init__(
        self,
        tape: RecordingTape,
        places: Places,
        max_nodes: int = MAX_NODES,
        *,
        open_fused: bool = False,
    ) -> None:
        super().__init__()
        self._open_fused = open_fused
        self._opening = False
        self.tape = tape
        self.happenings = Happenings()
        self.root: tuple[list[Tensor], list[Tensor]] | None = None
        self.passes = 0
        self._under_no_grad = False
        self.on_root: Callable[[list[Tensor], list[Tensor]], None] | None = None
        self._places = tape.places = places
        self._max_nodes = max_nodes

    @override
    def __torch_function__(
        self,
        func: Any,
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        kind = kind_of(func)
        if kind is _ASIDE or _in_functorch() is not None:
            if func is _HOOK:
                self.tape.put_hook(args[0])
            return func(*args, **(kwargs or {}))
        if self.root is not None and kind is not _ROOT:
            return func(*args, **(kwargs or {}))
        tape = self.tape
        line, hidden = self._places.find(sys._getframe(1))
        if hidden and not (kind is _REPLACES and tape.number_of(args[0]) is not None):
            if line is not None and may_draw(func):
                self.happenings.drew(func, args, kwargs, line, None)
            return func(*args, **(kwargs or {}))
        tape.line = line
        if STOP.is_asked:
            STOP.heed()
        if len(tape.entries) >= self._max_nodes:
            raise HaltedError("operations")
        if kind is _PLAIN or kind is _FLAGGED:
            if self._open_fused and (parts := parts_of(func, args, dict(kwargs or {}))):
                return self._opened(parts, args, dict(kwargs or {}))
            if kwargs and writes.writes_out(args, kwargs):
                return writes.write_out(tape, func, args, kwargs)
            if kind is _FLAGGED and says_in_place(kwargs):
                return writes.write(tape, func, args, kwargs)
            if may_draw(func):
                self.happenings.drew(func, args, kwargs, line, len(tape.entries))
            result = tape.call(func, args, kwargs)
            self._notice_no_grad(line)
            return result
        return self._special(kind, func, args, kwargs, line)

    def _notice_no_grad(self, line: int | None) -> None:
        """Tells of the first operation in each stretch under ``torch.no_grad``."""
        if torch.is_grad_enabled():
            self._under_no_grad = False
        elif not self._under_no_grad and self.tape.entries:
            entries = self.tape.entries
            sources = [entries[use.source].result for use in entries[-1].uses]
            if any(source is not None and source.requires_grad for source in sources):
                self._under_no_grad = True
                self.happenings.cut("no_grad", line, len(entries) - 1)

    def call_function(self, apply: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """``autograd.Function.apply``, which PyTorch does not report to a mode."""
        if self.root is not None or _in_functorch() is not None:
            return apply(*args)
        self.tape.line, hidden = self._places.find(sys._getframe(2))
        if hidden:
            return apply(*args)
        return self.tape.call(apply, args)

    def _special(
        self,
        kind: Kind,
        func: Any,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any] | None,
        line: int | None,
    ) -> Any:
        tape = self.tape
        match kind:
            case Kind.LEAVES:
                result = func(*args, **(kwargs or {}))
                source = tape.number_of(args[0]) if isinstance(args[0], Tensor) else None
                self.happenings.left(name_of(func), result, line, source)
                return result
            case Kind.WRITES:
                if not args and kwargs and "input" in kwargs:  # torch.relu_(input=x)
                    args, kwargs = (
                        (kwargs["input"],),
                        {k: v for k, v in kwargs.items() if k != "input"},
                    )
                if not args or not isinstance(args[0], Tensor):
                    return func(*args, **(kwargs or {}))
                return self._write(func, args, kwargs, line)
            case Kind.RESHAPES:
                return writes.reshape(tape, func, args, kwargs)
            case Kind.REPLACES:
                writes.replace_data(tape, func, args)
                return None
            case Kind.CUTS:
                return self._cut(func, args, kwargs, line)
            case Kind.ASKS:
                result = func(*args, **(kwargs or {}))
                refresh(tape, args[0])
                return result
        return self._root(func, args, kwargs)

    def _opened(
        self, parts: Callable[..., Tensor], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Tensor:
        """Run the parts of a fused layer; what they cut is no decision of the person's."""
        self._opening = True
        try:
            with self:
                return parts(*args, **kwargs)
        finally:
            self._opening = False

    def _write(
        self,
        func: Any,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any] | None,
        line: int | None,
    ) -> Any:
        target = args[0]
        if name_of(func) == "detach_":
            return self._cut(func, args, kwargs, line)
        if not target.is_floating_point() and self._places.counts_batches(target):
            return func(*args, **(kwargs or {}))
        result = writes.write(self.tape, func, args, kwargs)
        if may_draw(func):
            self.happenings.drew(func, args, kwargs, line, len(self.tape.entries) - 1)
        else:
            self.happenings.wrote(func, line, self.tape.number_of(target))
        return result

    def _cut(
        self,
        func: Any,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any] | None,
        line: int | None,
    ) -> Tensor:
        source = self.tape.source_of(args[0])
        wanted = args[0].requires_grad
        result: Tensor = func(*args, **(kwargs or {}))
        entry = Entry(func, emptied(args), result, None, [Use(source, 0, None)])
        entry.kwargs = named_slots(dict(kwargs or {}))
        self.tape.add(entry)
        if wanted and not self._opening:
            self.happenings.cut(name_of(func), line, len(self.tape.entries) - 1)
        return result

    def _root(self, func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any] | None) -> Any:
        """A backward pass that the code starts: it is the one to be shown."""
        self.passes += 1
        named = dict(kwargs or {})
        if self.on_root is None:
            named["retain_graph"] = True  # this graph is asked again at the end
            args = args[:2] if func is torch.Tensor.backward else args[:3]
        elif self.root is None:
            ends, starts = ends_of(func, args, named)
            if all(end.requires_grad for end in ends):
                for end in ends:
                    self.tape.source_of(end)
                self.root = ends, starts
                self.on_root(ends, starts)
                if self.tape.keeps_values:
                    named["retain_graph"] = True  # it is asked again later, for Jacobians
                    args = args[:2] if func is torch.Tensor.backward else args[:3]
        return func(*args, **named)


def ends_of(
    func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[list[Tensor], list[Tensor]]:
    """The outputs of a backward pass and its starting gradients."""
    if func is torch.Tensor.backward:
        given = args[1] if len(args) > 1 else kwargs.get("gradient")
        ends = [args[0]]
    else:
        first = args[0] if args else kwargs.get("tensors", kwargs.get("outputs"))
        ends = [first] if isinstance(first, Tensor) else list(first or ())
        place = 1 if func is torch.autograd.backward else 2
        given = (
            args[place]
            if len(args) > place
            else kwargs.get("grad_tensors", kwargs.get("grad_outputs"))
        )
    starts = [given] * len(ends) if given is None or isinstance(given, Tensor) else list(given)
    return ends, [
        torch.ones_like(end) if start is None else start
        for end, start in zip(ends, starts, strict=True)
    ]


def refresh(tape: Tape, tensor: Tensor) -> None:
    """A tensor that was told to require a gradient after it was entered."""
    index = tape.number_of(tensor)
    if index is not None and tape.entries[index].edge is None and tensor.requires_grad:
        tape.entries[index].edge = get_gradient_edge(tensor)
