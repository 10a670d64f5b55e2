"""A lesson file to a Lesson, with a Problem for whatever in it is not as it should be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from graphlab.errors import DocumentError, InputError
from graphlab.resources import resource
from graphlab.study.lesson.fields import (
    Values,
    chosen_of,
    meant,
    read_fields,
    whole,
    yes_or_no,
)
from graphlab.study.lesson.markdown import Fence, Title, pieces
from graphlab.study.lesson.model import (
    FORMAT,
    HIDINGS,
    LOCKS,
    CodeBlock,
    Lesson,
    Page,
    Problem,
    Question,
    Run,
)
from graphlab.study.lesson.question_block import ASKED, Place, kind_of, question_of
from graphlab.study.lesson.scene_block import scene_of

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.study.lesson.fields import Known
    from graphlab.study.lesson.model import Block, Kind, Line, Scene

LARGEST = 1_000_000
MOST_PAGES = 200
MOST_QUESTIONS = 500
MOST_PROBLEMS = 200
MOST_LINES = 20_000
MOST_MARKS = 40_000
"""Brackets, stars, dollars …: each takes Markdown a tenth of a millisecond at worst."""
BLOCKS = ("scene", "ask", "do", "proof")
PROVED: Final[tuple[Kind, ...]] = ("choice", "number", "formula", "tensor")
HEAD: Final[Known] = {
    "title": False,
    "summary": False,
    "topic": False,
    "minutes": False,
    "version": False,
    "exam": False,
    "lock": False,
    "hide": False,
}
_MARK = re.compile(r"[\[\]*_$`<&!|]")
_FENCED = re.compile(r"^```\s*(?:scene|ask|do|proof)\b", re.MULTILINE)
_LATER = re.compile(rf"{_FENCED.pattern}|^# ", re.MULTILINE)
"""What stands in a block only if that was not closed; in a proof # begins a comment."""
_SHIPPED = re.compile(r"\d\d-(.+)\.md")


class Shipped(NamedTuple):
    """A lesson that comes with graphlab."""

    name: str
    path: Path


def read_lesson(text: str, name: str) -> tuple[Lesson | None, tuple[Problem, ...]]:
    r"""The lesson, None where no page of it can be shown, and what is wrong, by line.

    Never raises. What is wrong is left out, and the rest works.

    >>> lesson, problems = read_lesson("---\ntitle: A\n---\n# B\n```scene\nstp: 1\n```", "a")
    >>> problems[0]
    Problem(line=6, sentence='There is no “stp:” in a scene. Did you mean step?', is_fatal=True)
    """
    problems: list[Problem] = []
    if len(text) > LARGEST:
        return None, (Problem(1, "This is longer than 1 MB, which graphlab does not read."),)
    text = re.sub("\r\n?", "\n", text.removeprefix("\ufeff")).replace("\0", "\ufffd")
    head, body, first_line = _parts(_bounded(text, problems), problems)
    lesson = _head(head, name, problems)
    pages = _Pages(problems, lesson.title)
    for line, piece in pieces(body, first_line, problems):
        pages.take(piece, line)
    if not (found := pages.finished()):
        problems.append(Problem(first_line, "There is no page: begin one with “# ” and its title."))
    told = sorted(dict.fromkeys(problems), key=lambda problem: problem.line)[:MOST_PROBLEMS]
    if not found:
        return None, tuple(told)
    if not lesson.title:
        lesson = replace(lesson, title="".join(run.text for run in found[0].title) or name)
    return replace(lesson, pages=found), tuple(told)


def load_lesson(path: Path) -> tuple[Lesson | None, tuple[Problem, ...]]:
    """The lesson in a file. Raises DocumentError where there is no text to read."""
    try:
        if not path.is_file() and path.exists():
            raise DocumentError(f"{path.name} is no file that can be read.")
        if path.stat().st_size > LARGEST:
            raise DocumentError(f"{path.name} is larger than 1 MB, which graphlab does not read.")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DocumentError(f"{path.name} cannot be read: {reason}.") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DocumentError(
            f"{path.name} is no text in UTF-8: see line {line}, or save it as UTF-8."
        ) from None
    return read_lesson(text, lesson_name(path))


def lesson_name(path: Path) -> str:
    """What a lesson is called: its file's name without ending, and a shipped one's number."""
    shipped = _SHIPPED.fullmatch(path.name)
    return shipped[1] if shipped else path.stem


def shipped() -> tuple[Shipped, ...]:
    """The lessons that come with graphlab, in the order of their numbers."""
    paths = sorted(resource("lessons").glob("[0-9][0-9]-*.md"))
    return tuple(Shipped(lesson_name(path), path) for path in paths)


def _bounded(text: str, problems: list[Problem]) -> str:
    """The text as far as it can be read in seconds."""
    if text.count("\n") < MOST_LINES and len(_MARK.findall(text)) <= MOST_MARKS:
        return text
    lines, marks = text.split("\n"), 0
    for number, line in enumerate(lines):
        marks += len(_MARK.findall(line))
        if number == MOST_LINES or marks > MOST_MARKS:
            most = f"{MOST_LINES:,} lines"
            if number < MOST_LINES:
                most = f"{MOST_MARKS:,} brackets, stars and other marks"
            sentence = f"A lesson has at most {most}; the rest is not read."
            problems.append(Problem(number + 1, sentence))
            return "\n".join(lines[:number])
    return text


# ── head ─────────────────────────────────────────────────────────────────────────────────────


def _parts(text: str, problems: list[Problem]) -> tuple[str, str, int]:
    """The head, the rest, and the line in which the rest begins."""
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[start].strip() != "---":
        problems.append(
            Problem(start + 1, "A lesson begins with a line “---”, “title: …” and another “---”.")
        )
        return "", text, 1
    for end in range(start + 1, len(lines)):
        if lines[end].strip() == "---":
            head = "\n" * (start + 1) + "\n".join(lines[start + 1 : end])
            return head, "\n".join(lines[end + 1 :]), end + 2
        if lines[end].startswith(("# ", "```")):
            break
    problems.append(Problem(start + 1, "The head is not closed: write a line “---” below it."))
    return "", "\n".join(lines[start + 1 :]), start + 2


def _head(text: str, name: str, problems: list[Problem]) -> Lesson:
    found = read_fields(text, 1, HEAD, "the head", problems)
    if text and "title" not in found:
        problems.append(Problem(1, "The lesson has no title: write “title: …” in its head."))
    values = Values(found, problems)
    version = values.of("version", whole, FORMAT)
    if version > FORMAT:
        problems.append(
            Problem(
                found["version"][0].line,
                f"This lesson is of version {version} of the format; this graphlab knows {FORMAT},"
                " and reads what it understands.",
                is_fatal=False,
            )
        )
    return Lesson(
        name=name,
        title=values.text("title"),
        pages=(),
        summary=" ".join(values.text("summary").split()),
        topic=values.text("topic"),
        minutes=values.of("minutes", whole, 0),
        version=version,
        is_exam=values.of("exam", yes_or_no, False),
        lock=values.of("lock", chosen_of(LOCKS, "lock"), ()),
        hide=values.of("hide", chosen_of(HIDINGS, "thing to hide"), ()),
    )


# ── pages ────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Begun:
    """A page that is being read."""

    title: Line
    at_line: int
    blocks: list[Block] = field(default_factory=list)
    has_scene: bool = False
    asked: int = 0
    has_lost: bool = False
    """Whether the last thing on it was to be a question, and is none."""


class _Pages:
    """Takes the pieces of a text one after another and makes pages of them."""

    def __init__(self, problems: list[Problem], title: str) -> None:
        self._problems = problems
        self._title = title
        self._pages: list[Page] = []
        self._begun: _Begun | None = None
        self._scene: Scene | None = None
        self._has_graph = False
        self._names: dict[str, int] = {}
        self._is_full = False

    def take(self, piece: Block | Title | Fence, line: int) -> None:
        """The next piece, which begins in this line."""
        if self._is_full:
            return
        if isinstance(piece, Title):
            self._finish()
            if len(self._pages) == MOST_PAGES:
                self._tell(line, f"A lesson has at most {MOST_PAGES} pages.")
                self._is_full = True
                return
            if not piece.line:
                self._tell(line, "This page has no title.")
            self._begun = _Begun(piece.line, line)
        elif isinstance(piece, Fence):
            self._fence(piece, line)
        else:
            page = self._page(line)
            page.has_lost = False
            page.blocks.append(piece)

    def finished(self) -> tuple[Page, ...]:
        self._finish()
        return tuple(self._pages)

    def _tell(self, line: int, sentence: str) -> None:
        self._problems.append(Problem(line, sentence))

    def _page(self, line: int) -> _Begun:
        if self._begun is None:
            self._tell(line, "Text before the first page: begin one with “# ” and its title.")
            self._begun = _Begun((Run(self._title),) if self._title else (), line)
        return self._begun

    def _finish(self) -> None:
        if self._begun is not None:
            page, self._begun = self._begun, None
            self._pages.append(
                Page(page.title, tuple(page.blocks), self._scene, at_line=page.at_line)
            )

    def _fence(self, fence: Fence, line: int) -> None:
        word = fence.info.lower().split()[0] if fence.info.split() else ""
        if word not in BLOCKS:
            asks = fence.info.lower().split()[1:2]
            hint = meant(word, BLOCKS, cutoff=0.6 if asks and asks[0] in ASKED else 0.75)
            if hint:
                self._tell(line, f"“{word}” is no block of a lesson.{hint}")
            page = self._page(line)
            page.has_lost = bool(hint)
            page.blocks.append(CodeBlock(fence.text, word))
            return
        page = self._page(line)
        later = _LATER.search(fence.text) if word != "proof" else _FENCED.search(fence.text)
        if not fence.is_closed or later is not None:
            self._tell(line, f"This {word} block is not closed: write ``` below it.")
        if later is not None:
            fence = fence._replace(text=fence.text[: later.start()].rstrip("\n"))
        if word == "scene":
            self._take_scene(fence, page, line)
        elif word == "proof":
            self._take_proof(fence, page, line)
        else:
            self._take_question(fence, page, line)

    def _take_scene(self, fence: Fence, page: _Begun, line: int) -> None:
        if page.has_scene:
            self._tell(line, "This page has a scene already: begin another page for it.")
            return
        page.has_scene = True
        if len(fence.info.split()) > 1:
            self._tell(line, "Nothing follows the word scene.")
        scene = scene_of(fence.text, line + 1, self._problems)
        if scene is not None:
            self._scene = scene
            self._has_graph = self._has_graph or scene.has_graph

    def _take_proof(self, fence: Fence, page: _Begun, line: int) -> None:
        if page.has_lost:
            return  # what is wrong with the question is told
        last = page.blocks[-1] if page.blocks else None
        if not isinstance(last, Question) or last.kind not in PROVED or last.proof:
            self._tell(line, f"A proof stands right below its question: {', '.join(PROVED)}.")
            return
        page.blocks[-1] = replace(last, proof=fence.text)

    def _take_question(self, fence: Fence, page: _Begun, line: int) -> None:
        if len(self._names) == MOST_QUESTIONS:
            self._tell(line, f"A lesson asks at most {MOST_QUESTIONS} questions.")
            return
        page.asked += 1
        page.has_lost = True
        place = Place(len(self._pages) + 1, page.asked, line)
        try:
            kind = kind_of(fence.info)
        except InputError as error:
            self._tell(line, error.problem)
            return
        question = question_of(kind, fence.text, place, self._names, self._problems)
        if question is None:
            return
        needs_graph = question.of is not None or kind in ("click", "memory")
        if needs_graph and not self._has_graph:
            self._tell(line, "This asks about a graph, and no scene above sets one.")
        self._names[question.name] = line
        page.has_lost = False
        page.blocks.append(question)
