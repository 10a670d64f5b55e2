"""The Jacobian of one edge, on the recording itself, and the structure that its numbers show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from graphlab.engine.arrays import array_of
from graphlab.errors import InputError
from graphlab.record import NOT_KEPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from graphlab.engine.call import Recording
    from graphlab.engine.recording.tape import Entry, Use
    from graphlab.record import Array

MAX_ELEMENTS = 1_000_000
"""Above this many numbers only the structure is told, from two products with random vectors."""


@dataclass(frozen=True, slots=True, eq=False)
class JacobianResult:
    """∂target/∂source with a row for each element of the target, in row-major order.

    ``array`` is None when it would have more than a million numbers; ``structure`` says in words
    what it looks like.
    """

    array: Array | None
    structure: str


def edge_jacobian(recording: Recording, source: str, target: str, argument: int) -> JacobianResult:
    """The Jacobian of the ``argument``-th tensor argument of ``target``, which is ``source``.

    Raises InputError when there is no such edge or nothing flows along it.
    """
    entry, use = _edge(recording, source, target, argument)
    if not recording.record.keeps_values:
        raise InputError(NOT_KEPT)
    if entry.result is None:
        raise InputError(f"{target} has several results; choose the edge from one of them.")
    given = recording.tape.entries[use.source].value
    if given is None:
        raise InputError(f"{source} has several results; {target} is one of them.")
    if use.edge is None or entry.edge is None:
        raise InputError(_why_none(recording, source, target, argument))
    result = _result_at(entry)
    try:
        if result.numel() * given.numel() > MAX_ELEMENTS:
            return JacobianResult(None, _probed(result, use, given))
        array = array_of(_rows(result, use, given), copy=True)
    except RuntimeError as error:
        raise InputError(f"This Jacobian cannot be had: {error}") from None
    return JacobianResult(array, structure(array, recording, use, entry))


def _edge(recording: Recording, source: str, target: str, argument: int) -> tuple[Entry, Use]:
    index = {id_: index for index, id_ in recording.numbering.ids.items()}
    if target in index:
        entry = recording.tape.entries[index[target]]
        if 0 <= argument < len(entry.uses) and entry.uses[argument].source == index.get(source):
            return entry, entry.uses[argument]
    raise InputError(f"There is no edge from {source} to {target}.")


def _why_none(recording: Recording, source: str, target: str, argument: int) -> str:
    for edge in recording.record.incoming[target]:
        if edge.argument == argument and edge.contribution is not None:
            return (
                f"What flows from {target} to {source} follows from the other edges;"
                " it is not measured by itself, so its Jacobian cannot be shown."
            )
    return f"No gradient can flow from {target} to {source}, so there is no Jacobian."


def _result_at(entry: Entry) -> Tensor:
    """The result as an end of a backward pass; one that was written to later is gone."""
    result = entry.result
    assert result is not None
    assert entry.edge is not None
    edge = torch.autograd.graph.get_gradient_edge(result)
    if edge.node is not entry.edge.node:
        raise InputError("Its memory was written to afterwards, so its Jacobian is gone.")
    return result


def _rows(result: Tensor, use: Use, given: Tensor) -> Tensor:
    """All rows in one batched backward pass; one by one where PyTorch cannot batch them."""
    count = result.numel()
    eye = torch.eye(count, dtype=result.dtype).reshape(count, *result.shape)
    assert use.edge is not None
    empty = eye.new_zeros(count, *given.shape)
    if not count:
        return empty.reshape(0, given.numel())
    try:
        found: Sequence[Tensor | None] = torch.autograd.grad(
            result, [use.edge], eye, is_grads_batched=True, retain_graph=True, allow_unused=True
        )
    except RuntimeError:
        found = [_one_by_one(result, use, eye, empty)]
    rows = empty if found[0] is None else found[0]
    return rows.reshape(count, given.numel())


def _one_by_one(result: Tensor, use: Use, eye: Tensor, empty: Tensor) -> Tensor:
    assert use.edge is not None
    rows = empty.clone()
    for place, row in enumerate(eye):
        found: Sequence[Tensor | None] = torch.autograd.grad(
            result, [use.edge], row, retain_graph=True, allow_unused=True
        )
        if found[0] is not None:
            rows[place] = found[0]
    return rows


def _probed(result: Tensor, use: Use, given: Tensor) -> str:
    """Two products tell a diagonal Jacobian of any size from another."""
    assert use.edge is not None
    size = f"{result.numel():,} × {given.numel():,}, too large to be shown"
    if result.shape != given.shape:
        return size
    generator = torch.Generator().manual_seed(0)
    probe = torch.rand(result.shape, generator=generator, dtype=result.dtype) + 0.5
    found: list[Tensor | None] = []
    for start in (torch.ones_like(result), probe):
        found += torch.autograd.grad(
            result, [use.edge], start, retain_graph=True, allow_unused=True
        )
    ones, seen = found
    if ones is None or seen is None or not seen.any():
        return f"zero, {size}"
    diagonal = torch.allclose(seen, probe * ones, rtol=1e-4, atol=0.0)
    return f"diagonal, {size}" if diagonal else size


def structure(
    array: Array,
    recording: Recording | None = None,
    use: Use | None = None,
    entry: Entry | None = None,
) -> str:
    """What a matrix is, in words: identity, diagonal, a permutation, another argument, or dense."""
    matrix = np.asarray(array)
    rows, columns = matrix.shape
    if not np.isfinite(matrix).all():
        return "not finite"
    if not matrix.any():
        return "zero"
    full = min(rows, columns) > 1 and np.count_nonzero(matrix) > matrix.size // 2
    sparse = "" if full else _sparse(matrix)
    if sparse:
        return sparse
    others = _others(recording, use, entry)
    for name, value in others:
        known = _named(matrix, name, value) if value.ndim == 2 else ""
        if known:
            return known if known.endswith("ᵀ") else f"{known} itself"
    blocks = "" if full else _kronecker(matrix, others)
    if blocks:
        return blocks
    if rows == 1:
        return "one row: the gradient itself"
    if columns == 1:
        return "one column"
    return "dense"


def _sparse(matrix: Array) -> str:
    """What has at most one number a row: identity, diagonal, permutation, selection, copies."""
    rows, columns = matrix.shape
    if rows == columns == 1:
        return "one number"
    if rows == columns:
        if np.array_equal(matrix, np.eye(rows)):
            return "identity"
        diagonal = np.diagonal(matrix)
        if np.array_equal(matrix, np.diag(diagonal)):
            if np.allclose(diagonal, diagonal[0], atol=0.0):
                return "a multiple of the identity"
            return "diagonal"
    if (np.count_nonzero(matrix, axis=1) > 1).any() or not np.isin(matrix, (0, 1)).all():
        return ""
    once = (np.count_nonzero(matrix, axis=0) <= 1).all()
    if rows == columns and once and np.count_nonzero(matrix) == rows:
        return "permutation"
    return "selection: each row takes one element" if once else "copies of elements"


def _others(
    recording: Recording | None, use: Use | None, entry: Entry | None
) -> list[tuple[str, Array]]:
    """The vectors and matrices among the other arguments of the same operation, with names."""
    if recording is None or entry is None:
        return []
    found = []
    for other in entry.uses:
        value = recording.tape.entries[other.source].value
        if other is not use and value is not None and value.ndim in (1, 2):
            name = recording.tape.entries[other.source].name
            found.append((name or recording.numbering.ids[other.source], array_of(value)))
    return found


def _named(matrix: Array, name: str, value: Array) -> str:
    """``A`` or ``Aᵀ`` if that is what the matrix is; a vector stands as one column, ``x``."""
    numbers = value.reshape(len(value), -1)
    if np.array_equal(numbers, matrix):
        return name
    return f"{name}ᵀ" if np.array_equal(numbers.T, matrix) else ""


def _kronecker(matrix: Array, others: Sequence[tuple[str, Array]] = ()) -> str:
    """Equal blocks on the diagonal or interleaved, the most that fit: I ⊗ A and A ⊗ I.

    The factor is called by the name of the argument that it is, else not at all.
    """
    rows, columns = matrix.shape
    for count in range(min(rows, columns), 1, -1):
        if rows % count or columns % count:
            continue
        height, width = rows // count, columns // count
        blocks = matrix.reshape(count, height, count, width).transpose(0, 2, 1, 3)
        first = blocks[0, 0]
        wanted = np.zeros_like(blocks)
        wanted[range(count), range(count)] = first
        if np.array_equal(blocks, wanted):
            name = next(filter(None, (_named(first, *other) for other in others)), "")
            said = f"{count} equal blocks of {height}×{width} on the diagonal"
            return f"I ⊗ {name}: {said}" if name else said
        own = [blocks[k, k] for k in range(count)]
        alone = np.zeros_like(blocks)
        alone[range(count), range(count)] = own
        if np.array_equal(blocks, alone):
            return f"block diagonal: {count} blocks of {height}×{width}"
        woven = matrix.reshape(height, count, width, count).transpose(1, 3, 0, 2)
        wanted = np.zeros_like(woven)
        wanted[range(count), range(count)] = woven[0, 0]
        if np.array_equal(woven, wanted):
            name = next(filter(None, (_named(woven[0, 0], *other) for other in others)), "")
            said = f"a matrix of {height}×{width}, its elements {count} times on diagonals"
            return f"{name} ⊗ I: {said}" if name else said
    return ""
