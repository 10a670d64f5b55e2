"""Text to Program: lines, names and inputs of a formula as people write it.

    line = [name "=" | f "(" names ")" "="] comparison {"," comparison}

Nothing is evaluated and nothing is looked up by Python: every string is safe to read.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from typing_extensions import override

from graphlab.errors import InputError
from graphlab.formula import latex
from graphlab.formula.functions import TYPED
from graphlab.formula.lexer import Token, fail, place, tokens
from graphlab.formula.program import Assignment, Choice, Program
from graphlab.formula.tensor_grammar import TensorGrammar, speaks_of_tensors, transposes_by_letter
from graphlab.formula.tensor_reading import read
from graphlab.formula.tree import Name
from graphlab.formula.words import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphlab.formula.tree import Tree

_Shapes = tuple[tuple[str, tuple[int, ...]], ...]

MENDED_AT_ONCE = 8
OFFERED_AT_ONCE = 8
EXAMPLE = "2cos²(xy) + ln(cos(xy))"


def parse(
    text: str, given: Iterable[str] = (), shapes: Mapping[str, Sequence[int]] | None = None
) -> Program:
    """Read a formula, or several lines of assignments whose last line is the output.

    ``given`` are names that the caller has values for: they win over constants and are never
    split. ``shapes`` are those of the given vectors and matrices; a given name without a shape is a
    number, and for the shape of any other input an assumption is made where the text asks for one.

    Raises InputError with line and column, or LimitError for a text that is too long,
    too deep (60) or too large (500 operations).
    """
    sizes = tuple((name, tuple(shape)) for name, shape in (shapes or {}).items())
    names = tuple(dict.fromkeys((*given, *(name for name, _ in sizes))))
    try:
        return _parse(text, names, sizes)
    except InputError as error:
        fixed = (_mended(fix, names, sizes, error) for fix in error.fixes)
        error.fixes = tuple(dict.fromkeys(fix for fix in fixed if fix is not None))
        raise


def as_typed(text: str, names: Iterable[str]) -> Tree:
    """One formula before it is known which names are vectors and matrices."""
    reader = _Reader(text, tuple(names), tensors=True)
    return reader.comparison()


@lru_cache(maxsize=64)
def _parse(text: str, given: tuple[str, ...], shapes: _Shapes) -> Program:
    reader = _Reader(text, given, shapes)
    program = reader.program()
    return replace(program, choices=reader.offered(program))


def _mended(fix: str, given: tuple[str, ...], shapes: _Shapes, error: InputError) -> str | None:
    """``fix`` with what else is wrong put right too; None if it does not lead further."""
    place = error.line or 1, error.column or 1
    for _ in range(MENDED_AT_ONCE):
        try:
            _Reader(fix, given, shapes).program()
        except InputError as other:
            if len(other.fixes) != 1:
                return fix if (other.line or 1, other.column or 1) > place else None
            fix = other.fixes[0]
        else:
            return fix
    return None


class _Reader(TensorGrammar):
    def __init__(
        self, text: str, given: tuple[str, ...], shapes: _Shapes = (), *, tensors: bool = False
    ) -> None:
        raw = tokens(text)
        self.declared, self.assigned, self.function = _scan(text, raw)
        self.given, self.shapes = given, shapes
        self.known = {*given, *self.declared, *self.assigned}
        self.choices: dict[str, str] = {}
        super().__init__(text, self._resolved(text, raw))
        self.defined: dict[str, int] = {}
        self.free: dict[str, None] = dict.fromkeys(self.declared)
        fixed = {*given, *self.assigned}
        self.tensors = tensors or any(shape for _, shape in shapes)
        self.tensors = self.tensors or speaks_of_tensors(self.tokens, fixed)
        if self.tensors:
            self.transposes = transposes_by_letter(self.tokens, {*fixed, *self.declared})
            self.tokens = _rows_joined(self.tokens)

    def _resolved(self, text: str, raw: list[Token]) -> list[Token]:
        ready: list[Token] = []
        for index, token in enumerate(raw):
            if token.kind not in {"letters", "word"}:
                ready.append(token)
                continue
            called = raw[index + 1].text in {"(", "{"} and raw[index + 1].kind == "sign"
            found = resolve(text, token, self.known, called=called)
            if found.choice:
                self.choices[found.choice] = token.text + token.subscript
            ready += [Token(w.kind, w.name, w.start, w.stop) for w in found.words]
        return ready

    def offered(self, program: Program) -> tuple[Choice, ...]:
        """The choices made, the first of them with a text that makes them otherwise."""
        alone = self.function is None and not self.assigned and len(program.lines) == 1
        alone = alone and self.tokens[0].kind != "line"
        return tuple(
            Choice(sentence, self._as_one_name(run) if alone and at < OFFERED_AT_ONCE else None)
            for at, (sentence, run) in enumerate(self.choices.items())
        )

    def _as_one_name(self, run: str) -> str | None:
        """The same text with ``run`` declared as one input, among the others."""
        if not run.isalpha():
            return None
        try:
            names = _Reader(self.text, (*self.given, run), self.shapes).program().inputs
        except InputError:
            return None
        function = next((letter for letter in "fghFG" if letter not in names), None)
        return (
            f"{function}({', '.join(names)}) = {self.text}" if function and run in names else None
        )

    # ── lines ────────────────────────────────────────────────────────────────────────────────

    def program(self) -> Program:
        lines: list[Assignment] = []
        while self.peek().kind != "end":
            if self.peek().kind == "line":
                self.at += 1
                continue
            lines.append(self._line())
        if not lines:
            raise InputError(f"Type a formula, for example {EXAMPLE}.", line=1, column=1)
        for line in lines[:-1]:
            if line.name is None:
                problem = "Only the last line may stand without a name; write u = … here."
                raise InputError(problem, line=line.line, column=1)
        inputs = tuple(self.free)
        if self.tensors:
            return self._with_shapes(lines, inputs)
        return self._read(lines, inputs)

    def _with_shapes(self, lines: list[Assignment], inputs: tuple[str, ...]) -> Program:
        given = dict.fromkeys(self.given, ()) | dict(self.shapes)
        found = read(self.text, lines, inputs, given)
        self.choices = {
            sentence.replace("·", " ") if found.guessed or self.shapes else sentence: run
            for sentence, run in self.choices.items()
        } | dict.fromkeys(found.choices, "")
        program = self._read(list(found.lines), inputs)
        shapes = tuple((name, shape) for name, shape in found.shapes.items() if shape)
        return replace(program, shapes=shapes, guessed=found.guessed)

    def _read(self, lines: list[Assignment], inputs: tuple[str, ...]) -> Program:
        letter, keeps = self._letter()
        return Program(
            self.text,
            tuple(lines),
            inputs,
            latex.program(lines, self.function, self.declared),
            tuple(Choice(sentence) for sentence in self.choices),
            self.function,
            letter,
            keeps,
        )

    def _letter(self) -> tuple[str, bool]:
        """w, unless the person uses w or W for something else than numbering nodes."""
        own = [*self.free, *self.defined]
        numbered = [name for name in own if name[0] == "w" and name[1:].isdigit()]
        if any(name[0] in "wW" and name not in numbered for name in own):
            return "v", False
        return "w", bool(numbered)

    def _line(self) -> Assignment:
        number, _ = place(self.text, self.peek().start)
        name = self._heading()
        trees = [self.comparison()]
        while self.sign(","):
            trees.append(self.comparison())
        token = self.peek()
        if token.kind not in {"line", "end"}:
            raise self.unexpected(token)
        if name is not None:
            if len(trees) > 1:
                raise fail(self.text, token.start, "One name takes one result; use two lines.")
            self.defined[name] = number
        return Assignment(name, tuple(trees), number)

    def _heading(self) -> str | None:
        """Skip ``u =`` or ``f(x, y) =`` in front of a line and return u."""
        stop = self.at
        while self.tokens[stop].kind not in {"line", "end"} and self.tokens[stop].text != "=":
            stop += 1
        if self.tokens[stop].text != "=" or self.tokens[stop].kind != "sign":
            return None
        head = self.tokens[self.at : stop]
        equals = self.tokens[stop]
        if len(head) == 1 and head[0].kind == "name":
            self.at = stop + 1
            return head[0].text
        if len(head) > 2 and head[1].text == "(" and self.function:
            self.at = stop + 1
            return None
        problem = "“=” gives a name to a result, as in u = x·y; to compare, write “==”."
        raise fail(self.text, equals.start, problem)

    @override
    def name(self, name: str, token: Token) -> Tree:
        if name in self.defined:
            return Name(name, token.start)
        later = self.assigned.get(name)
        if later is not None and later > token.start and name not in self.free:
            line, here = place(self.text, later)[0], place(self.text, token.start)[0]
            where = f"on line {line}" if line > here else "further on"
            problem = f"“{name}” is used here but named only {where}."
            raise fail(self.text, token.start, problem, length=len(name))
        if name == self.function:
            problem = f"“{name}” is the function being defined; it cannot use itself."
            raise fail(self.text, token.start, problem, length=len(name))
        if self.declared and name not in self.free:
            problem = (
                f"“{name}” is not among the inputs of {self.function}({', '.join(self.declared)})."
            )
            raise fail(self.text, token.start, problem, length=token.stop - token.start)
        self.free.setdefault(name)
        return Name(name, token.start)


def _rows_joined(tokens: list[Token]) -> list[Token]:
    """Ends of lines within square brackets as signs: there they end a row of a matrix."""
    ready: list[Token] = []
    depth = 0
    for token in tokens:
        if token.kind == "sign" and token.text in {"[", "]"}:
            depth += 1 if token.text == "[" else -1
        inside = depth > 0 and token.kind == "line"
        ready.append(token._replace(kind="sign", text=";") if inside else token)
    return ready


def _scan(text: str, raw: list[Token]) -> tuple[tuple[str, ...], dict[str, int], str | None]:
    """Declared inputs, assigned names with their place, and the function's own name."""
    declared: tuple[str, ...] = ()
    function: str | None = None
    assigned: dict[str, int] = {}
    start = 0
    for index, token in enumerate(raw):
        if token.kind in {"line", "end"}:
            start = index + 1
        elif token.text == "=" and token.kind == "sign":
            head = raw[start:index]
            if len(head) == 1 and head[0].kind in {"letters", "word"}:
                assigned.setdefault(head[0].text + head[0].subscript, token.start)
            elif inputs := _declared(head):
                if function is not None:
                    raise fail(text, head[0].start, "Only one function can be defined here.")
                function, declared = head[0].text + head[0].subscript, inputs
    return declared, assigned, function


def _declared(head: list[Token]) -> tuple[str, ...]:
    """The names in ``f(x, y)``, or nothing if ``head`` has another form."""
    if len(head) < 4 or head[0].kind not in {"letters", "word"}:
        return ()
    if head[1].text != "(" or head[-1].text != ")" or head[0].text in TYPED:
        return ()
    inner = head[2:-1]
    if any(token.text != "," for token in inner[1::2]) or len(inner) % 2 == 0:
        return ()
    if any(token.kind not in {"letters", "word"} for token in inner[::2]):
        return ()
    return tuple(token.text + token.subscript for token in inner[::2])
