"""What a run of letters means: a name, a constant, a function, or a product of letters."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

from graphlab.formula.functions import GREEK, TYPED
from graphlab.formula.lexer import Token, fail
from graphlab.formula.tensor_functions import TENSOR_TYPED

if TYPE_CHECKING:
    from collections.abc import Collection

CONSTANTS = {"pi", "e"}
_LONGEST_FIRST = tuple(sorted((f for f in TYPED if len(f) > 1), key=len, reverse=True))
_SHORTEST = len(_LONGEST_FIRST[-1])
_WRITTEN = {
    "cosinus": "cos(x)",
    "cot": "1/tan(x)",
    "sec": "1/cos(x)",
    "csc": "1/sin(x)",
    "matmul": "A @ B",
    "mm": "A @ B",
    "determinant": "det(A)",
    "eig": "eigvalsh(A)",
    "eigh": "eigvalsh(A)",
    "average": "mean(x)",
    "avg": "mean(x)",
}


class Word(NamedTuple):
    """One resolved piece: ``kind`` is name, constant or function."""

    kind: str
    name: str
    start: int
    stop: int


class Resolved(NamedTuple):
    """The pieces of a run, and the choice that was made, if there was one."""

    words: tuple[Word, ...]
    choice: str = ""


def resolve(text: str, token: Token, known: Collection[str], *, called: bool) -> Resolved:
    """Read one run of letters; ``known`` are the given and assigned names.

    ``called`` says that a bracket follows. Raises InputError for an unknown function.
    """
    run, whole = token.text, token.text + token.subscript
    if token.kind == "word":
        return _greek(token, known, called=called)
    if whole in known:
        return _one("name", whole, token)
    if not token.subscript:
        if run in TYPED and (called or len(run) > 1):
            return _one("function", TYPED[run], token)
        if run in TENSOR_TYPED and (called or len(run) > 2):
            return _one("function", TENSOR_TYPED[run], token)
        if run in CONSTANTS:
            return _one("constant", run, token)
    if run in GREEK:
        return _one("name", whole, token)
    if not token.subscript and (found := _joined_function(token, known, called=called)):
        return found
    if called and len(run) > 1 and not _all_known(run, known):
        raise _unknown_function(text, token)
    return _product(token, known)


def _one(kind: str, name: str, token: Token) -> Resolved:
    return Resolved((Word(kind, name, token.start, token.stop),))


def _greek(token: Token, known: Collection[str], *, called: bool) -> Resolved:
    whole = token.text + token.subscript
    if whole == "pi" and whole not in known:
        return _one("constant", "pi", token)
    if whole == "sigma" and called and whole not in known:
        return _one("function", "sigmoid", token)._replace(choice="σ(…) read as the sigmoid")
    return _one("name", whole, token)


def _joined_function(token: Token, known: Collection[str], *, called: bool) -> Resolved | None:
    """``xcos(`` and ``cosx``: a function written onto its neighbour without a space."""
    run = token.text
    if len(run) <= _SHORTEST:
        return None  # there is no neighbour
    for function in _LONGEST_FIRST:
        before = run[: -len(function)]
        if (
            called
            and before
            and run.endswith(function)
            and (len(before) <= 2 or _all_known(before, known))
        ):
            cut = token.start + len(before)
            head = _letters(before, token.start, known)
            words = (*head, Word("function", TYPED[function], cut, token.stop))
            return Resolved(words, f"{run} read as {'·'.join(w.name for w in head)}·{function}")
    for function in _LONGEST_FIRST:
        after = run[len(function) :]
        if not called and after and run.startswith(function) and len(after) <= 2:
            cut = token.start + len(function)
            tail = _letters(after, cut, known)
            words = (Word("function", TYPED[function], token.start, cut), *tail)
            return Resolved(words, f"{run} read as {function}({'·'.join(w.name for w in tail)})")
    return None


def _product(token: Token, known: Collection[str]) -> Resolved:
    words = _letters(token.text, token.start, known)
    if token.subscript:
        last = words[-1]
        words = (*words[:-1], Word("name", last.name + token.subscript, last.start, token.stop))
    if len(words) == 1:
        return Resolved(words)
    return Resolved(
        words, f"{token.text}{token.subscript} read as {'·'.join(w.name for w in words)}"
    )


def _letters(run: str, start: int, known: Collection[str]) -> tuple[Word, ...]:
    return tuple(
        Word("constant" if c == "e" and c not in known else "name", c, start + i, start + i + 1)
        for i, c in enumerate(run)
    )


def _all_known(run: str, known: Collection[str]) -> bool:
    return all(letter in known for letter in run)


def _unknown_function(text: str, token: Token) -> Exception:
    name = token.text + token.subscript
    cutoff = 0.7 if len(name) > 3 else 0.66  # cso is cos
    near = difflib.get_close_matches(name, [*TYPED, *TENSOR_TYPED], n=1, cutoff=cutoff)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    fixes = (text[: token.start] + near[0] + text[token.stop :],) if near else ()
    if name in _WRITTEN:
        hint, fixes = f" Write {_WRITTEN[name]}.", ()
    problem = f"“{name}” is not a function graphlab knows.{hint}"
    return fail(text, token.start, problem, length=token.stop - token.start, fixes=fixes)
