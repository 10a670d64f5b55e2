"""A module and its inputs to an SVG with every value and adjoint, against eager and other tools."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ratio import SMOKE, Goal, main, timed  # isort: skip  # it limits numpy to one thread, too

import torch
from tensor_recording import Chain, Loop
from torch import Tensor, nn

import graphlab
from graphlab.export.svg import record_svg

if TYPE_CHECKING:
    from collections.abc import Callable

torch.set_num_threads(1)
torch.manual_seed(0)

LIMIT = 45.0  # seconds that another tool may take
STARTING = 15.0  # and its imports
STEPS, LINKS = (2, 20) if SMOKE else (50, 10_000)
WIDTH, HEADS, LAYERS, WORDS, TOKENS = (16, 2, 1, 32, 8) if SMOKE else (768, 12, 12, 8_192, 64)


class Language(nn.Module):
    """A transformer of the size of GPT-2 small, but for its vocabulary."""

    def __init__(self) -> None:
        super().__init__()
        layer = nn.TransformerEncoderLayer(
            WIDTH, HEADS, 4 * WIDTH, 0.0, "gelu", batch_first=True, norm_first=True
        )
        self.words = nn.Embedding(WORDS, WIDTH)
        self.places = nn.Embedding(TOKENS, WIDTH)
        self.blocks = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
        self.head = nn.Linear(WIDTH, WORDS, bias=False)

    def forward(self, tokens: Tensor) -> Tensor:
        length = tokens.shape[1]
        x = self.words(tokens) + self.places(torch.arange(length))
        mask = nn.Transformer.generate_square_subsequent_mask(length)
        return self.head(self.blocks(x, mask=mask))


MODELS: dict[str, Callable[[], tuple[nn.Module, Tensor]]] = {
    "LSTM loop": lambda: (Loop(), torch.randn(STEPS, 4, 16)),
    "chain": lambda: (Chain(LINKS), torch.randn(4, requires_grad=True)),
    "GPT-2 small": lambda: (Language(), torch.randint(0, WORDS, (1, TOKENS))),
}


def eager(model: nn.Module, x: Tensor) -> None:
    """Forward and backward as one writes them."""
    wanted = [p for p in (x, *model.parameters()) if p.requires_grad]
    y = model(x)
    torch.autograd.grad(y, wanted, torch.ones_like(y))


def exported(model: nn.Module, x: Tensor) -> None:
    record_svg(graphlab.record(model, x))


# ── other tools: each draws the operations, without values and adjoints ──────────────────────


def torchviz(model: nn.Module, x: Tensor) -> None:
    from torchviz import make_dot

    make_dot(model(x).sum(), params=dict(model.named_parameters())).pipe(format="svg")


def torchview(model: nn.Module, x: Tensor) -> None:
    from torchview import draw_graph

    draw_graph(model, input_data=x, depth=50, expand_nested=True).visual_graph.pipe(format="svg")


def torchlens(model: nn.Module, x: Tensor) -> None:
    import torchlens as lens

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "graph"))
        lens.trace(model, x).draw(vis_outpath=path, vis_save_only=True, vis_fileformat="svg")


PEERS = {draw.__name__: draw for draw in (torchviz, torchview, torchlens)}


def peer_seconds(peer: str, name: str) -> float | None:
    """How long another tool takes in a process of its own; None if it does not end in time."""
    if find_spec(peer) is None:
        print(f"{peer} is not installed: pip install -e '.[benchmark]'")
        return None
    if SMOKE:
        return timed(lambda: PEERS[peer](*MODELS[name]()))()
    child = [sys.executable, __file__, "--peer", peer, name]
    # In a session of its own: what it started, such as dot, would go on beside all that follows.
    with subprocess.Popen(
        child,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as started:
        try:
            said, _ = started.communicate(timeout=LIMIT + STARTING)
            found = float(said.split()[-1]) if started.returncode == 0 else None
        except subprocess.TimeoutExpired:
            found = None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
    if found is None or found > LIMIT:
        print(f"{peer}, {name}: not in {LIMIT:g} s")
        return None
    print(f"{peer}, {name}: {found:.2f} s")
    return found


def fastest(name: str) -> float | None:
    """Seconds of the fastest of the other tools."""
    asked = ["torchviz"] if SMOKE else PEERS
    found = [seconds for peer in asked if (seconds := peer_seconds(peer, name)) is not None]
    return min(found, default=None)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peer"]:
        draw, (model, x) = PEERS[sys.argv[2]], MODELS[sys.argv[3]]()
        begin = time.perf_counter()
        draw(model, x)
        print(time.perf_counter() - begin)
        raise SystemExit
    made = {name: make() for name, make in MODELS.items()}
    timers = {f"eager, {n}": timed(lambda m=m: eager(*m)) for n, m in made.items()}
    timers |= {f"SVG, {n}": timed(lambda m=m: exported(*m)) for n, m in made.items()}
    goals = [
        Goal("SVG, chain", "eager, chain", 30),
        Goal("SVG, GPT-2 small", "eager, GPT-2 small", 5),
    ]
    best = fastest("LSTM loop")
    if best is not None:
        timers["fastest other tool, LSTM loop"] = lambda: best
        goals.append(Goal("SVG, LSTM loop", "fastest other tool, LSTM loop", 1 / 5))
    if not SMOKE:
        fastest("chain")
    raise SystemExit(main(timers, goals, rounds=3))
