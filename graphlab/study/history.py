"""Undo and redo: the past and the future of any frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

State = TypeVar("State")

LONGEST = 500
LONGEST_NAME = 24


@dataclass(frozen=True, slots=True)
class Change(Generic[State]):
    """A state that was left, and what was done to leave it, as the menu says it."""

    state: State
    what: str


@dataclass(frozen=True, slots=True)
class History(Generic[State]):
    """The present state with what came before and what was undone.

    Changes with the same ``merge`` word that follow one another are one change, until
    ``settled``: a slider's drag is undone as a whole.
    """

    present: State
    past: tuple[Change[State], ...] = ()
    future: tuple[Change[State], ...] = ()
    merge: str | None = None

    def changed(self, state: State, what: str, merge: str | None = None) -> History[State]:
        """``state`` as the new present; what was undone is forgotten."""
        if state == self.present:
            return self
        if merge is not None and merge == self.merge:
            return History(state, self.past, (), merge)
        past = (*self.past, Change(self.present, what))[-LONGEST:]
        return History(state, past, (), merge)

    def settled(self) -> History[State]:
        """The same, but the next change is one of its own."""
        return History(self.present, self.past, self.future)

    def undone(self) -> History[State]:
        """One change back; the same history when there is none."""
        if not self.past:
            return self
        last = self.past[-1]
        future = (Change(self.present, last.what), *self.future)
        return History(last.state, self.past[:-1], future)

    def redone(self) -> History[State]:
        """One change forward again; the same history when there is none."""
        if not self.future:
            return self
        after = self.future[0]
        past = (*self.past, Change(self.present, after.what))
        return History(after.state, past, self.future[1:])

    def since(self, state: State) -> tuple[str, ...]:
        """What was done since a state was the present; all that is known if it was left behind."""
        if state == self.present:
            return ()
        for place in range(len(self.past) - 1, -1, -1):
            if self.past[place].state == state:
                return tuple(change.what for change in self.past[place:])
        for place, change in enumerate(self.future):
            if change.state == state:
                return tuple(f"Undo {undone.what}" for undone in self.future[: place + 1])
        return tuple(change.what for change in self.past)

    @property
    def undo_text(self) -> str | None:
        """What undo would take back."""
        return self.past[-1].what if self.past else None

    @property
    def redo_text(self) -> str | None:
        """What redo would do again."""
        return self.future[0].what if self.future else None


def short(text: str) -> str:
    """A text as the name of a change holds it."""
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"
