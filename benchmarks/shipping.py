"""Shipping a run of 10,000 nodes to the window against pickling its tensors, there and back."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import torch
from ratio import SMOKE, Goal, main, timed

from graphlab.record import Check, Edge, Node, Record, make_steps
from graphlab.worker.codec import decode, encode
from graphlab.worker.messages import Recorded

torch.set_num_threads(1)

NODES = 500 if SMOKE else 10_000
MATRIX = 8


def chain(shape: tuple[int, ...]) -> Record:
    """A chain of sines: every value, adjoint and contribution is an array of its own."""
    rng = np.random.default_rng(0)
    nodes = tuple(
        Node(
            f"w{number}",
            "call" if number > 1 else "input",
            "torch.sin",
            rf"\sin(w_{{{number - 1}}})",
            f"sin(w{number - 1})",
            value=np.asarray(rng.standard_normal(shape)),
            adjoint=np.asarray(rng.standard_normal(shape)),
            shape=shape,
            dtype="float64",
            path=f"blocks.{number // 100}",
            line=number % 50,
            storage=number,
            stride=tuple(np.empty(shape).strides),
            offset=0,
            storage_bytes=8,
        )
        for number in range(1, NODES + 1)
    )
    edges = tuple(
        Edge(
            before.id,
            after.id,
            0,
            rf"\cos({before.id})",
            f"cos({before.id})",
            contribution=np.asarray(rng.standard_normal(shape)),
            vjp=rf"\bar{{w}} \cos({before.id})",
        )
        for before, after in itertools.pairwise(nodes)
    )
    last = nodes[-1]
    return Record(
        nodes,
        edges,
        ("w1",),
        (last.id,),
        (last.value,),
        {"x": nodes[0].adjoint},
        make_steps(nodes, edges),
        Check(True, 0.0, 0.0),
    )


def tensors(record: Record) -> list[torch.Tensor]:
    """What would have to be pickled, without anything that tells where it belongs."""
    arrays = [array for node in record.nodes for array in (node.value, node.adjoint)]
    arrays += [edge.contribution for edge in record.edges]
    return [torch.from_numpy(np.array(array)) for array in arrays]


if __name__ == "__main__":
    timers, goals = {}, []
    for what, shape in (("numbers", ()), (f"{MATRIX}×{MATRIX} matrices", (MATRIX, MATRIX))):
        message = Recorded(1, chain(shape))
        plain = tensors(message.record)
        assert len(decode(encode(message)).record.nodes) == NODES
        shipped, pickled = f"shipped, {what}", f"pickled, {what}"
        timers[shipped] = timed(lambda message=message: decode(encode(message)))
        timers[pickled] = timed(lambda plain=plain: pickle.loads(pickle.dumps(plain)))
        goals.append(Goal(shipped, pickled, 0.3))
    raise SystemExit(main(timers, goals, rounds=7))
