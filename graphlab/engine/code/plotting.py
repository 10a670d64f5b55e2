"""Inert stand-ins for plotting libraries that are not installed: drawing does nothing.

They exist only while a person's code runs, so that nobody else finds them.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import opcode
import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LIBRARIES: Final = frozenset(
    ("matplotlib", "mpl_toolkits", "pylab", "seaborn", "plotly", "bokeh", "altair")
)


@contextmanager
def plotting_stands_in() -> Iterator[list[str]]:
    """Let plotting libraries that are missing be imported; yields the names of those that were."""
    finder = _Finder()
    sys.meta_path.append(finder)  # at the end: asked only for what nobody else finds
    try:
        yield finder.missing
    finally:
        sys.meta_path.remove(finder)
        for name in [n for n, module in sys.modules.items() if isinstance(module, _StandIn)]:
            del sys.modules[name]


class Inert:
    """Whatever is asked of it, nothing happens and another one comes back."""

    def __getattr__(self, name: str) -> Inert:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Inert()

    @override
    def __setattr__(self, name: str, value: object) -> None:
        return

    def __call__(self, *args: object, **kwargs: object) -> Inert:
        return Inert()

    def __iter__(self) -> Iterator[Inert]:
        """As many as ``fig, ax = plt.subplots()`` asks for, else none."""
        frame = sys._getframe(1)
        code, at = frame.f_code.co_code, frame.f_lasti
        unpacks = at >= 0 and opcode.opname[code[at]] == "UNPACK_SEQUENCE"
        return iter([Inert() for _ in range(code[at + 1] if unpacks else 0)])

    def __getitem__(self, key: object) -> Inert:
        return Inert()

    def __setitem__(self, key: object, value: object) -> None:
        return

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    def __enter__(self) -> Inert:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        return ()

    @override
    def __repr__(self) -> str:
        return "<nothing is drawn here>"


def _itself(self: Inert, *_: object) -> Inert:
    return self


for _name in ("add", "sub", "mul", "truediv", "pow", "neg", "radd", "rsub", "rmul", "rtruediv"):
    setattr(Inert, f"__{_name}__", _itself)


class _StandIn(ModuleType):
    @override
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Inert()


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self) -> None:
        self.missing: list[str] = []

    @override
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        library = fullname.split(".")[0]
        above = sys.modules.get(library)
        if library not in LIBRARIES or (above is not None and not isinstance(above, _StandIn)):
            return None
        if library not in self.missing:
            self.missing.append(library)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    @override
    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    @override
    def exec_module(self, module: ModuleType) -> None:
        return
