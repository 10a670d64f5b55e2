"""Runs with tensors, written by hand: formulas as given, numbers by PyTorch one node at a time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import torch

from graphlab.record import Check, Edge, Event, Node, Record, Source, make_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from torch import Tensor


class Run:
    """Collects nodes in evaluation order; ``record`` adds what flows back."""

    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []
        self.values: dict[str, Tensor | tuple[Tensor, ...]] = {}
        self.needs: set[str] = set()
        self.calls: dict[str, tuple[list[Tensor], object]] = {}
        self.edges: list[dict[str, object]] = []

    def leaf(self, name: str, value: Tensor, op: str = "input", *, grad: bool = True) -> str:
        node = self._node(op, name, name, value, name=name)
        if grad and (value.is_floating_point() or value.is_complex()):
            self.needs.add(node)
        return node

    def call(
        self,
        formula: str,
        text: str,
        function: Callable[..., Tensor | tuple[Tensor, ...]],
        *args: str,
        vjps: Sequence[str | None] = (),
        partials: Sequence[str | None] = (),
        op: str = "call",
        name: str | None = None,
        shares: str | None = None,
        takes: bool = False,
    ) -> str:
        leaves = [self.values[arg].detach().clone() for arg in args]  # type: ignore[union-attr]
        for arg, leaf in zip(args, leaves, strict=True):
            leaf.requires_grad_(arg in self.needs)
        made = function(*leaves)
        tensors = made if isinstance(made, tuple) else (made,)
        value = tuple(t.detach() for t in tensors) if isinstance(made, tuple) else made.detach()
        node = self._node(op, formula, text, value, name=name, shares=shares)
        if any(t.requires_grad for t in tensors):
            self.needs.add(node)
        self.calls[node] = leaves, made
        for place, arg in enumerate(args):
            taken = None
            if takes and place == 0:
                places = torch.arange(leaves[0].numel()).reshape(leaves[0].shape)
                taken = function(places, *leaves[1:]).reshape(-1).numpy()  # type: ignore[union-attr]
            self.edges.append(
                {
                    "source": arg,
                    "target": node,
                    "argument": place,
                    "vjp": vjps[place] if place < len(vjps) else None,
                    "partial": partials[place] if place < len(partials) else None,
                    "taken": taken,
                }
            )
        return node

    def item(self, source: str, place: int, *, name: str | None = None) -> str:
        many = self.values[source]
        node = self._node(
            "item", rf"w_{{{source[1:]}}}[{place}]", f"{source}[{place}]", many[place]
        )
        self.rows[-1]["name"] = name
        if source in self.needs:
            self.needs.add(node)
        self.calls[node] = [], place
        self.edges.append({"source": source, "target": node, "argument": 0})
        return node

    def record(
        self, *outputs: str, events: Sequence[Event] = (), kind: str = "script", text: str = ""
    ) -> Record:
        adjoints: dict[str, Tensor] = {}
        waiting: dict[str, dict[int, Tensor]] = {}
        starts = {n: torch.ones_like(self.values[n]) for n in outputs if n in self.needs}
        adjoints |= {n: t.clone() for n, t in starts.items()}
        shares: dict[tuple[str, str, int], Tensor] = {}
        slopes: dict[tuple[str, str, int], Tensor] = {}
        for row in reversed(self.rows):
            node = str(row["id"])
            into = [e for e in self.edges if e["target"] == node]
            if row["op"] == "item" and node in adjoints:
                waiting.setdefault(str(into[0]["source"]), {})[self.calls[node][1]] = adjoints[node]  # type: ignore[index]
                shares[str(into[0]["source"]), node, 0] = adjoints[node]
            elif node in self.calls and (node in adjoints or node in waiting):
                leaves, made = self.calls[node]
                asked = [leaf for leaf in leaves if leaf.requires_grad]
                if not asked:
                    continue
                if node in waiting:
                    outs = [made[k] for k in waiting[node]]  # type: ignore[index]
                    given = list(waiting[node].values())
                else:
                    outs, given = [made], [adjoints[node]]
                found = iter(
                    torch.autograd.grad(outs, asked, given, allow_unused=True, retain_graph=True)
                )
                for edge, leaf in zip(into, leaves, strict=True):
                    share = next(found) if leaf.requires_grad else None
                    if share is None:
                        continue
                    source = str(edge["source"])
                    key = source, node, int(str(edge["argument"]))
                    shares[key] = share
                    adjoints[source] = (
                        adjoints[source] + share if source in adjoints else share.clone()
                    )
                    if node not in waiting and leaf.numel() == 1 and made.numel() == 1:  # type: ignore[attr-defined]
                        (slope,) = torch.autograd.grad(made.sum(), [leaf], retain_graph=True)  # type: ignore[attr-defined]
                        slopes[key] = slope.reshape(())
        nodes = tuple(
            Node(
                **row,  # type: ignore[arg-type]
                value=_array(self.values[str(row["id"])]),
                adjoint=_array(adjoints.get(str(row["id"]))),
                cotangent=_array(starts.get(str(row["id"]))),
                is_output=row["id"] in outputs,
            )
            for row in self.rows
        )
        edges = tuple(
            Edge(
                **edge,  # type: ignore[arg-type]
                text=edge.get("partial"),  # type: ignore[arg-type]
                local=_array(slopes.get((edge["source"], edge["target"], edge["argument"]))),  # type: ignore[arg-type]
                contribution=_array(
                    shares.get((edge["source"], edge["target"], edge["argument"]))  # type: ignore[arg-type]
                ),
            )
            for edge in self.edges
        )
        inputs = tuple(node.id for node in nodes if node.op == "input")
        return Record(
            nodes=nodes,
            edges=edges,
            inputs=inputs,
            output_ids=outputs,
            outputs=tuple(_array(self.values[n]) for n in outputs),  # type: ignore[misc]
            gradients={n.name or n.id: n.adjoint for n in nodes if n.op in {"input", "parameter"}},
            steps=make_steps(nodes, edges),
            check=Check(True, 0.0, 0.0),
            events=tuple(events),
            source=Source(text, kind=kind),  # type: ignore[arg-type]
        )

    def _node(
        self,
        op: str,
        formula: str,
        text: str,
        value: Tensor | tuple[Tensor, ...],
        *,
        name: str | None = None,
        shares: str | None = None,
    ) -> str:
        node = f"w{len(self.rows) + 1}"
        row: dict[str, object] = {"id": node, "op": op, "target": "", "formula": formula}
        row |= {"text": text, "name": name}
        if not isinstance(value, tuple):
            row |= {"shape": tuple(value.shape), "dtype": str(value.dtype).removeprefix("torch.")}
            row |= {"stride": value.stride(), "offset": value.storage_offset()}
            row |= {
                "storage": len(self.rows) + 1,
                "storage_bytes": value.untyped_storage().nbytes(),
            }
        if shares is not None:
            before = next(r for r in self.rows if r["id"] == shares)
            row |= {"storage": before["storage"], "storage_bytes": before["storage_bytes"]}
            if op in {"inplace", "update"}:
                row["version"] = int(str(before.get("version", 0))) + 1
        self.rows.append(row)
        self.values[node] = value
        return node


def _array(value: Tensor | tuple[Tensor, ...] | None) -> np.ndarray | None:  # type: ignore[type-arg]
    return None if value is None or isinstance(value, tuple) else value.detach().numpy().copy()


def _random(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def quadratic_form() -> Record:
    """xᵀAx."""
    run = Run()
    x = run.leaf("x", torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64))
    a = run.leaf("A", torch.tensor([[2.0, 0, 1], [0, 3, -1], [0.5, 0, 4]], dtype=torch.float64))
    y = run.call(
        "w_{2} w_{1}", "w2 @ w1", lambda m, v: m @ v, a, x,
        vjps=(r"\bar{w}_{3} w_{1}^{\top}", r"w_{2}^{\top} \bar{w}_{3}"),
    )  # fmt: skip
    f = run.call(
        r"w_{1}^{\top} w_{3}", "dot(w1, w3)", lambda v, u: v @ u, x, y,
        vjps=(r"\bar{w}_{4} w_{3}", r"\bar{w}_{4} w_{1}"),
    )  # fmt: skip
    return run.record(f, kind="expression", text="xᵀAx")


def in_place() -> Record:
    """A 3×2 tensor, one step of it in place."""
    run = Run()
    x = run.leaf("x", _random(3, 2))
    a = run.call("2 w_{1}", "2*w1", lambda t: 2 * t, x, vjps=(r"2 \bar{w}_{2}",), name="a")
    b = run.call(
        r"\cos(w_{2})", "cos(w2)", torch.cos, a, op="inplace", shares=a, name="b",
        vjps=(r"-\sin(w_{2}) \odot \bar{w}_{3}",),
    )  # fmt: skip
    c = run.call("w_{3} + w_{1}", "w3 + w1", torch.add, b, x, vjps=(r"\bar{w}_{4}",) * 2, name="c")
    f = run.call(
        r"\operatorname{sum}(w_{4})", "sum(w4)", torch.sum, c, vjps=(r"\bar{w}_{5} \mathbf{1}",)
    )
    return run.record(f)


def forward_only() -> Record:
    """The lecture's snippet: nothing requires grad."""
    run = Run()
    a = run.leaf("a", torch.zeros(3, 2), "buffer", grad=False)
    b = run.call(r"\cos(w_{1})", "cos(w1)", torch.cos, a, op="inplace", shares=a, name="b")
    c = run.call("w_{2} + w_{2}", "w2 + w2", torch.add, b, b, name="c")
    said = "Nothing requires grad, so there is a forward pass only."
    return run.record(c, events=[Event("no_grad_needed", said)], text="a = torch.zeros(3, 2)")


def logistic() -> Record:
    """The lecture's LogisticRegression: 1/(1 + exp(−(wx + b))), all tensors 1×1 at the end."""
    run = Run()
    x = run.leaf("x", torch.tensor([[0.5], [-1.2]]), grad=False)
    w = run.leaf("w", torch.tensor([[0.3, -0.8]]), "parameter")
    b = run.leaf("b", torch.tensor([0.1]), "parameter")
    z = run.call(
        "w_{2} w_{1}", "w2 @ w1", torch.matmul, w, x,
        vjps=(r"\bar{w}_{4} w_{1}^{\top}", r"w_{2}^{\top} \bar{w}_{4}"),
    )  # fmt: skip
    s = run.call("w_{4} + w_{3}", "w4 + w3", torch.add, z, b, partials=("1", "1"))
    n = run.call("-w_{5}", "-w5", torch.neg, s, partials=("-1",))
    e = run.call(r"\exp(w_{6})", "exp(w6)", torch.exp, n, partials=("w_{7}",))
    d = run.call("1 + w_{7}", "1 + w7", lambda t: 1 + t, e, partials=("1",))
    f = run.call(r"\frac{1}{w_{8}}", "1/w8", lambda t: 1 / t, d, partials=(r"-w_{9}^{2}",))
    return run.record(f, kind="module")


def cross_entropy() -> Record:
    """Four examples, five classes."""
    run = Run()
    x = run.leaf("x", _random(4, 3, dtype=torch.float32), grad=False)
    w = run.leaf("W", _random(3, 5, seed=1, dtype=torch.float32), "parameter")
    b = run.leaf("b", _random(5, seed=2, dtype=torch.float32), "parameter")
    y = run.leaf("y", torch.tensor([0, 4, 2, 2]), grad=False)
    z = run.call(
        "w_{1} w_{2} + w_{3}", "w1 @ w2 + w3", lambda t, m, v: t @ m + v, x, w, b,
        vjps=(
            r"\bar{w}_{5} w_{2}^{\top}",
            r"w_{1}^{\top} \bar{w}_{5}",
            r"\mathbf{1}^{\top} \bar{w}_{5}",
        ),
    )  # fmt: skip
    p = run.call(
        r"\operatorname{softmax}(w_{5})", "softmax(w5)", lambda t: torch.softmax(t, 1), z,
        vjps=(r"w_{6} \odot (\bar{w}_{6} - \langle w_{6}, \bar{w}_{6} \rangle)",), name="p",
    )  # fmt: skip
    f = run.call(
        r"\operatorname{nll}(\ln w_{6}, w_{4})", "nll_loss(log(w6), w4)",
        lambda t, k: torch.nn.functional.nll_loss(torch.log(t), k), p, y,
        vjps=(r"-\frac{\bar{w}_{7}}{4} \frac{1}{w_{6}}",), name="loss",
    )  # fmt: skip
    return run.record(f)


def quadrant() -> Record:
    """A 10×10 integer matrix and its top right quadrant."""
    run = Run()
    a = run.leaf("a", torch.arange(100).reshape(10, 10), grad=False)
    d = run.call(
        "w_{1}[0:5, 5:10]",
        "w1[0:5, 5:10]",
        lambda t: t[0:5, 5:10],
        a,
        takes=True,
        shares=a,
        name="d",
    )
    return run.record(d)


def sliced() -> Record:
    """Two overlapping slices of a 6×6 matrix, and what flows back to each."""
    run = Run()
    a = run.leaf("a", _random(6, 6))
    d = run.call(
        "w_{1}[0:3, 3:6]", "w1[0:3, 3:6]", lambda t: t[0:3, 3:6], a, takes=True, shares=a, name="d",
        vjps=(r"\bar{w}_{2} \to [0:3, 3:6]",),
    )  # fmt: skip
    e = run.call("w_{1}[2]", "w1[2]", lambda t: t[2], a, takes=True, shares=a, name="e")
    s = run.call(
        r"\lVert w_{2} \rVert^{2}",
        "norm2(w2)",
        lambda t: (t * t).sum(),
        d,
        vjps=(r"2 \bar{w}_{4} w_{2}",),
    )
    u = run.call(
        r"\operatorname{sum}(w_{3})", "sum(w3)", torch.sum, e, vjps=(r"\bar{w}_{5} \mathbf{1}",)
    )
    f = run.call("w_{4} w_{5}", "w4*w5", torch.mul, s, u, partials=("w_{5}", "w_{4}"))
    return run.record(f)


def feature_map() -> Record:
    """A convolution with four channels."""
    run = Run()
    x = run.leaf("x", _random(1, 1, 10, 10, dtype=torch.float32), grad=False)
    k = run.leaf("weight", _random(4, 1, 3, 3, seed=3, dtype=torch.float32), "parameter")
    m = run.call(
        r"w_{2} \ast w_{1}", "conv2d(w1, w2)", torch.nn.functional.conv2d, x, k,
        vjps=(None, r"w_{1} \ast \bar{w}_{3}"),
    )  # fmt: skip
    r = run.call(
        r"\operatorname{relu}(w_{3})",
        "relu(w3)",
        torch.relu,
        m,
        vjps=(r"[w_{3} > 0] \odot \bar{w}_{4}",),
    )
    f = run.call(r"\operatorname{mean}(w_{4})", "mean(w4)", torch.mean, r)
    return run.record(f, kind="module")


def masked() -> Record:
    """e[e % 4 == 0]."""
    run = Run()
    e = run.leaf("e", torch.arange(12), grad=False)
    m = run.call(r"w_{1} \bmod 4 = 0", "w1 % 4 == 0", lambda t: t % 4 == 0, e, name="i")
    h = run.call("w_{1}[w_{2}]", "w1[w2]", lambda t, k: t[k], e, m, takes=True, name="h")
    return run.record(h)


def not_finite() -> Record:
    """NaN and infinities among the elements, in small and larger tensors."""
    run = Run()
    start = _random(5, 5)
    start[0, 1], start[1, 4] = -1.0, 0.0
    start = start.abs() * torch.where(start == -1.0, -1.0, 1.0)
    x = run.leaf("x", start)
    y = run.call(r"\ln(w_{1})", "ln(w1)", torch.log, x, vjps=(r"\bar{w}_{2} \oslash w_{1}",))
    z = run.call("w_{2}[0:2, 0:2]", "w2[0:2, 0:2]", lambda t: t[0:2, 0:2], y, takes=True, shares=y)
    f = run.call(r"\operatorname{sum}(w_{3})", "sum(w3)", torch.sum, z)
    event = Event("domain", "ln needs a number above 0, so w₂ has a NaN.", None, "w2")
    return run.record(f, events=[event])


def shapes() -> Record:
    """Empty, one element in one, two and three dimensions, a row, and a mask of 2×2."""
    run = Run()
    empty = run.leaf("n", torch.zeros(0, 3, dtype=torch.float64))
    one = run.leaf("u", torch.tensor([-0.56461], dtype=torch.float64))
    two = run.leaf("v", torch.tensor([[2.0]], dtype=torch.float64))
    row = run.leaf("r", torch.tensor([[1.0, -2.5, 1e-7]], dtype=torch.float64))
    total = run.call(r"\operatorname{sum}(w_{1})", "sum(w1)", torch.sum, empty)
    product = run.call("w_{2} w_{3}", "w2*w3", torch.mul, one, two, partials=("w_{3}", "w_{2}"))
    wide = run.call(
        r"w_{6} w_{4}", "w6*w4", torch.mul, product, row, vjps=(None, r"w_{6} \bar{w}_{7}")
    )
    f = run.call(r"w_{5} + w_{7}", "w5 + w7", torch.add, total, wide)
    return run.record(f)


def complex_numbers() -> Record:
    run = Run()
    z = run.leaf("z", torch.tensor([[1 + 2j, -0.5j], [3 + 0j, -1.25 - 1j]], dtype=torch.complex128))
    q = run.call(r"w_{1} w_{1}", "w1 @ w1", lambda a, b: a @ b, z, z)
    big = run.call(r"\operatorname{kron}(w_{2}, w_{2})", "kron(w2, w2)", torch.kron, q, q)
    f = run.call(r"\lVert w_{3} \rVert", "norm(w3)", lambda t: t.abs().sum(), big)
    return run.record(f)


def lstm_cell() -> Record:
    """An operation with two outputs."""
    run = Run()
    cell = torch.nn.LSTMCell(3, 4)
    for place, weight in enumerate(cell.parameters()):
        weight.data = _random(*weight.shape, seed=place, dtype=torch.float32) / 2
    x = run.leaf("x", _random(1, 3, dtype=torch.float32))
    h = run.leaf("h", torch.zeros(1, 4), grad=False)
    both = run.call(
        r"\operatorname{lstm\_cell}(w_{1}, w_{2})", "lstm_cell(w1, w2)",
        lambda t, s: cell(t, (s, s)), x, h,
    )  # fmt: skip
    one, two = run.item(both, 0, name="h1"), run.item(both, 1, name="c1")
    f = run.call(
        r"\operatorname{sum}(w_{4} \odot w_{5})", "sum(w4*w5)", lambda a, b: (a * b).sum(), one, two
    )
    return run.record(f, kind="module")


def three_by_two() -> Record:
    """A graph of 3×2 tensors with a fan-in: f = Σ (XW ⊙ XW + cos X)."""
    run = Run()
    x = run.leaf("X", _random(3, 2))
    w = run.leaf("W", _random(2, 2, seed=5), "parameter")
    y = run.call(
        "w_{1} w_{2}", "w1 @ w2", torch.matmul, x, w,
        vjps=(r"\bar{w}_{3} w_{2}^{\top}", r"w_{1}^{\top} \bar{w}_{3}"),
    )  # fmt: skip
    c = run.call(r"\cos(w_{1})", "cos(w1)", torch.cos, x, vjps=(r"-\sin(w_{1}) \odot \bar{w}_{4}",))
    q = run.call(
        r"w_{3} \odot w_{3}", "w3*w3", torch.mul, y, y, vjps=(r"w_{3} \odot \bar{w}_{5}",) * 2
    )
    s = run.call("w_{5} + w_{4}", "w5 + w4", torch.add, q, c, vjps=(r"\bar{w}_{6}",) * 2)
    f = run.call(
        r"\operatorname{sum}(w_{6})", "sum(w6)", torch.sum, s, vjps=(r"\bar{w}_{7} \mathbf{1}",)
    )
    return run.record(f)


def large() -> Record:
    """Tensors beyond 3×3 that meet in a sum."""
    run = Run()
    x = run.leaf("X", _random(20, 10))
    w = run.leaf("W", _random(10, 8, seed=5), "parameter")
    y = run.call(
        "w_{1} w_{2}", "w1 @ w2", torch.matmul, x, w,
        vjps=(r"\bar{w}_{3} w_{2}^{\top}", r"w_{1}^{\top} \bar{w}_{3}"),
    )  # fmt: skip
    n = run.call(
        r"\lVert w_{2} \rVert^{2}",
        "norm2(w2)",
        lambda t: (t * t).sum(),
        w,
        vjps=(r"2 \bar{w}_{4} w_{2}",),
    )
    t = run.call(
        r"\tanh(w_{3})", "tanh(w3)", torch.tanh, y, vjps=(r"(1 - w_{5}^{2}) \odot \bar{w}_{5}",)
    )
    s = run.call(
        r"\operatorname{sum}(w_{5})", "sum(w5)", torch.sum, t, vjps=(r"\bar{w}_{6} \mathbf{1}",)
    )
    f = run.call("w_{6} + w_{4}", "w6 + w4", torch.add, s, n, partials=("1", "1"))
    return run.record(f)


RUNS = {
    "xᵀAx": quadratic_form,
    "3×2": three_by_two,
    "in place": in_place,
    "forward only": forward_only,
    "logistic regression": logistic,
    "cross-entropy": cross_entropy,
    "quadrant": quadrant,
    "slices": sliced,
    "feature map": feature_map,
    "mask": masked,
    "not finite": not_finite,
    "shapes": shapes,
    "complex": complex_numbers,
    "two outputs": lstm_cell,
    "large": large,
}


@cache
def run(name: str) -> Record:
    """The run with this name."""
    return RUNS[name]()
