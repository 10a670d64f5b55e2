"""How far a person came in each lesson: one file in the settings folder, written as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from graphlab.errors import GraphlabError
from graphlab.export.save import save
from graphlab.study.judging.verdict import Finding, Verdict
from graphlab.study.lesson.model import Run  # noqa: TC001 (schemas need it)
from graphlab.study.lesson.progress import Asked, Progress, Try

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.study.lesson.model import Lesson

VERSION = 1
MOST_LESSONS, MOST_TRIES = 200, 10
MAX_BYTES = 20_000_000
ASIDE = ".unreadable"
UNREADABLE = (
    "What you did in lessons could not be read; it was put aside as {name}, and begins anew."
)
UNWRITABLE = "What you do in lessons cannot be kept ({why}); the next time it begins anew."


class KeptTry(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer, and what was said of it."""

    text: str
    is_right: bool
    finding: Finding
    sentence: str
    counterexample: str = ""
    line: tuple[Run, ...] = ()


class KeptAsked(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was done about a question in its first round."""

    tries: tuple[KeptTry, ...] = ()
    hints: int = 0
    is_told: bool = False


class KeptProgress(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page, what was seen, and the questions by their names."""

    page: int = 0
    seen: tuple[int, ...] = ()
    asked: dict[str, KeptAsked] = {}
    is_handed_in: bool = False


class _File(msgspec.Struct, frozen=True):
    version: int
    lessons: dict[str, msgspec.Raw]


class ProgressStore:
    """Progress by a lesson's key, the one that was touched last at the end.

    ``problem`` is a sentence for the person when the file could not be read or written. Several
    windows may use the same file: each writes its own lesson and keeps the rest.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_ours = True
        self.problem = ""

    def progress(self, key: str, lesson: Lesson) -> Progress:
        """How far one is; of questions and pages that are gone nothing is kept."""
        raw = self._read().get(key)
        if raw is None:
            return Progress()
        try:
            kept = msgspec.json.decode(raw, type=KeptProgress)
        except msgspec.MsgspecError:
            return Progress()  # of a later graphlab, which knows more
        asked = {name: _asked(found) for name, found in kept.asked.items()}
        return Progress(
            page=max(kept.page, 0),
            asked=asked,
            first={name: each for name, each in asked.items() if each.is_over},
            seen=frozenset(number for number in kept.seen if number >= 0),
            is_handed_in=kept.is_handed_in,
        ).fitting(lesson)

    def has(self, key: str) -> bool:
        """Whether anything was done in a lesson."""
        return key in self._read()

    def keep(self, key: str, progress: Progress) -> None:
        """Remembers how far one is."""
        firsts = {**progress.asked, **progress.first}  # similar questions come after the first
        kept = KeptProgress(
            progress.page,
            tuple(sorted(progress.seen)),
            {name: _kept(asked) for name, asked in firsts.items() if asked.round == 0},
            progress.is_handed_in,
        )
        self._change(key, msgspec.Raw(msgspec.json.encode(kept)))

    def forget(self, key: str) -> None:
        """A lesson begins anew."""
        self._change(key, None)

    def _change(self, key: str, raw: msgspec.Raw | None) -> None:
        lessons = self._read()
        if not self._is_ours:  # of a later graphlab, which will want to read it
            return
        lessons = {name: known for name, known in lessons.items() if name != key}
        if raw is not None:
            lessons[key] = raw
        newest = dict([*lessons.items()][-MOST_LESSONS:])
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            save(self._path, msgspec.json.encode(_File(VERSION, newest)))
        except (GraphlabError, OSError) as error:
            self.problem = UNWRITABLE.format(why=str(error).rstrip("."))

    def _read(self) -> dict[str, msgspec.Raw]:
        try:
            if self._path.stat().st_size > MAX_BYTES:
                raise ValueError("too large")
            found = msgspec.json.decode(self._path.read_bytes(), type=_File)
            self._is_ours = found.version == VERSION
            return found.lessons if self._is_ours else {}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, msgspec.MsgspecError, RecursionError):
            self._put_aside()
            return {}

    def _put_aside(self) -> None:
        aside = self._path.with_name(self._path.name + ASIDE)
        self.problem = UNREADABLE.format(name=aside.name)
        try:
            self._path.replace(aside)
        except OSError as error:
            self.problem = UNWRITABLE.format(why=error.strerror or "moving it failed")


def _kept(asked: Asked) -> KeptAsked:
    tries = tuple(
        KeptTry(
            one.text,
            one.verdict.is_right,
            one.verdict.finding,
            one.verdict.sentence,
            one.verdict.counterexample,
            one.verdict.line,
        )
        for one in asked.tries[-MOST_TRIES:]
    )
    return KeptAsked(tries, asked.hints, asked.is_told)


def _asked(kept: KeptAsked) -> Asked:
    tries = tuple(
        Try(
            one.text,
            Verdict(one.is_right, one.finding, one.sentence, one.counterexample, line=one.line),
        )
        for one in kept.tries
    )
    return Asked(tries, max(kept.hints, 0), kept.is_told)
