"""A walk as pages, slides and a film against torchviz's SVGs; a large graph against neato's SVG."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from ratio import SMOKE, Goal, main, timed  # isort: skip  # it limits numpy to one thread, too

import torch
from examples import AT, LECTURE
from picture import torchviz_svg
from PySide6.QtGui import QGuiApplication

import graphlab
from graphlab.export.pdf import pictures_pdf
from graphlab.export.registry import export
from graphlab.export.svg import picture_svg
from graphlab.picture.compose import Composer
from graphlab.picture.options import Options
from graphlab.picture.theme import THEMES
from graphlab.study.moment import EVERYTHING

torch.set_num_threads(1)

STEPS = 16
SIDE = 5 if SMOKE else 32


def branches(x: torch.Tensor) -> torch.Tensor:
    """As many functions in a row as there are rows; a chain would be longer than a PDF may be."""
    ends = []
    for number in range(SIDE):
        end = x * (number + 1)
        for _ in range(SIDE - 2):
            end = torch.sin(end)
        ends.append(end)
    return torch.stack(ends).sum()


def torchviz_walk() -> None:
    """As many SVGs as the walk has steps, each laid out by dot."""
    for _ in range(STEPS):
        torchviz_svg()


def neato(picture_of: Composer) -> str:
    """The same boxes and edges where they stand, for ``neato -n2``."""
    lines = ["digraph g {", "  node [shape=box, fixedsize=true, fontsize=12];"]
    picture = picture_of.picture(EVERYTHING)
    record = picture_of.record
    for node in record.nodes:
        card = picture.item(f"card:{node.id}")
        assert card is not None
        (x, y), box = card.bounds.centre, card.bounds
        size = f"width={box.width / 72:.3f}, height={box.height / 72:.3f}"
        label = f"{node.id} = {node.text}\\n{node.value}\\n{node.adjoint}"
        lines.append(f'  {node.id} [pos="{x:.1f},{-y:.1f}", {size}, label="{label}"];')
    lines += [f'  {e.source} -> {e.target} [label="{e.text or ""}"];' for e in record.edges]
    return "\n".join([*lines, "}"])


if __name__ == "__main__":
    application = QGuiApplication.instance() or QGuiApplication([])
    record = graphlab.record(LECTURE, **AT)
    composer = Composer(record, THEMES["light"], Options(strip=True))
    folder = Path(tempfile.mkdtemp())

    def walk(suffix: str) -> None:
        export(record, folder / f"f{suffix}", steps="all", theme="light", like=composer)

    large_record = graphlab.record(
        branches, torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
    )
    large = Composer(large_record, THEMES["light"], Options())
    picture = large.picture(EVERYTHING)
    boxes = neato(large).encode()

    def by_neato() -> None:
        subprocess.run(["neato", "-n2", "-Tsvg"], input=boxes, capture_output=True, check=True)

    print(
        f"the large graph has {len(large_record.nodes)} nodes and {len(large_record.edges)} edges"
    )
    timers = {f"walk as {s}": timed(lambda s=s: walk(s)) for s in (".pdf", ".svg", ".pptx", ".gif")}
    timers |= {
        "16 SVGs of torchviz": timed(torchviz_walk),
        "large SVG": timed(lambda: picture_svg(picture)),
        "large PDF": timed(lambda: pictures_pdf([picture])),
        "neato's SVG": timed(by_neato),
    }
    goals = [
        Goal("walk as .pdf", "16 SVGs of torchviz", 1),
        Goal("walk as .svg", "16 SVGs of torchviz", 1),
        Goal("walk as .pptx", "16 SVGs of torchviz", 5),
        Goal("walk as .gif", "16 SVGs of torchviz", 5),
        Goal("large SVG", "neato's SVG", 2),
        Goal("large PDF", "neato's SVG", 2),
    ]
    raise SystemExit(main(timers, goals, rounds=5))
