"""What kind of call each PyTorch function is to the recorder; asked once a function."""

from __future__ import annotations

import inspect
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Kind(Enum):
    """How the recorder treats a call.

    PLAIN is a node; FLAGGED one that may be told to work in place; ASIDE answers about a tensor and
    is run as it stands; ASKS makes a tensor want a gradient; LEAVES hands a value to Python;
    WRITES changes its first argument in place; RESHAPES changes only the shape of its first
    argument, in place; CUTS lets no gradient through; ROOT starts a backward pass; REPLACES puts
    other data into a tensor.
    """

    PLAIN = auto()
    FLAGGED = auto()
    ASIDE = auto()
    ASKS = auto()
    LEAVES = auto()
    WRITES = auto()
    RESHAPES = auto()
    CUTS = auto()
    ROOT = auto()
    REPLACES = auto()


_ASIDE = frozenset(
    "size dim ndim ndimension shape dtype device layout is_leaf grad_fn grad data_ptr"
    " storage untyped_storage typed_storage _typed_storage stride storage_offset numel nelement"
    " element_size itemsize nbytes is_contiguous __len__ __repr__ __str__ __format__ __hash__"
    " __dir__ is_floating_point is_complex is_signed is_conj is_neg is_inference is_tensor"
    " is_same_size is_set_to is_distributed register_hook register_post_accumulate_grad_hook"
    " retain_grad retains_grad names _version _base is_shared share_memory_"
    " is_cuda is_cpu is_sparse is_quantized is_meta is_mkldnn is_nested output_nr get_device"
    " is_pinned name volatile _backward_hooks _is_view _set_grad_enabled set_default_dtype"
    " manual_seed get_rng_state set_rng_state save is_storage grad_dtype _make_subclass"
    " __deepcopy__ __reduce_ex__ __setstate__ __torch_dispatch__ is_grad_enabled dim_order"
    " __cuda_array_interface__ result_type can_cast is_nonzero_static _has_compatible_shallow_copy"
    "_type get_default_dtype set_num_threads get_num_threads broadcast_shapes".split()
)
_LEAVES = frozenset(
    "item tolist numpy __bool__ __int__ __float__ __complex__ __index__ __array__ __contains__"
    " equal allclose is_nonzero __array_wrap__ __dlpack__".split()
)
_RESHAPES = frozenset(
    "t_ transpose_ squeeze_ unsqueeze_ swapaxes_ swapdims_ as_strided_ rename_ resize_ resize_as_"
    " set_ sparse_resize_ sparse_resize_and_clear_ resize_as_sparse_".split()
)
_CUTS = frozenset(["detach", "data"])
_RANDOM = frozenset(
    "rand randn randint randperm rand_like randn_like randint_like normal bernoulli multinomial"
    " poisson dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout rrelu"
    " feature_dropout native_dropout gumbel_softmax fractional_max_pool2d fractional_max_pool3d"
    " fractional_max_pool2d_with_indices fractional_max_pool3d_with_indices binomial"
    " multi_head_attention_forward scaled_dot_product_attention lstm gru rnn_tanh rnn_relu"
    " normal_ uniform_ bernoulli_ exponential_ random_ cauchy_ log_normal_ geometric_"
    " xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ trunc_normal_"
    " orthogonal_".split()
)
_kinds: dict[Any, Kind] = {}
_repeats: dict[Any, bool] = {}
_draws: dict[Any, bool] = {}


def kind_of(function: Any) -> Kind:
    """Its kind; the answer is kept."""
    kind = _kinds.get(function)
    if kind is None:
        kind = _kinds[function] = _classified(function)
    return kind


def name_of(function: Any) -> str:
    """The last part of its name; that of the attribute for a getter or setter."""
    name = getattr(function, "__name__", type(function).__name__)
    if name in ("__get__", "__set__", "__delete__"):
        return str(getattr(function.__self__, "__name__", name))
    return str(name)


def may_draw(function: Any) -> bool:
    """Whether it may draw random numbers."""
    known = _draws.get(function)
    if known is None:
        known = _draws[function] = name_of(function) in _RANDOM
    return known


def repeatable(function: Any) -> bool:
    """Whether running it again gives the same result and changes nothing."""
    known = _repeats.get(function)
    if known is None:
        own = str(getattr(function, "__module__", None) or "torch")
        ours = own.startswith(("torch", "_operator", "graphlab", "math"))
        known = _repeats[function] = ours and not may_draw(function)
    return known


def never_repeat(function: Any) -> None:
    """This function is the person's own: run it once only."""
    _repeats[function] = False


def says_in_place(kwargs: Mapping[str, object] | None) -> bool:
    """Whether ``inplace=True`` is among the arguments, which PyTorch always passes on by name."""
    return bool(kwargs and kwargs.get("inplace"))


def _can_be_in_place(function: Callable[..., Any]) -> bool:
    try:
        return "inplace" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


def _classified(function: Any) -> Kind:
    raw = getattr(function, "__name__", "")
    name = name_of(function)
    if name == "requires_grad_" or (name == "requires_grad" and raw == "__set__"):
        return Kind.ASKS
    if name == "requires_grad":
        return Kind.ASIDE
    if raw == "__set__":
        return Kind.REPLACES if name == "data" else Kind.ASIDE
    if raw == "__delete__":
        return Kind.ASIDE
    if function in (torch.Tensor.backward, torch.autograd.backward, torch.autograd.grad):
        return Kind.ROOT
    module = str(getattr(function, "__module__", ""))
    if module.startswith("torch.autograd") or name in _ASIDE:
        return Kind.ASIDE
    if name in _LEAVES:
        return Kind.LEAVES
    if name in _CUTS:
        return Kind.CUTS
    if name in _RESHAPES:
        return Kind.RESHAPES
    if _is_in_place(name):
        return Kind.WRITES
    return Kind.FLAGGED if _can_be_in_place(function) else Kind.PLAIN


def _is_in_place(name: str) -> bool:
    if name == "__setitem__":
        return True
    if name.startswith("__i") and name.endswith("__"):
        return name[3:-2] in _OPERATORS
    return name.endswith("_") and not name.endswith("__")


_OPERATORS = frozenset(
    "add sub mul div truediv floordiv mod pow and or xor lshift rshift matmul".split()
)
