"""Mathematics in words."""

from __future__ import annotations

import pytest

from graphlab.study.speaking import speakable

SAID = r"""
\bar w_4                                        | w 4 bar
\bar{w}_{4} = \bar{w}_5 \cdot 2 w_4             | w 4 bar equals w 5 bar times 2 w 4
\partial w_2 / \partial w_1                     | d w 2 over d w 1
\frac{\partial f}{\partial x}                   | d f over d x
\frac{1}{1 + e^{-x}}                            | 1 over (1 plus e to the power minus x)
\sin^2 x                                        | sin squared x
x^{n+1}                                         | x to the power n plus 1
\sqrt{x}                                        | square root of x
\left( a + b \right)^3                          | (a plus b) cubed
\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}    | matrix 1, 2; 3, 4 end of matrix
\lVert A x \rVert                               | norm of A x
x^{\top} y                                      | x transposed y
\text{loss at } x \le 1                         | loss at x at most 1
\frac12 x^2                                     | 1 over 2 x squared
\frac{                                          | over
\sigma(x)                                       | sigma (x)
"""


@pytest.mark.parametrize("row", SAID.strip().splitlines())
def test_a_formula_is_said(row: str) -> None:
    latex, said = (part.strip() for part in row.split("|"))
    assert speakable(latex) == said
