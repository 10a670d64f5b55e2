"""The Jacobian of an edge with 64 × 64 numbers against a loop over its rows."""

from __future__ import annotations

from ratio import Goal, main, timed  # isort: skip  # it limits numpy to one thread, too

import torch

from graphlab.engine.call import recording_of_call
from graphlab.engine.jacobian import edge_jacobian

torch.set_num_threads(1)
SIZE = 64


def softmax_of_product(a: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    return torch.softmax(a @ x, 0)


A, X = torch.randn(SIZE, SIZE), torch.randn(SIZE)
RECORDING = recording_of_call(softmax_of_product, (A, X))


def batched() -> object:
    """What the window asks for."""
    return edge_jacobian(RECORDING, "w3", "w4", 0).array


def row_by_row() -> object:
    """One backward pass a row, on an eager run of its own."""
    z = (A @ X).requires_grad_()
    y = torch.softmax(z, 0)
    rows = [torch.autograd.grad(y[k], z, retain_graph=True)[0] for k in range(SIZE)]
    return torch.stack(rows)


if __name__ == "__main__":
    found, expected = batched(), row_by_row()
    assert torch.allclose(torch.tensor(found), torch.as_tensor(expected), atol=1e-6)
    raise SystemExit(
        main(
            {"row by row": timed(row_by_row, 5), "batched": timed(batched, 5)},
            [Goal("batched", "row by row", 0.2)],
        )
    )
