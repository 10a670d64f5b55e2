"""How formulas of vectors and matrices are read: one line for each thing that is promised."""

from __future__ import annotations

import numpy as np
import pytest

from graphlab.errors import InputError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.example_inputs import example_inputs
from graphlab.formula.latex import latex
from graphlab.formula.parser import parse
from graphlab.formula.text import text
from tests.formula.test_expressions import rows

# as typed ║ shapes given ║ as graphlab types it back ║ in mathematics
GIVEN = r"""
Ax                    ║ A=2×3 x=3     ║ A@x                  ║ A x
A x                   ║ A=2×3 x=3     ║ A@x                  ║ A x
A*x                   ║ A=2×3 x=3     ║ A*x                  ║ A \odot x
A·B                   ║ A=2×2 B=2×2   ║ A*B                  ║ A \odot B
A⊙B                   ║ A=2×2 B=2×2   ║ A*B                  ║ A \odot B
A B                   ║ A=2×3 B=3×2   ║ A@B                  ║ A B
A@B                   ║ A=2×3 B=3×2   ║ A@B                  ║ A B
x@y                   ║ x=2 y=2       ║ xᵀ@y                 ║ x^{\top} y
outer(2x, y)          ║ x=2 y=2       ║ outer(2*x, y)        ║ \operatorname{outer}(2 x, y)
½‖Ax‖²                ║ A=2×3 x=3     ║ 0.5*norm(A@x)^2      ║ ½ \lVert A x \rVert^{2}
½‖Ax‖²                ║               ║ 0.5*abs(A*x)^2       ║ ½ \lvert A x \rvert^{2}
xᵀAx                  ║ A=2×2 x=2     ║ xᵀ@A@x               ║ x^{\top} A x
½xᵀAx                 ║ A=2×2 x=2     ║ 0.5*(xᵀ@A@x)         ║ ½ x^{\top} A x
xᵀAy                  ║ A=2×3 x=2 y=3 ║ xᵀ@A@y               ║ x^{\top} A y
x^T y                 ║ x=2 y=2       ║ xᵀ@y                 ║ x^{\top} y
x^{\top} y            ║ x=2 y=2       ║ xᵀ@y                 ║ x^{\top} y
\mathbf{x}^T y        ║ x=2 y=2       ║ xᵀ@y                 ║ x^{\top} y
x^T                   ║ x=2 T=()      ║ x^T                  ║ x^{T}
x yᵀ                  ║ x=2 y=3       ║ outer(x, y)          ║ x y^{\top}
x (yᵀ z)              ║ x=2 y=3 z=3   ║ x*(yᵀ@z)             ║ x \cdot (y^{\top} z)
x (yᵀ)²               ║ x=2 y=3       ║ outer(x, ((yᵀ)^2)ᵀ)  ║ x (y^{\top})^{2}
xᵀᵀ y                 ║ x=2 y=()      ║ x*y                  ║ x y
A^T A                 ║ A=2×3         ║ Aᵀ@A                 ║ A^{\top} A
A⊤                    ║ A=2×3         ║ Aᵀ                   ║ A^{\top}
(A x)ᵀ y              ║ A=2×2 x=2 y=2 ║ (A@x)ᵀ@y             ║ (A x)^{\top} y
2A x                  ║ A=2×2 x=2     ║ 2*(A@x)              ║ 2 A x
(2A) x                ║ A=2×2 x=2     ║ 2*(A@x)              ║ 2 A x
A x c                 ║ A=2×2 x=2 c=() ║ A@x*c               ║ A x c
-A x                  ║ A=2×2 x=2     ║ -(A@x)               ║ -A x
A (x + y)             ║ A=2×2 x=2 y=2 ║ A@(x + y)            ║ A (x + y)
(x * y) c             ║ x=2 y=2 c=()  ║ x*y*c                ║ x \odot y \cdot c
x + 1                 ║ x=2           ║ x + 1                ║ x + 1
x/y                   ║ x=2 y=2       ║ x/y                  ║ \frac{x}{y}
sin(x)²               ║ x=2           ║ sin(x)^2             ║ \sin^{2}(x)
x²                    ║ x=2           ║ x^2                  ║ x^{2}
A²                    ║ A=2×2         ║ A^2                  ║ A^{2}
A**2                  ║ A=2×2         ║ power(A, 2)          ║ A^{\odot 2}
A⁻¹ b                 ║ A=2×2 b=2     ║ inv(A)@b             ║ A^{-1} b
A^-1                  ║ A=2×2         ║ inv(A)               ║ A^{-1}
softmax(W x + b)      ║ W=2×3 x=3 b=2 ║ softmax(W@x + b)     ║ \operatorname{softmax}(W x + b)
softmax(A, 0)         ║ A=2×3         ║ softmax(A, 0)        ║ \operatorname{softmax}(A, 0)
logsoftmax(x)         ║ x=3           ║ logsoftmax(x)        ║ \operatorname{logsoftmax}(x)
σ(W x)                ║ W=2×3 x=3     ║ sigmoid(W@x)         ║ \sigma(W x)
[1, 2, 3] ║ ║ [1, 2, 3] ║ \begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}
[2,]                  ║               ║ [2,]                 ║ \begin{bmatrix} 2 \end{bmatrix}
‖[1, c]‖ ║ c=() ║ norm([1, c]) ║ \left‖\begin{bmatrix} 1 \\ c \end{bmatrix}\right‖
[1, 2; 3, 4] ║ ║ [1, 2; 3, 4] ║ \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}
[1, 2;]               ║               ║ [1, 2;]              ║ \begin{bmatrix} 1 & 2 \end{bmatrix}
[1; 2]                ║               ║ [1, 2]               ║ \begin{bmatrix} 1 \\ 2 \end{bmatrix}
[[1, 2], [3, 4]] x ║ x=2 ║ [1, 2; 3, 4]@x ║ \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} x
[1, 2; 3, 4] x ║ x=2 ║ [1, 2; 3, 4]@x ║ \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} x
[x, 2x] ║ x=() ║ [x, 2*x] ║ \begin{bmatrix} x \\ 2 x \end{bmatrix}
\begin{pmatrix} 1 & 2 \end{pmatrix} ║ ║ [1, 2;] ║ \begin{bmatrix} 1 & 2 \end{bmatrix}
‖v‖                   ║ v=3           ║ norm(v)              ║ \lVert v \rVert
‖v‖₁                  ║ v=3           ║ norm1(v)             ║ \lVert v \rVert_{1}
‖v‖_2                 ║ v=3           ║ norm2(v)             ║ \lVert v \rVert_{2}
‖v‖_∞                 ║ v=3           ║ norminf(v)           ║ \lVert v \rVert_{\infty}
‖A‖_F                 ║ A=2×3         ║ normF(A)             ║ \lVert A \rVert_{F}
‖A‖₁ + ‖A‖₂ ║ A=2×3 ║ norm1(A) + norm2(A) ║ \lVert A \rVert_{1} + \lVert A \rVert_{2}
\lVert A x \rVert_2^2 ║ A=2×3 x=3     ║ norm2(A@x)^2         ║ \lVert A x \rVert_{2}^{2}
sum(A)                ║ A=2×3         ║ sum(A)               ║ \operatorname{sum}(A)
sum(A, 1)             ║ A=2×3         ║ sum(A, 1)            ║ \operatorname{sum}(A, 1)
mean(x) + prod(x) ║ x=3 ║ mean(x) + prod(x) ║ \operatorname{mean}(x) + \operatorname{prod}(x)
max(x) - min(x)       ║ x=3           ║ max(x) - min(x)      ║ \max(x) - \min(x)
max(x, y)             ║ x=3 y=3       ║ max(x, y)            ║ \max(x, y)
dot(x, y)             ║ x=3 y=3       ║ dot(x, y)            ║ \operatorname{dot}(x, y)
outer(x, y)           ║ x=2 y=3       ║ outer(x, y)          ║ x y^{\top}
cross(x, y)           ║ x=3 y=3       ║ cross(x, y)          ║ \operatorname{cross}(x, y)
transpose(A)          ║ A=2×3         ║ Aᵀ                   ║ A^{\top}
inv(A)                ║ A=2×2         ║ inv(A)               ║ A^{-1}
solve(A, b)           ║ A=2×2 b=2     ║ solve(A, b)          ║ \operatorname{solve}(A, b)
det(A)                ║ A=2×2         ║ det(A)               ║ \det(A)
\det A + tr(A)        ║ A=2×2         ║ det(A) + trace(A)    ║ \det(A) + \operatorname{tr}(A)
eigvalsh(A)           ║ A=2×2         ║ eigvalsh(A)          ║ \operatorname{eigvalsh}(A)
diag(x) + eye(2) ║ x=2 ║ diag(x) + eye(2) ║ \operatorname{diag}(x) + \operatorname{eye}(2)
a[0]                  ║ a=3           ║ a[0]                 ║ a[0]
a[-1]                 ║ a=3           ║ a[-1]                ║ a[-1]
a[0:2, 1]             ║ a=3×3         ║ a[0:2, 1]            ║ a[0:2, 1]
a[:, 1]               ║ a=3×3         ║ a[:, 1]              ║ a[:, 1]
a[1:] - a[:-1]        ║ a=3           ║ a[1:] - a[:-1]       ║ a[1:] - a[:-1]
a[::2]                ║ a=3           ║ a[::2]               ║ a[::2]
(A x)[0]              ║ A=2×2 x=2     ║ (A@x)[0]             ║ (A x)[0]
e[e % 4 == 0]         ║ e=4           ║ e[e % 4 == 0]        ║ e[\operatorname{mod}(e, 4) == 0]
x[x > 1]              ║ x=()          ║ x*(x > 1)            ║ x \cdot [x > 1]
x > y                 ║ x=2 y=2       ║ x > y                ║ x > y
where(x > 0, x, 0)    ║ x=3           ║ where(x > 0, x, 0)   ║ \operatorname{where}(x > 0, x, 0)
u = A x; uᵀu          ║ A=2×2 x=2     ║ uᵀ@u                 ║ u^{\top} u
"""

# as typed ║ what each name is taken for
ASSUMED = r"""
½‖Ax‖²                       ║ A=2×3 x=3
xᵀAx                         ║ x=2 A=2×2
x^T A x                      ║ x=2 A=2×2
softmax(W x + b)             ║ W=2×3 x=3 b=2
½ xᵀ A x - bᵀx               ║ x=2 A=2×2 b=2
λ‖w‖² + ‖Xw - y‖²            ║ w=2 X=3×2 y=3
sigmoid(wᵀx + b)             ║ w=2 x=2
x yᵀ                         ║ x=2 y=3
A⁻¹ b                        ║ A=2×2 b=2
solve(A, b)                  ║ A=2×2 b=2
det(A) + x                   ║ A=2×2
c xᵀx                        ║ x=2
sum(x) y                     ║ x=2
a[0:2, 1]                    ║ a=2×3
a[5]                         ║ a=6
f(A, x) = ‖A x‖              ║ A=2×3 x=3
softmax(W2 relu(W1 x + b1) + b2) ║ W2=2×3 W1=3×2 x=2 b1=3 b2=2
u = A x; v = sigmoid(u); vᵀv ║ A=2×3 x=3
[1, 2; 3, 4] x               ║ x=2
eye(3) + A                   ║ A=3×3
"""

# as typed ║ shapes given ║ line:column ║ the sentence
TOLD = """
A x          ║ A=2×3 x=2     ║ 1:3 ║ A is 2×3 and x has 2 elements: A x needs 3.
A B          ║ A=2×3 B=2×2   ║ 1:3 ║ A is 2×3 and B is 2×2: A B needs 3 rows in B.
x + y        ║ x=2 y=3       ║ 1:3 ║ x has 2 elements and y has 3 elements: x + y needs equal sizes.
x * y        ║ x=2 y=3       ║ 1:3 ║ x has 2 elements and y has 3 elements: x*y needs equal sizes.
x y          ║ x=2 y=2       ║ 1:3 ║ two vectors that both stand
xᵀyᵀ         ║ x=2 y=2       ║ 1:3 ║ two vectors that both lie
A xᵀ         ║ A=2×2 x=2     ║ 1:3 ║ to the right of A it must stand: write A x.
xᵀ           ║ x=()          ║ 1:2 ║ A transpose needs a vector or a matrix, and x is a number.
x @ 2        ║ x=2           ║ 1:3 ║ 2 is a number; “@” multiplies vectors and matrices.
det(A)       ║ A=2×3         ║ 1:1 ║ det needs a square matrix, and A is 2×3.
inv(x)       ║ x=2           ║ 1:1 ║ inv needs a square matrix, and x has 2 elements.
A^2          ║ A=2×3         ║ 1:2 ║ only a square matrix has powers; power(A, 2) is taken of each
A^0.5        ║ A=2×2         ║ 1:2 ║ The exponent of the matrix A is a whole number here, not 0.5.
solve(A, b)  ║ A=2×2 b=3     ║ 1:1 ║ A is 2×2 and b has 3 elements: solve(A, b) needs 2.
dot(A, x)    ║ A=2×2 x=2     ║ 1:1 ║ dot needs two vectors, and A is 2×2.
sum(x)       ║ x=()          ║ 1:1 ║ sum needs a vector or a matrix, and x is a number.
sum(x, 1)    ║ x=2           ║ 1:1 ║ x has 2 elements; it has no direction 1.
a[3]         ║ a=3           ║ 1:2 ║ a has 3 elements; they are counted from 0, so there is no 3.
a[0, 0]      ║ a=3           ║ 1:2 ║ a has 3 elements, and 2 indices are given.
a[0.5]       ║ a=3           ║ 1:2 ║ An index is a whole number here, not 0.5.
a[0:2]       ║ a=()          ║ 1:2 ║ a is a number; it has no elements.
[1, 2; 3]    ║               ║ 1:1 ║ Row 2 has 1 number and row 1 has 2.
[[1, 2], [3, 4, 5]] ║        ║ 1:1 ║ Row 2 has 3 numbers and row 1 has 2.
‖c‖_3        ║ c=()          ║ 1:4 ║ graphlab knows the norms
[x, 1]       ║ x=2           ║ 1:2 ║ Between brackets stand numbers, and x has 2 elements.
‖x‖₃         ║ x=2           ║ 1:4 ║ graphlab knows the norms
softmax()    ║ x=2           ║ 1:9 ║ softmax needs an argument.
solve(A)     ║ A=2×2         ║ 1:1 ║ solve takes 2 arguments, and 1 is given.
a[0          ║ a=3           ║ 1:2 ║ opened here and never closed
y + A x      ║ y=2 A=2×3 x=3 z=2 ║ ║
"""


def shapes_of(spelled: str) -> dict[str, tuple[int, ...]]:
    """``A=2×3 x=3 c=()``."""
    pairs = (part.partition("=") for part in spelled.split())
    return {
        name: () if size == "()" else tuple(map(int, size.split("×"))) for name, _, size in pairs
    }


@pytest.mark.parametrize(("typed", "given", "back", "shown"), rows(GIVEN))
def test_a_formula_of_tensors_is_read_as_people_mean_it(
    typed: str, given: str, back: str, shown: str
) -> None:
    shapes = shapes_of(given) or dict.fromkeys(("A", "x"), ())
    (tree,) = parse(typed, shapes, shapes).outputs
    assert text(tree) == back
    assert latex(tree) == shown


@pytest.mark.parametrize(("typed", "given", "back", "shown"), rows(GIVEN))
def test_what_is_shown_of_tensors_can_be_typed_back(
    typed: str, given: str, back: str, shown: str
) -> None:
    shapes = shapes_of(given) or dict.fromkeys(("A", "x"), ())
    program = parse(typed, shapes, shapes)
    shapes |= {line.name: (2,) for line in program.lines if line.name is not None}
    for spelled in (back, shown):
        assert parse(spelled, shapes, shapes).outputs == program.outputs


@pytest.mark.parametrize(("typed", "found"), rows(ASSUMED))
def test_without_shapes_the_text_tells_what_is_a_vector_and_what_a_matrix(
    typed: str, found: str
) -> None:
    program = parse(typed)
    assert dict(program.shapes) == shapes_of(found)
    assert program.guessed == tuple(shapes_of(found))


@pytest.mark.parametrize("typed", [row[0] for row in rows(ASSUMED)])
def test_the_first_numbers_have_sizes_that_fit_together(typed: str) -> None:
    program = parse(typed)
    values = {name: np.array(value) for name, value in example_inputs(program).items()}
    shapes = {name: value.shape for name, value in values.items()}
    again = parse(typed, shapes, shapes)
    for line in again.lines:
        for tree in line.trees:
            result = np.asarray(evaluate(tree, values))
            assert np.isfinite(result).all()
            if line.name is not None:
                values[line.name] = result


def test_an_assumption_is_said() -> None:
    said = [choice.sentence for choice in parse("½‖Ax‖²").choices]
    assert said == ["Ax read as A x", "A read as a matrix, x as a vector"]


def test_eigenvalues_are_shown_of_a_symmetric_matrix() -> None:
    matrix = np.array(example_inputs(parse("sum(eigvalsh(A)²)"))["A"])
    assert (matrix == matrix.T).all()


@pytest.mark.parametrize(
    ("typed", "given", "said"),
    [
        ("A²", "A=2×2", "A^2 read as a product of matrices"),
        ("e^A", "A=2×2", "e^A read as e^x of each element"),
        ("|A|", "A=2×2", "|A| read as |x| of each element"),
        ("‖A‖", "A=2×2", "‖A‖ read as the Frobenius norm"),
        ("‖A‖₁", "A=2×2", "‖A‖₁ read as the largest column sum"),
        ("‖A‖₂", "A=2×2", "‖A‖₂ read as the largest singular value"),
    ],
)
def test_a_sign_with_two_meanings_says_which_one_was_taken(
    typed: str, given: str, said: str
) -> None:
    shapes = shapes_of(given)
    (choice,) = parse(typed, shapes, shapes).choices
    assert choice.sentence.startswith(said)


@pytest.mark.parametrize(("typed", "given", "place", "told"), rows(TOLD))
def test_shapes_that_do_not_fit_are_told_with_both_shapes(
    typed: str, given: str, place: str, told: str
) -> None:
    shapes = shapes_of(given)
    if not told:
        assert parse(typed, shapes, shapes).inputs
        return
    with pytest.raises(InputError) as caught:
        parse(typed, shapes, shapes)
    assert told in caught.value.problem
    assert f"{caught.value.line}:{caught.value.column}" == place


def test_a_product_of_two_standing_vectors_offers_what_may_be_meant() -> None:
    shapes = {"x": (2,), "y": (2,)}
    with pytest.raises(InputError) as caught:
        parse("x y", shapes, shapes)
    assert caught.value.fixes == ("xᵀ y", "x*y")
    for fix in caught.value.fixes:
        assert parse(fix, shapes, shapes).outputs


@pytest.mark.parametrize("typed", ["x^T", "T x^T", "2^T", "f(x, T) = x^T"])
def test_t_is_a_name_where_it_has_another_meaning(typed: str) -> None:
    transposed = typed == "x^T"
    assert ("T" in parse(typed).inputs) != transposed


@pytest.mark.parametrize("typed", ["2xy", "[x < y]z", "x^y", "‖v‖₁", "x(y + 1)", "‖x − y‖"])
def test_a_formula_of_numbers_has_no_shapes(typed: str) -> None:
    assert parse(typed).shapes == ()


def test_without_shapes_the_mistake_is_that_of_the_assumption_that_reads_most() -> None:
    with pytest.raises(InputError) as caught:
        parse("det(x yᵀ [1, 2, 3])")
    assert caught.value.problem.startswith("det needs a square matrix, and x*(yᵀ [1, 2, 3]) is")


def test_reading_with_assumptions_is_quick_enough_for_a_keystroke() -> None:
    tries: list[int] = []
    from graphlab.formula import tensor_reading

    understood = tensor_reading._understood

    def counted(*args):  # type: ignore[no-untyped-def]
        tries.append(1)
        return understood(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tensor_reading, "_understood", counted)
        parse("‖softmax(W2 relu(W1 x + b1) + b2) - y‖² + 0.25")
    assert len(tries) < 150
