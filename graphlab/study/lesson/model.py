"""A lesson as frozen data: pages of text, scenes and questions. Nothing here runs anything."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.study.grid import Numbers

FORMAT = 1
"""The version of the format that is read in full."""

Style = Literal["plain", "strong", "emphasis", "code", "math"]
Lock = Literal["formula", "inputs", "step", "view"]
Hiding = Literal["values", "answer"]
Quantity = Literal["value", "adjoint", "partial", "contribution", "gradient", "shape"]
Kind = Literal["number", "formula", "tensor", "printed", "choice", "click", "memory", "do"]

LOCKS: tuple[Lock, ...] = ("formula", "inputs", "step", "view")
HIDINGS: tuple[Hiding, ...] = ("values", "answer")


class Problem(NamedTuple):
    """Something in a lesson file that is not as it should be; ``line`` counts from 1."""

    line: int
    sentence: str
    is_fatal: bool = True
    """Whether what it is about does not work; else it is only told."""


# ── text ─────────────────────────────────────────────────────────────────────────────────────


class Run(NamedTuple):
    """Some characters in one style; of ``math`` they are LaTeX."""

    text: str
    style: Style = "plain"


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    line: Line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside of a page."""

    line: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; each item is a list of blocks. ``first`` is None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    first: int | None = None


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Code to be read; ``language`` may be empty."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Display:
    """A formula on its own, as LaTeX."""

    latex: str


@dataclass(frozen=True, slots=True)
class Note:
    """A box with blocks in it."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the head."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


# ── the scene ────────────────────────────────────────────────────────────────────────────────


class EdgeName(NamedTuple):
    """An edge as a lesson names it."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class StepAt:
    """A place in the walk: a step's number, everything, the border, or a node in a pass.

    ``before`` is the step just before the named one.
    """

    kind: Literal["index", "all", "backward", "value", "adjoint"]
    index: int = 0
    node: str = ""
    before: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands in the window beside a page. ``at`` keeps the order in which inputs were given.

    ``init`` and ``inputs`` are fields of a call as they were typed. ``training`` are settings in
    the words of ``graphlab train``. ``text_line`` is where ``source`` or ``code`` begins; not all
    of a scene that is not ``is_whole`` could be read.
    """

    source: str = ""
    code: str = ""
    part: str = ""
    init: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    loss: str = ""
    target: str = ""
    at: tuple[tuple[str, float | Numbers], ...] = ()
    start: tuple[float, ...] | None = None
    seed: int = 0
    step: StepAt = StepAt("index")
    nodes: tuple[str, ...] = ()
    edges: tuple[EdgeName, ...] = ()
    show: str = ""
    shown_edge: EdgeName | None = None
    training: tuple[tuple[str, str], ...] | None = None
    descent: tuple[tuple[str, str], ...] | None = None
    lock: tuple[Lock, ...] = ()
    hide: tuple[Hiding, ...] = ()
    at_line: int = 0
    text_line: int = 0
    is_whole: bool = True
    lines: tuple[tuple[str, int], ...] = field(default=(), compare=False)

    def line_of(self, name: str) -> int:
        """Where a field stands; the block, if it is not given."""
        return dict(self.lines).get(name, self.at_line)

    @property
    def values(self) -> dict[str, float | Numbers]:
        """What the inputs are given."""
        return dict(self.at)

    @property
    def has_graph(self) -> bool:
        """Whether it has something to run; a scene of training alone keeps the graph."""
        return bool(self.source or self.code)


# ── questions ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Target:
    """A quantity of a graph: of a node or input, or of the edge ``node`` → ``other``."""

    quantity: Quantity
    node: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a choice; ``why`` is said to whoever ticks it wrongly."""

    line: Line
    is_right: bool
    why: Line = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """An answer that is expected to be given wrongly; ``answer`` is typed text or a target."""

    answer: str | Target
    line: Line


@dataclass(frozen=True, slots=True)
class Again:
    """A similar question about the same graph."""

    of: Target
    prompt: tuple[Block, ...]


Subject = str
Compare = Literal["=", "!=", "<", "<=", ">", ">="]


class Condition(NamedTuple):
    """``subject compare value``; ``value`` is a number, or a word in lower case."""

    subject: Subject
    compare: Compare
    value: float | str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked. ``name`` is unique within the lesson and stays when text changes.

    Which fields mean something depends on ``kind``: ``of`` and ``answer`` say what is right,
    ``where`` are the conditions of a ``click``, ``until`` those of a ``do``. ``printing`` is code
    run after the scene's, ``proof`` code that finds what is right. ``points`` and
    ``topic`` are for the report of an exam.
    """

    name: str
    kind: Kind
    prompt: tuple[Block, ...]
    of: Target | None = None
    answer: str = ""
    tolerance: float | None = None
    within: Literal["nodes", "inputs"] | None = None
    options: tuple[Option, ...] = ()
    nodes: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    until: tuple[Condition, ...] = ()
    share: str = ""
    among: tuple[str, ...] = ()
    hints: tuple[tuple[Block, ...], ...] = ()
    solution: tuple[Block, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    again: tuple[Again, ...] = ()
    proof: str = ""
    printing: str = ""
    points: float = 1.0
    topic: str = ""
    at_line: int = 0

    def about(self, of: Target | None) -> Question:
        """The same about another quantity, of which the lesson's own answers say nothing."""
        if of is None or of == self.of:
            return self
        return replace(self, of=of, answer="", mistakes=())


Block = Paragraph | Heading | Listing | CodeBlock | Display | Note | Table | Question
"""What a page is made of, from top to bottom."""


@dataclass(frozen=True)
class Page:
    """One page. ``scene`` is the one in force here, also where an earlier page set it."""

    title: Line
    blocks: tuple[Block, ...]
    scene: Scene | None = None
    at_line: int = 0

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is asked on this page, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Question))


@dataclass(frozen=True)
class Lesson:
    """A lesson that was read; ``name`` is its file's name without the ending.

    In an exam nothing is said of an answer until all are handed in.
    """

    name: str
    title: str
    pages: tuple[Page, ...]
    summary: str = ""
    topic: str = ""
    minutes: int = 0
    version: int = FORMAT
    is_exam: bool = False
    lock: tuple[Lock, ...] = ()
    hide: tuple[Hiding, ...] = ()

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its name."""
        return {question.name: question for page in self.pages for question in page.questions}

    def locked_on(self, page: int) -> frozenset[Lock]:
        """What the lesson and the scene of a page lock."""
        scene = self.pages[page].scene
        return frozenset((*self.lock, *(scene.lock if scene is not None else ())))

    def hidden_on(self, page: int) -> frozenset[Hiding]:
        """What the lesson and the scene of a page hide."""
        scene = self.pages[page].scene
        return frozenset((*self.hide, *(scene.hide if scene is not None else ())))

    def page_of(self, question: str) -> int:
        """The page, from 0, on which a question stands. Raises KeyError for an unknown name."""
        for number, page in enumerate(self.pages):
            if any(one.name == question for one in page.questions):
                return number
        raise KeyError(question)


def plain(line: Line) -> str:
    """The characters of a line without their styles; a formula as its LaTeX."""
    return "".join(run.text for run in line)
