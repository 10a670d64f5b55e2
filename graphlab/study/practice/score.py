"""The score of a person's practice: how often at first try, by level and part; kept in a file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

import msgspec

from graphlab.errors import InputError
from graphlab.study.practice.generate import LEVELS
from graphlab.study.practice.parts import OWN, PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graphlab.study.lesson.progress import Asked

FORMAT = 1
LARGEST = 64 * 1024
"""Bytes of a file."""

PREDICTED = "predict"
"""The part of numbers that were said before a step showed them."""

Count = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
KEYS = frozenset(f"{level}/{part}" for level in (*LEVELS, OWN) for part in (*PARTS, PREDICTED))


class Tally(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Questions that are over: right at first try, later, after hints, or told."""

    first: Count = 0
    later: Count = 0
    hinted: Count = 0
    told: Count = 0

    @property
    def asked(self) -> int:
        """How many."""
        return self.first + self.later + self.hinted + self.told

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.first + other.first,
            self.later + other.later,
            self.hinted + other.hinted,
            self.told + other.told,
        )


@dataclass(frozen=True)
class Score:
    """``tallies`` by ``level/part``; ``streak`` counts those right at first try in a row."""

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    streak: int = 0
    longest: int = 0

    def counted(self, level: str, part: str, asked: Asked) -> Score:
        """With one more question that is over; of one that is not it stays as it is."""
        if not asked.is_over:
            return self
        one = _tally(asked)
        key = f"{level}/{part}"
        streak = self.streak + 1 if one.first else 0
        return replace(
            self,
            tallies={**self.tallies, key: self.tallies.get(key, Tally()).plus(one)},
            streak=streak,
            longest=max(streak, self.longest),
        )

    def of(self, level: str = "", part: str = "") -> Tally:
        """Everything of a level, of a part, or of both; without any: all."""
        total = Tally()
        for key, tally in self.tallies.items():
            at, _, which = key.partition("/")
            if level in ("", at) and part in ("", which):
                total = total.plus(tally)
        return total


NOTHING = Score()


def score_bytes(score: Score) -> bytes:
    """The file's contents."""
    kept = _Kept(FORMAT, dict(sorted(score.tallies.items())), score.streak, score.longest)
    return msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n"


def read_score(data: bytes) -> Score:
    """What ``score_bytes`` wrote. Raises InputError for anything else."""
    if len(data) > LARGEST:
        raise InputError(f"A score has at most {LARGEST // 1024} kB, this file has more.")
    try:
        kept = msgspec.json.decode(data, type=_Kept)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"The file of the score cannot be read: {error}.") from error
    if kept.version != FORMAT:
        raise InputError(f"The score was written by a newer graphlab (version {kept.version}).")
    if strange := next((key for key in kept.tallies if key not in KEYS), None):
        raise InputError(f"The score speaks of “{strange[:40]}”, which is no level and part.")
    return Score(kept.tallies, kept.streak, max(kept.streak, kept.longest))


def opened(path: Path) -> tuple[Score, str]:
    """The score in a file, and a sentence if there is something to be told.

    A file that cannot be read is set aside under another name; nothing is thrown away.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return NOTHING, ""
    except OSError as error:
        return NOTHING, f"The score could not be read: {error.strerror or error}."
    try:
        return read_score(data), ""
    except InputError as error:
        aside = path.with_name(f"{path.name}.unreadable")
        try:
            path.replace(aside)
        except OSError:
            return NOTHING, f"{error.problem} It begins anew."
        return NOTHING, f"{error.problem} It was set aside as {aside.name}, and begins anew."


def _tally(asked: Asked) -> Tally:
    if not asked.is_right:
        return Tally(told=1)
    if asked.hints or asked.is_told:
        return Tally(hinted=1)
    tries = [one for one in asked.tries if one.verdict.counts]
    return Tally(first=1) if len(tries) == 1 else Tally(later=1)


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Count
    tallies: Annotated[dict[str, Tally], msgspec.Meta(max_length=100)]
    streak: Count = 0
    longest: Count = 0
