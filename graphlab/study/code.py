"""The code that is studied, and how it is called. Frozen, a part of the Document."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_REMEMBERED = 40
CODE_SIGNS = re.compile(
    r"""^\s*(?:>>>\s|In\s?\[\d*\]:|```|\#\s|@\w
        |(?:import|from|class|def|async|with|return|print)\b(?!\s*[=·*+/^²)-])
        |(?:if|for|while|elif|else|try)\b.*:\s*$)
      |\b(?:torch|nn|np|self|optim)\.\w""",
    re.MULTILINE | re.VERBOSE,
)
Fields = tuple[tuple[str, str], ...]


class Part(NamedTuple):
    """What of the code is stepped through: its statements, a class or a function of it.

    ``given`` is what a Python program gave to ``show``: the program runs it, no code is sent.
    """

    kind: Literal["statements", "module", "function", "given"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Setup:
    """How a class or function is called. Every field is kept as it was typed.

    ``init`` are constructor arguments, ``inputs`` those of the call, in order; an empty field
    leaves the argument to its default. ``loss`` is the name of a loss put on top, with ``target``.
    """

    init: Fields = ()
    inputs: Fields = ()
    loss: str = ""
    target: str = ""

    @property
    def loss_on_top(self) -> str | None:
        """``mse``, ``mse(ones(2))``, or None."""
        if not self.loss:
            return None
        return f"{self.loss}({self.target})" if self.target and self.loss != "sum" else self.loss

    def given(self, which: str, name: str, text: str) -> Setup:
        """The same with one field typed anew; ``which`` is init, inputs, loss or target."""
        if which == "loss":
            return replace(self, loss=text)
        if which == "target":
            return replace(self, target=text)
        fields = dict(self.init if which == "init" else self.inputs)
        fields[name] = text
        made = tuple(fields.items())
        return replace(self, init=made) if which == "init" else replace(self, inputs=made)


@dataclass(frozen=True, slots=True)
class Code:
    """A text, the part of it that is stepped through, and what was entered for each part.

    ``open_fused``: softmax, linear and other fused layers are shown as their parts. ``folder`` is
    where the code may import from: that of the file it came from, if it needs to. ``inside`` is the
    path of a part of the module, which is recorded by itself. Without ``keeps_values`` a run holds
    single numbers and the digests of all other arrays.
    """

    text: str = ""
    part: Part | None = None
    setups: tuple[tuple[Part, Setup], ...] = ()
    open_fused: bool = False
    folder: str = ""
    inside: str = ""
    keeps_values: bool = True

    @property
    def is_given(self) -> bool:
        """Whether it is what a Python program gave to ``show``."""
        return self.part is not None and self.part.kind == "given"

    @property
    def setup(self) -> Setup:
        """What was entered for the part that is chosen."""
        return self.setup_of(self.part)

    def setup_of(self, part: Part | None) -> Setup:
        """What was entered for a part, now or before."""
        return dict(self.setups).get(part, Setup()) if part is not None else Setup()

    def typing(self, text: str, folder: str = "") -> Code:
        """Another text; what was entered for parts of the same names stays."""
        inside = self.inside if text == self.text else ""
        return replace(self, text=text, folder=folder, inside=inside)

    def choosing(self, part: Part | None) -> Code:
        """Another part of the same text."""
        return replace(self, part=part, inside=self.inside if part == self.part else "")

    def calling(self, setup: Setup) -> Code:
        """The chosen part called in another way."""
        if self.part is None:
            return self
        others = tuple(pair for pair in self.setups if pair[0] != self.part)
        return replace(self, setups=(*others, (self.part, setup))[-MOST_REMEMBERED:])

    def opening(self, open_fused: bool) -> Code:
        """The same with fused layers as their parts, or as one operation each."""
        return replace(self, open_fused=open_fused)

    def entering(self, path: str) -> Code:
        """The same with one part of the module recorded by itself."""
        return replace(self, inside=path)

    def keeping(self, keeps_values: bool) -> Code:
        """The same with its values, or without."""
        return replace(self, keeps_values=keeps_values)


NO_CODE = Code()


def setup(
    init: Mapping[str, str] | None = None,
    inputs: Mapping[str, str] | None = None,
    loss: str = "",
    target: str = "",
) -> Setup:
    """A Setup out of plain dicts."""
    return Setup(tuple((init or {}).items()), tuple((inputs or {}).items()), loss, target)


def looks_like_code(text: str) -> bool:
    """Whether a pasted text is Python rather than a formula.

    >>> looks_like_code("class A(nn.Module): ..."), looks_like_code("u = x·y; u²")
    (True, False)
    """
    return CODE_SIGNS.search(text[:20_000]) is not None
