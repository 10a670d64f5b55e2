"""What PyTorch says when code fails, as patterns, and the sentence a person is told instead.

A row has a pattern, the sentence (what happened, what to do), and whether the shapes of the tensors
in question belong to it.
"""

from __future__ import annotations

from typing import Final

NO_CUDA: Final = (
    "cuda is asked for, and this PyTorch has none. Leave “.cuda()” out, or write 'cpu' for 'cuda'."
)

ROWS: Final[tuple[tuple[str, str, bool], ...]] = (
    # Backward passes
    (
        r"Trying to backward through the graph a second time",
        "A backward pass has gone through this graph before, and PyTorch lets it go then. Call"
        " backward() once, compute the result anew, or write backward(retain_graph=True) the first"
        " time.",
        False,
    ),
    # Products
    (
        r"size mismatch, got input \(\d+\), mat \((\d+)x(\d+)\), vec \((\d+)\)",
        r"A [\1, \2] matrix cannot be multiplied by a vector of \3 elements; it needs \2.",
        True,
    ),
    (
        r"inconsistent tensor size, expected tensor \[(\d+)\] and src \[(\d+)\]",
        r"A product of two vectors needs equal lengths; these have \1 and \2 elements.",
        True,
    ),
    (
        r"first two dimensions of batch2 tensor to be: \[(\d+), (\d+)\] but got: \[(\d+), (\d+)\]",
        r"These stacks of matrices do not fit: the second must begin with [\1, \2] and begins with"
        r" [\3, \4].",
        True,
    ),
    (
        r"both arguments to (\w+) need to be at least 1D, but they are (\d)D and (\d)D",
        r"\1 needs vectors or matrices; one of these is a single number. Use * for a multiple.",
        True,
    ),
    (r"self must be a matrix|vector \+ matrix @ vector|1D tensors expected", "This product is for"
     r" other numbers of dimensions; @ takes vectors and matrices alike.", True),
    (
        r"einsum\(\): subscript (\w) has size (\d+) .* previously seen size (\d+)",
        r"In einsum “\1” stands for \3 elements in one tensor and for \2 in another.",
        True,
    ),
    # Shapes that do not fit
    (
        r"The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at"
        r" non-singleton dimension (\d+)",
        r"These shapes do not fit: in dimension \3 one has \1 elements and the other \2. They must"
        r" be equal, or one of them 1.",
        True,
    ),
    (
        r"shape '\[(.*)\]' is invalid for input of size (\d+)",
        r"\2 elements cannot be arranged in the shape [\1].",
        True,
    ),
    (
        r"Sizes of tensors must match except in dimension (\d+). Expected size (\d+) but got size"
        r" (\d+)",
        r"To join these in dimension \1 all others must be equal; one has \2 and another \3.",
        True,
    ),
    (
        r"stack expects each tensor to be equal size, but got \[(.*?)\] .* and \[(.*?)\]",
        r"stack needs equal shapes; these are [\1] and [\2].",
        True,
    ),
    (
        r"The expanded size of the tensor \((\d+)\) must match the existing size \((\d+)\)",
        r"\2 elements cannot be repeated to \1; only a dimension of 1 can.",
        True,
    ),
    (
        r"Dimension out of range \(.* in range of \[(-?\d+), (-?\d+)\], but got (-?\d+)",
        r"There is no dimension \3; this tensor has the dimensions \1 to \2, counted from 0.",
        True,
    ),
    # Layers
    (
        r"expected input\[([\d, ]+)\] to have (\d+) channels, but got (\d+)",
        r"This convolution takes \2 channels; this input of shape [\1] has \3.",
        False,
    ),
    (
        r"Expected (\d)D \(unbatched\) or (\d)D \(batched\) input to (\w+), but got input of size:"
        r" \[(.*)\]",
        r"\3 takes \1 dimensions, or \2 with a batch; this input has the shape [\4].",
        False,
    ),
    (
        r"input size per channel: \((.*?)\). Kernel size: \((.*?)\)",
        r"The kernel of \2 is larger than the image of \1; use a larger image or some padding.",
        True,
    ),
    (
        r"Output size is too small",
        "Nothing is left of the image after this pooling; use a larger image.",
        True,
    ),
    (
        r"input.size\(-1\) must be equal to input_size. Expected (\d+), got (\d+)",
        r"This layer takes \1 values in the last dimension; this input has \2.",
        True,
    ),
    (
        r"inconsistent (\w+): got (\d+),? expected (\d+)",
        r"This layer has \1 \3 and is given \2.",
        True,
    ),
    (
        r"Given normalized_shape=\[(.*?)\], expected .* got input of size\[(.*?)\]",
        r"This LayerNorm takes inputs that end in the shape [\1]; this one has [\2].",
        False,
    ),
    (
        r"running_mean should contain (\d+) elements not (\d+)",
        r"This BatchNorm is made for \2 features; this input has \1.",
        True,
    ),
    (
        r"Expected more than 1 value per channel when training",
        "BatchNorm needs more than one example in training; give a larger batch, or call .eval().",
        True,
    ),
    (r"expected (\d)D.*input \(got (\d)D input\)", r"This layer takes \1 dimensions; this input"
     r" has \2.", True),
    (
        r'missing the required "forward" function',
        "This module has no forward; add def forward(self, x): … that returns the result.",
        False,
    ),
    (
        r"embed_dim must be divisible by num_heads",
        "The size of the embedding must be a multiple of the number of heads.",
        False,
    ),
    # Data types
    (
        r"(?:same dtype, but got:? |expected m1 and m2 .* got: )(\w+)(?:, | and | != )(\w+)",
        r"Two data types meet here, \1 and \2; convert one of them, for example with .float().",
        True,
    ),
    (
        r"Input type \((.+?)\) and (?:weight|bias) type \((.+?)\) should be the same",
        r"Two data types meet here: the input is \1 and the layer \2; convert one of them, for"
        r" example with .float().",
        True,
    ),
    (
        r"[Ee]xpected target dtype to be Long",
        "Cross-entropy takes the numbers of the classes as its target: whole numbers, int64.",
        True,
    ),
    (
        r"[Ff]ound dtype (\w+) but expected (\w+)",
        r"The data type \2 is needed here and \1 is given; convert it, for example with .float().",
        True,
    ),
    (
        r"expected scalar type (\w+) but found (\w+)",
        r"The data type \1 is needed here and \2 is given; convert it, for example with .float().",
        True,
    ),
    (
        r"argument #1 'indices' to have .* but got torch.(\w+)Tensor",
        r"An embedding takes whole numbers; this input is \1. Give randint(0, 10, (5,)).",
        False,
    ),
    (
        r"result type (\w+) can't be cast to the desired output type (\w+)",
        r"A \1 result cannot be written in place into a tensor of \2.",
        True,
    ),
    (
        r"Only Tensors of floating point and complex dtype can require gradients",
        "Whole numbers have no gradient; write them with a point, as in 1., or use .float().",
        False,
    ),
    (
        r"Integers to negative integer powers",
        "Whole numbers cannot be raised to a negative power; write them with a point, as in 2.0.",
        False,
    ),
    # Targets of losses
    (
        r"all elements of input should be between 0 and 1",
        "Binary cross-entropy takes probabilities; put a sigmoid before it, or use the loss with"
        " logits.",
        False,
    ),
    (
        r"Using a target size \(torch.Size\((.*?)\)\) that is different to the input size"
        r" \(torch.Size\((.*?)\)\)",
        r"The target has the shape \1 and the prediction \2; make them equal.",
        False,
    ),
    (
        r"Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)",
        r"There are \1 predictions and \2 targets; there must be as many.",
        True,
    ),
    (r"Target (-?\d+) is out of bounds", r"There is no class \1 in these scores.", True),
    (
        r"0D or 1D target tensor expected",
        "Cross-entropy takes one class a row as its target; use target.squeeze().",
        True,
    ),
    # Indices
    (
        r"index (-?\d+) is out of bounds for dimension (\d+) with size (\d+)",
        r"There is no element \1: dimension \2 has \3, counted from 0.",
        True,
    ),
    (
        r"index out of range in self",
        "An index is larger than this embedding has rows.",
        True,
    ),
    (
        r"too many indices for tensor of dimension (\d+)",
        r"This has more indices than the tensor has dimensions, which are \1.",
        True,
    ),
    (
        r"tensors used as indices must be long",
        "An index must hold whole numbers or truth values.",
        True,
    ),
    (
        r"The shape of the mask \[(.*?)\].* indexed tensor \[(.*?)\]",
        r"The mask has the shape [\1] and the tensor [\2]; they must be equal.",
        True,
    ),
    (r"(list|tuple|string) index out of range", r"This \1 has no such element.", False),
    (
        r"(not enough|too many) values to unpack \(expected (\d+)",
        r"There are \1 values here for the \2 names on the left.",
        False,
    ),
    # Sizes of layers
    (
        r"type must be (?:tuple of ints|int), ?but got (\w+)",
        r"A size must be a whole number, and a \1 is given.",
        False,
    ),
    (
        r"must be tuple of ints, but found element of type (\w+)",
        r"A size must be a whole number, and a \1 is given.",
        False,
    ),
    (
        r"negative dimension (-\d+)",
        r"A size cannot be negative, and \1 is given.",
        False,
    ),
    (
        r"descriptor '__init__' of 'super' object needs an argument",
        "Brackets are missing after super: super().__init__().",
        False,
    ),
    # Single numbers
    (
        r"a Tensor with (\d+) elements cannot be converted to Scalar|only one element tensors can",
        "A tensor of several elements is no single number; pick one, or sum it first.",
        True,
    ),
    (
        r"Boolean value of Tensor with more than one value",
        "A tensor of several elements is neither True nor False; use .all() or .any().",
        True,
    ),
    (
        r"Can't call numpy\(\) on Tensor that requires grad",
        "A tensor in the graph cannot be given to numpy; write .detach().numpy().",
        False,
    ),
    # Wrong types
    (
        r"(\w+)\(\): argument '(\w+)' \(position \d+\) must be Tensor, not (\w+)",
        r"\1 takes a tensor and is given a \3; make it one with torch.tensor(…).",
        False,
    ),
    (
        r"unsupported operand type\(s\) for (\S+): '(\w+)' and '(\w+)'",
        r"“\1” cannot be used between a \2 and a \3.",
        False,
    ),
    (
        r"'(\w+)' object is not callable",
        r"A \1 cannot be called; are these brackets meant to be [ ] or is a * missing?",
        False,
    ),
    (
        r"iteration over a 0-d tensor|len\(\) of a 0-d tensor",
        "A single number has no elements to go through.",
        False,
    ),
    # Backward
    (
        r"does not require grad and does not have a grad_fn",
        "Nothing here requires a gradient; give requires_grad=True where the tensor is made.",
        False,
    ),
    (
        r"grad can be implicitly created only for scalar outputs",
        "backward() starts from a single number; sum the tensor first, or give it a gradient.",
        True,
    ),
    (
        r"Trying to backward through the graph a second time",
        "backward() was called on this graph before; write retain_graph=True in the first call.",
        False,
    ),
    (
        r"a leaf Variable that requires grad is being used in an in-place",
        "A tensor that requires a gradient cannot be changed in place; put it under"
        " torch.no_grad() or make a new one.",
        False,
    ),
    (
        r"modified by an inplace operation",
        "A value that the backward pass needs was changed in place; make a new tensor instead.",
        False,
    ),
    (
        r"appears to not have been used in the graph",
        "The result does not depend on this tensor, so there is no gradient.",
        False,
    ),
    (r"optimizer got an empty parameter list", "This model has no parameters; keep its weights as"
     " nn.Parameter or in layers.", False),
    (r"cannot assign '.*' as parameter '(\w+)'", r"\1 is a parameter; wrap the new value in"
     r" nn.Parameter(…).", False),
    # Linear algebra
    (r"matrix is singular|singular matrix", "This matrix is singular: it has no inverse.", True),
    (
        r"must be batches of square matrices, but they are (\d+) by (\d+)",
        r"This takes a square matrix, not [\1, \2].",
        False,
    ),
    (r"not positive-definite", "This matrix is not positive definite.", True),
    # The machine
    (r"not compiled with CUDA|Found no NVIDIA|CUDA driver|No CUDA GPUs", NO_CUDA, False),
    (
        r"not linked with support for (\w+) devices|Torch not compiled with (\w+) enabled",
        "This PyTorch has no such device; write 'cpu' instead.",
        False,
    ),
    (
        r"on device (\w+(?::\d+)?) is not on the expected device (\w+(?::\d+)?)"
        r"|at least two devices, (\w+(?::\d+)?) and (\w+(?::\d+)?)",
        r'These tensors are on different devices, \1\3 and \2\4; move all of them by .to("cpu").',
        True,
    ),
    (
        r"Cannot copy out of meta tensor|called on meta tensors|convert meta device",
        "This tensor is on the meta device, where tensors have shapes and no values; make it on the"
        " cpu.",
        True,
    ),
    (
        r"Expected all tensors to be on the same device",
        'These tensors are on different devices; move all of them by .to("cpu").',
        True,
    ),
    (r"can't allocate memory", "This needs more memory than graphlab may use.", False),
)  # fmt: skip
