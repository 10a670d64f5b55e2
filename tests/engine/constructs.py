"""Constructs that people write in PyTorch: each a function or module and its inputs."""

from __future__ import annotations

import math
from collections import namedtuple
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable

F = nn.functional
CONSTRUCTS: dict[str, Callable[[], tuple[Any, ...]]] = {}
"""Name to a maker of ``(function, *inputs)``."""


def construct(make: Callable[[], tuple[Any, ...]]) -> Callable[[], tuple[Any, ...]]:
    CONSTRUCTS[make.__name__] = make
    return make


def simple(name: str, function: Callable[..., Any], *shapes: tuple[int, ...]) -> None:
    def make() -> tuple[Any, ...]:
        return function, *(torch.rand(shape) + 0.5 for shape in shapes)

    CONSTRUCTS[name] = make


M, V = (3, 3), (3,)
simple("arithmetic", lambda a, b: 2 * a - b / 3 + 1 / (1 + a) ** 2 - (-b), V, V)
simple("reversed_operators", lambda a: (1 - a) + (2 / a) + 2**a, V)
simple("same_argument_twice", lambda x: x * x + torch.cat([x, x]).sum(), V)
simple("broadcasting", lambda a, b: a * b + b, (3, 1), (1, 4))
simple("matmul_vector", lambda a, x: a @ x, M, V)
simple("matmul_batched", lambda a, b: a @ b, (2, 3, 4), (2, 4, 5))
simple("einsum", lambda a, b: torch.einsum("ij,jk->ik", a, b), M, M)
simple("einsum_trace", lambda a: torch.einsum("ii", a), M)
simple("dot_outer", lambda a, b: torch.dot(a, b) * torch.outer(a, b), V, V)
simple("norms", lambda x: x.norm() + x.norm(1) + torch.linalg.norm(x, ord=3), V)
simple("frobenius", lambda a: torch.linalg.matrix_norm(a), M)
simple(
    "inverse_solve",
    lambda a, b: (
        torch.linalg.solve(a + 3 * torch.eye(3), b) + torch.linalg.inv(a + 3 * torch.eye(3)) @ b
    ),
    M,
    V,
)
simple(
    "det_trace", lambda a: torch.det(a) + torch.trace(a) + torch.logdet(a @ a.T + torch.eye(3)), M
)
simple("eigvalsh", lambda a: torch.linalg.eigvalsh(a + a.T), M)
simple("eigh", lambda a: torch.linalg.eigh(a @ a.T + torch.diag(torch.arange(3.0))).eigenvalues, M)
simple("svd", lambda a: torch.linalg.svd(a).S, M)
simple("qr", lambda a: torch.linalg.qr(a).R.abs(), M)
simple("cholesky", lambda a: torch.linalg.cholesky(a @ a.T + torch.eye(3)), M)
simple("triangular", lambda a: torch.tril(a) + torch.triu(a, 1) ** 2, M)
simple("sums", lambda a: a.sum() + a.mean(0).sum() + a.prod() + a.var() + a.std(dim=1).sum(), M)
simple("cumulative", lambda a: a.cumsum(0) + a.cumprod(1) + torch.logcumsumexp(a, 0), M)
simple("max_of_all", lambda a: a.max() + a.min() + a.amax(0).sum(), M)
simple("max_along", lambda a: a.max(dim=1).values, M)
simple("max_of_two", lambda a, b: torch.maximum(a, b) + torch.max(a, b), M, M)
simple("topk_sort", lambda a: a.topk(2).values.sum() + a.sort().values[0].sum(), M)
simple("kthvalue_median", lambda a: a.kthvalue(2).values.sum() + a.median(), M)
simple("softmaxes", lambda a: F.softmax(a, -1) * F.log_softmax(a, 0), M)
simple("logsumexp", lambda a: torch.logsumexp(a, 1), M)
simple(
    "activations",
    lambda a: F.relu(a) + F.gelu(a) + F.elu(a) + F.silu(a) + F.softplus(a) + F.leaky_relu(a),
    M,
)
simple("hard_activations", lambda a: F.hardtanh(a) + F.relu6(a) + F.hardswish(a) + F.mish(a), M)
simple("sigmoid_tanh", lambda a: torch.sigmoid(a) * a.tanh(), M)
simple("trigonometry", lambda a: a.sin() * a.cos() + torch.atan2(a, a + 1) + a.sinh(), M)
simple(
    "special", lambda a: torch.erf(a) + torch.lgamma(a) + torch.digamma(a) + torch.special.i0(a), M
)
simple("powers", lambda a: a.sqrt() + a.rsqrt() + a.square() + a.pow(1.5) + a.reciprocal(), M)
simple("logs", lambda a: a.log() + a.log1p() + a.exp() + a.expm1() + a.log2(), M)
simple("rounding", lambda a: a.floor() + a.ceil() * a + a.round() + a.frac() + a.sign() * a, M)
simple("clamp_where", lambda a: a.clamp(0.6, 1.2) + torch.where(a > 1, a, a**2), M)
simple("masked", lambda a: a[a > 0.9].sum() + a.masked_fill(a > 1, 0.0), M)
simple("slicing", lambda a: a[0:2, 1:] * a[::2, -1:], (4, 4))
simple("fancy_index", lambda a: a[torch.tensor([0, 2, 2])] + a[[1, 1, 0]], M)
simple("index_tensor_pair", lambda a: a[torch.tensor([0, 1]), torch.tensor([2, 2])], M)
simple("ellipsis_none", lambda a: a[..., None] * a[None, ...], V)
simple(
    "gather_scatter",
    lambda a: (
        a.gather(1, torch.tensor([[0], [1], [2]]))
        + torch.zeros(3, 3).scatter(1, torch.tensor([[0, 1, 2], [1, 0, 2], [2, 0, 1]]), a)
    ),
    M,
)
simple(
    "index_select_take",
    lambda a: a.index_select(0, torch.tensor([0, 0])).sum() + a.take(torch.tensor([0, 5])).sum(),
    M,
)
simple(
    "reshape_family",
    lambda a: (
        a.view(-1)
        .reshape(2, 6)
        .flatten()
        .unflatten(0, (3, 4))
        .T.contiguous()
        .unsqueeze(0)
        .squeeze()
    ),
    (3, 4),
)
simple(
    "permute_family",
    lambda a: a.permute(2, 0, 1).transpose(0, 1).movedim(0, -1).swapaxes(0, 1),
    (2, 3, 4),
)
simple("expand_repeat", lambda a: a.expand(4, 3) * a.repeat(4, 1) + torch.tile(a, (4, 1)), V)
simple("stack_cat", lambda a, b: torch.stack([a, b]) @ torch.cat((a, b)).view(3, 2), V, V)
simple(
    "split_chunk",
    lambda a: sum(p.sum() * k for k, p in enumerate(a.split([1, 2]))) + a.chunk(3)[1],
    M,
)
simple("unbind_iteration", lambda a: sum(row.sum() for row in a), M)
simple("tuple_unpacking", lambda a: (lambda x, y, z: x * y - z)(*a), M)
simple("meshgrid", lambda a, b: (lambda x, y: x * y)(*torch.meshgrid(a, b, indexing="ij")), V, V)
simple("roll_flip_rot", lambda a: a.roll(1, 0) * a.flip(1) + torch.rot90(a), M)
simple(
    "diagonals", lambda a: torch.diag(a) + a.diagonal() * 2 + torch.diag_embed(a).sum((0, 1, 2)), M
)
simple(
    "kron_cross", lambda a, b: torch.kron(a, b).sum() + torch.linalg.cross(a[0], b[0]).sum(), M, M
)
simple("cdist", lambda a, b: torch.cdist(a, b), M, (2, 3))
simple("cosine", lambda a, b: F.cosine_similarity(a, b, dim=1), M, M)
simple("normalize", lambda a: F.normalize(a, dim=0), M)
simple("fft", lambda a: torch.fft.rfft(a).abs(), (8,))
simple(
    "complex_numbers",
    lambda a: (torch.complex(a, a) ** 2).imag + torch.view_as_real(torch.complex(a, a)).sum(),
    V,
)
simple("complex_output", lambda a: torch.complex(a, 2 * a).exp(), V)
simple(
    "pad_interpolate",
    lambda a: F.pad(a, (1, 1)).sum() + F.interpolate(a[None], scale_factor=2.0).sum(),
    (2, 4),
)
simple("unfold", lambda a: a.unfold(0, 2, 1).prod(-1), (6,))
simple("conv1d", lambda a, w: F.conv1d(a, w, padding=1), (1, 2, 6), (3, 2, 3))
simple("conv2d_pool", lambda a, w: F.max_pool2d(F.conv2d(a, w), 2), (1, 1, 6, 6), (2, 1, 3, 3))
simple(
    "conv_transpose", lambda a, w: F.conv_transpose2d(a, w, stride=2), (1, 1, 3, 3), (1, 2, 2, 2)
)
simple("adaptive_pool", lambda a: F.adaptive_avg_pool2d(a, 2) + F.avg_pool2d(a, 2), (1, 1, 4, 4))
simple("linear_bilinear", lambda a, w, b: F.linear(a, w, b), (2, 3), (4, 3), (4,))
simple(
    "losses",
    lambda a, b: F.mse_loss(a, b) + F.l1_loss(a, b) + F.smooth_l1_loss(a, b) + F.huber_loss(a, b),
    M,
    M,
)
simple("cross_entropy", lambda a: F.cross_entropy(a, torch.tensor([0, 1, 2])), M)
simple(
    "nll", lambda a: F.nll_loss(F.log_softmax(a, 1), torch.tensor([0, 2, 1]), reduction="sum"), M
)
simple(
    "bce",
    lambda a: (
        F.binary_cross_entropy(torch.sigmoid(a), torch.ones(3))
        + F.binary_cross_entropy_with_logits(a, torch.zeros(3))
    ),
    V,
)
simple(
    "hinge_kl",
    lambda a, b: (
        F.hinge_embedding_loss(a, torch.tensor([1.0, -1, 1]))
        + F.kl_div(a.log(), b, reduction="batchmean")
    ),
    V,
    V,
)
simple("layer_norm", lambda a, w, b: F.layer_norm(a, (3,), w, b), M, V, V)
simple("group_instance_norm", lambda a: F.group_norm(a, 2) + F.instance_norm(a), (2, 4, 5))
simple(
    "attention",
    lambda q, k, v: F.scaled_dot_product_attention(q, k, v),
    (1, 3, 4),
    (1, 3, 4),
    (1, 3, 4),
)
simple(
    "one_hot_embedding",
    lambda w: (
        F.embedding(torch.tensor([0, 2, 0]), w) @ F.one_hot(torch.tensor([1]), 3).to(w.dtype).T
    ),
    M,
)
simple("embedding_bag", lambda w: F.embedding_bag(torch.tensor([[0, 1], [2, 2]]), w), M)
simple("numpy_function", lambda a: a * float(np.cos(0.5)) + torch.from_numpy(np.ones(3)), V)
simple("python_control", lambda a: a * 2 if a.sum() > 0 else a * 3, V)
simple("while_loop", lambda a: _halve(a), V)
simple("item_and_int", lambda a: a[: int(a.shape[0] / 2)] * a.max().item(), (4,))
simple("len_shape_fstring", lambda a: a * len(a) + a.shape[0] * float(f"{a.size(0):d}"), V)
simple("detach", lambda a: a * a.detach() + a.data.sum(), V)
simple("no_grad_inside", lambda a: _with_no_grad(a), V)
simple("requires_grad_inside", lambda a: _own_leaf(a), V)
simple("inplace_add", lambda a: _chain(a, lambda y: y.add_(1)), V)
simple("inplace_mul_used_later", lambda a: _chain(a, lambda y: y.mul_(3)) + a, V)
simple("inplace_on_input", lambda a: a.cos_() + a, (3, 2))
simple("augmented_assignment", lambda a: _augmented(a), V)
simple("setitem_constant", lambda a: _set(a, 0, 1.0), M)
simple("setitem_column", lambda a: _set(a, (slice(None), 1), 0.0), M)
simple("setitem_tensor", lambda a: _fill(a), V)
simple("setitem_mask", lambda a: _mask(a), M)
simple("view_written_base_read", lambda a: _row_written(a), M)
simple("base_written_view_read", lambda a: _base_written(a), M)
simple("two_overlapping_views", lambda a: _overlapping(a), (5,))
simple("view_of_view_written", lambda a: _nested_views(a), (4, 4))
simple("view_read_before_and_after", lambda a: _before_and_after(a), M)
simple("written_twice", lambda a: _twice(a), M)
simple("relu_inplace_flag", lambda a: F.relu(a * 1 - 1, inplace=True) + F.relu(a - 1, True), M)
simple("inplace_transpose", lambda a: (a * 2).t_() @ a, (2, 3))
simple("squeeze_inplace", lambda a: (a * 2).unsqueeze_(0).squeeze_(), V)
simple("fill_zero", lambda a: (a * 1).zero_() + (a * 2).fill_(3.0) + a, V)
simple("copy_into", lambda a: torch.empty(3).copy_(a) * 2, V)
simple("index_put_add", lambda a: torch.zeros(3).index_add_(0, torch.tensor([0, 0, 1]), a), V)
simple("out_argument", lambda a: torch.add(a.detach(), 1, out=torch.empty(3)) * a, V)
simple("no_grad_update", lambda a: _no_grad_update(a), V)
simple("detached_write", lambda a: _detached_write(a), V)
simple("list_output", lambda a: [a * 2, (a + 1, {"z": a.sum()})], V)
simple("input_returned", lambda a: (a, a * 2), V)
simple("returned_twice", lambda a: (lambda y: (y, y))(a * 2), V)
simple("integer_output", lambda a: (a.argmax(), a * 2), V)
simple("boolean_logic", lambda a: torch.where((a > 0.7) & ~(a > 1.2) | (a == 1), a, -a), M)
simple("unused_input", lambda a, b: a * 2, V, V)
simple("non_finite", lambda a: torch.log(a - a) * 0, V)
simple("custom_function", lambda a: _Cube.apply(a) + 1, V)
simple("custom_function_two_results", lambda a: _SinCos.apply(a)[0] * 2, V)
simple("vmap_inside", lambda a: torch.vmap(lambda row: row.sum() * row)(a), M)
simple("func_grad_inside", lambda a: torch.func.grad(lambda t: (t**3).sum())(a) * a, V)
simple("inner_autograd_grad", lambda a: _inner_grad(a), V)
simple(
    "checkpoint",
    lambda a: torch.utils.checkpoint.checkpoint(lambda t: t.sin() * t, a, use_reentrant=False),
    V,
)
simple("hook", lambda a: _hooked(a), V)
simple("random_dropout", lambda a: F.dropout(a, 0.5) + torch.randn(3) * a + torch.rand_like(a), V)
simple(
    "bernoulli_multinomial",
    lambda a: (
        a * torch.bernoulli(torch.full((3,), 0.5)) + torch.multinomial(torch.ones(3), 2).sum()
    ),
    V,
)
simple("to_dtype", lambda a: a.float().double() + a.to(torch.float32).to(a), V)
simple(
    "type_as_like",
    lambda a: torch.zeros_like(a) + torch.ones_like(a) * a + a.new_full((3,), 2.0),
    V,
)
simple("default_arguments", lambda a, scale=2.0, shift=None: a * scale if shift is None else a, V)
simple("star_arguments", lambda *parts: sum(parts), V, V)
simple("functools_math", lambda a: a * math.sqrt(2) + math.pi, V)
simple("bitwise_floor", lambda a: (a > 1).int() * a + torch.div(a, 0.3, rounding_mode="floor"), M)
simple("searchsorted_bucketize", lambda a: a * torch.bucketize(a, torch.tensor([0.7, 1.0])), V)
simple("quantile_histc", lambda a: torch.quantile(a, 0.3) + a.nanmean(), V)
simple(
    "lerp_addcmul",
    lambda a, b: torch.lerp(a, b, 0.3) + torch.addcmul(a, a, b) + torch.addmm(a, a, b),
    M,
    M,
)
simple(
    "baddbmm_chain",
    lambda a: torch.linalg.multi_dot([a, a, a]) + torch.matrix_power(a, 2) + torch.matrix_exp(a),
    M,
)


def _halve(a: Any) -> Any:
    while a.norm() > 0.5:
        a = a / 2
    return a


def _with_no_grad(a: Any) -> Any:
    with torch.no_grad():
        scale = (a * 2).sum()
    return a * scale


def _own_leaf(a: Any) -> Any:
    w = torch.ones(3, requires_grad=True)
    return (a * w).sum()


def _chain(a: Any, change: Any) -> Any:
    y = a * 2
    change(y)
    return y * a


def _augmented(a: Any) -> Any:
    total = torch.zeros(3)
    for k in range(3):
        total += a * k
    total -= a
    total *= 2
    return total


def _set(a: Any, index: Any, value: float) -> Any:
    y = a * 2
    y[index] = value
    return y.sum() + y * a


def _fill(a: Any) -> Any:
    out = torch.zeros(3)
    for i in range(3):
        out[i] = a[i] * i
    return out


def _mask(a: Any) -> Any:
    y = a.clone()
    y[y > 1] = 0
    return y**2


def _row_written(a: Any) -> Any:
    b = a * 1
    row = b[0]
    row.mul_(3)
    return b.sum() + (row * row).sum()


def _base_written(a: Any) -> Any:
    b = a * 1
    row = b[1]
    b.mul_(2)
    return (row * a[0]).sum() + b.sum()


def _overlapping(a: Any) -> Any:
    b = a * 1
    one, two = b[0:3], b[2:5]
    one.mul_(2)
    two.add_(a[:3])
    return (one * 3).sum() + (two**2).sum() + (b * a).sum()


def _nested_views(a: Any) -> Any:
    b = a * 1
    block = b[1:, 1:]
    row = block[0]
    early = (block * 2).sum() + row.sum()
    row.exp_()
    return early + (block * block).sum() + row.sum() + b.sum()


def _before_and_after(a: Any) -> Any:
    b = a * 1
    row = b[0]
    before = (row * 5).sum()
    b[:, 0] = 7.0
    return before + (row * row).sum()


def _twice(a: Any) -> Any:
    b = a * 1
    row = b[0]
    row.mul_(2)
    b.add_(1)
    row.sin_()
    return b.sum() * row.sum()


def _no_grad_update(a: Any) -> Any:
    y = a * 2
    with torch.no_grad():
        y.add_(1)
    return (y * 3).sum()


def _detached_write(a: Any) -> Any:
    y = a * 2
    y.detach().add_(1)
    return (y * 3).sum()


class _Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):  # type: ignore[no-untyped-def]
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):  # type: ignore[no-untyped-def]
        (x,) = ctx.saved_tensors
        return g * 3 * x**2


class _SinCos(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):  # type: ignore[no-untyped-def]
        ctx.save_for_backward(x)
        return x.sin(), x.cos()

    @staticmethod
    def backward(ctx, g, h):  # type: ignore[no-untyped-def]
        (x,) = ctx.saved_tensors
        return g * x.cos() - h * x.sin()


def _inner_grad(a: Any) -> Any:
    y = (a**3).sum()
    (slope,) = torch.autograd.grad(y, a, create_graph=True)
    return (slope * a).sum()


def _hooked(a: Any) -> Any:
    y = a * 2
    y.register_hook(lambda g: g * 10)
    return y.sum()


@construct
def f_of_x_and_x() -> tuple[Any, ...]:
    x = torch.rand(3)
    return lambda a, b: a * b + a, x, x


@construct
def overlapping_inputs() -> tuple[Any, ...]:
    base = torch.rand(5)
    return lambda a, b: (a * b).sum(), base[:3], base[2:]


@construct
def overlapping_inputs_written() -> tuple[Any, ...]:
    base = torch.rand(5)

    def f(a: Any, b: Any) -> Any:
        a.mul_(2)
        return (a * b).sum()

    return f, base[:3], base[2:]


@construct
def nested_inputs() -> tuple[Any, ...]:
    def f(batch: Any) -> Any:
        return batch["image"] * batch["pair"][0] + batch["pair"][1]

    return f, {"image": torch.rand(3), "pair": (torch.rand(3), torch.rand(3))}


@construct
def named_tuple_input() -> tuple[Any, ...]:
    pair = namedtuple("Pair", "left right")
    return lambda p: p.left * p.right, pair(torch.rand(3), torch.rand(3))


@construct
def integer_input() -> tuple[Any, ...]:
    return lambda a, i: a[i] * i, torch.rand(5), torch.tensor([0, 3])


@construct
def some_inputs_want_gradients() -> tuple[Any, ...]:
    return lambda a, b: a * b, torch.rand(3, requires_grad=True), torch.rand(3)


class _Branching(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x: Any) -> Any:
        return self.fc(x) if x.sum() > 0 else -x


class _Loop(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(3, 4)

    def forward(self, x: Any) -> Any:
        h = c = torch.zeros(x.shape[1], 4)
        for step in x:
            h, c = self.cell(step, (h, c))
        return h


class _Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(3, 3, bias=False)
        self.two = nn.Linear(3, 3, bias=False)
        self.two.weight = self.one.weight

    def forward(self, x: Any) -> Any:
        return self.two(torch.tanh(self.one(x)))


class _Buffered(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("scale", torch.tensor(2.0))
        self.register_buffer("count", torch.tensor(0))
        self.w = nn.Parameter(torch.ones(3))

    def forward(self, x: Any) -> Any:
        self.count += 1
        return x * self.scale * self.w


class _Spectral(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.utils.parametrizations.weight_norm(nn.Linear(3, 2))

    def forward(self, x: Any) -> Any:
        return self.fc(x)


class _HookedModule(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(3, 3)
        self.fc.register_forward_hook(lambda module, args, out: out * 2)

    def forward(self, x: Any) -> Any:
        return self.fc(x)


class _Shared(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x: Any) -> Any:
        return self.fc(self.fc(x).relu())


class _Frozen(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(3, 3)
        self.head = nn.Linear(3, 1)
        for parameter in self.fc.parameters():
            parameter.requires_grad_(False)

    def forward(self, x: Any) -> Any:
        return self.head(self.fc(x))


def module(name: str, make: Callable[[], nn.Module], *shapes: tuple[int, ...]) -> None:
    def made() -> tuple[Any, ...]:
        return make(), *(torch.rand(shape) for shape in shapes)

    CONSTRUCTS[name] = made


module("module_branching", _Branching, (3,))
module("module_lstm_loop", _Loop, (4, 2, 3))
module("module_tied", _Tied, (2, 3))
module("module_buffers", _Buffered, (3,))
module("module_weight_norm", _Spectral, (2, 3))
module("module_forward_hook", _HookedModule, (3,))
module("module_called_twice", _Shared, (3,))
module("module_frozen", _Frozen, (3,))
module("module_mlp", lambda: nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), (2, 3))
module("module_relu_inplace", lambda: nn.Sequential(nn.Linear(3, 4), nn.ReLU(inplace=True)), (2, 3))
module("module_batch_norm", lambda: nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)), (5, 3))
module(
    "module_batch_norm_eval",
    lambda: nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)).eval(),
    (5, 3),
)
module("module_dropout", lambda: nn.Sequential(nn.Linear(3, 4), nn.Dropout(0.3)), (2, 3))
module(
    "module_cnn",
    lambda: nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3)
    ),
    (1, 1, 6, 6),
)
module("module_lstm", lambda: nn.LSTM(3, 4, num_layers=2), (5, 2, 3))
module("module_gru", lambda: nn.GRU(3, 4, batch_first=True), (2, 5, 3))
module("module_attention", lambda: nn.MultiheadAttention(4, 2), (3, 1, 4), (3, 1, 4), (3, 1, 4))
module(
    "module_transformer_layer", lambda: nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0), (3, 1, 4)
)
module("module_embedding", lambda: nn.Sequential(nn.Bilinear(3, 3, 2)), (2, 3), (2, 3))
module("module_lazy", lambda: nn.Sequential(nn.LazyLinear(4), nn.ReLU()), (2, 3))
CONSTRUCTS["module_embedding"] = lambda: (nn.Embedding(5, 3), torch.tensor([0, 4, 4]))
CONSTRUCTS["module_bilinear"] = lambda: (nn.Bilinear(3, 3, 2), torch.rand(2, 3), torch.rand(2, 3))
CONSTRUCTS["module_cross_entropy"] = lambda: (
    nn.CrossEntropyLoss(),
    torch.rand(3, 3),
    torch.tensor([0, 1, 2]),
)
