"""What `trace` prints of the lecture's function, as whole texts."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.errors import InputError
from graphlab.record import Check, Event
from graphlab.trace_formats import FORMATS, write_trace
from tests.lecture import lecture_record
from tests.tensors import run

if TYPE_CHECKING:
    from pathlib import Path

TABLE = """\
node  formula   value  adjoint
w₁    x           0.5   −3.058
w₂    y           1.2   −1.274
w₃    w1*w2       0.6   −2.548
w₄    cos(w3)  0.8253    4.513
w₅    w4^2     0.6812        2
w₆    2*w5      1.362        1
w₇    ln(w4)   −0.192        1
w₈    w6 + w7    1.17        1

edge     formula     value  contribution
∂w₈/∂w₇  1               1             1
∂w₈/∂w₆  1               1             1
∂w₇/∂w₄  1/w4        1.212         1.212
∂w₆/∂w₅  2               2             2
∂w₅/∂w₄  2*w4        1.651         3.301
∂w₄/∂w₃  -sin(w3)  −0.5646        −2.548
∂w₃/∂w₂  w1            0.5        −1.274
∂w₃/∂w₁  w2            1.2        −3.058
"""


def test_every_format_has_a_writer() -> None:
    assert list(FORMATS) == ["table", "json", "csv", "markdown", "latex"]


def test_table_is_the_blackboard_s() -> None:
    assert write_trace(lecture_record(), "table").startswith(TABLE)


def test_table_ends_with_the_check_and_what_to_know() -> None:
    record = lecture_record()
    checked = replace(
        record,
        check=Check(True, 2.2e-16, 3e-16),
        events=(Event("kink", "w4 is at a kink."),),
        source=replace(record.source, choices=("xy read as x·y",)),
    )
    assert write_trace(checked, "table").splitlines()[-3:] == [
        "✓ Checked: largest difference from plain PyTorch 2.2e−16.",
        "xy read as x·y.",
        "w4 is at a kink.",
    ]


def test_difference_from_pytorch_is_not_hidden() -> None:
    differs = replace(lecture_record(), check=Check(False, 0.5, 0.1))
    assert "✕ Differs from plain PyTorch by up to 0.5." in write_trace(differs, "table")
    unknown = replace(lecture_record(), check=Check(None, 0.0, 0.0, "not deterministic"))
    assert "Not checked against plain PyTorch: not deterministic" in write_trace(unknown, "table")


def test_csv_reads_back_to_the_same_numbers() -> None:
    record = lecture_record()
    rows = list(csv.DictReader(write_trace(record, "csv").splitlines()))
    assert len(rows) == len(record.nodes) + len(record.edges)
    w4 = next(row for row in rows if row["kind"] == "node" and row["node"] == "w4")
    assert float(w4["value"]) == record.by_id["w4"].value
    assert float(w4["adjoint"]) == record.by_id["w4"].adjoint


def test_markdown_row_is_mathematics() -> None:
    row = r"| $w_{4}$ | $\cos(w_{3})$ | $0.8253$ | $4.513$ |"
    assert row in write_trace(lecture_record(), "markdown").splitlines()


def test_latex_row_is_mathematics() -> None:
    row = (
        r"$\displaystyle \partial w_{7} / \partial w_{4}$ & $\displaystyle \frac{1}{w_{4}}$"
        r" & $\displaystyle 1.212$ & $\displaystyle 1.212$ \\"
    )
    assert row in write_trace(lecture_record(), "latex").splitlines()


def test_latex_writes_powers_of_ten_and_infinities() -> None:
    record = lecture_record(x=1e-9, y=0.0)
    text = write_trace(record, "latex")
    assert r"1 \cdot 10^{-9}" in text


@pytest.mark.parametrize("form", ["table", "markdown", "latex"])
def test_where_the_person_uses_w_nodes_and_formulas_say_v(form: str) -> None:
    text = write_trace(record_expression("w*sin(w)", {"w": 1.0}), form)
    assert not re.search(r"w_?\{?[\d₀-₉]", text), text
    assert re.search(r"sin\(v_?\{?1", text)


def test_names_that_the_person_numbered_stay_in_tables() -> None:
    text = write_trace(record_expression("f(w2, w1) = w2 - w1", {"w1": 2.0, "w2": 1.0}), "table")
    assert [line.split()[0] for line in text.splitlines()[1:4]] == ["w₂", "w₁", "v₃"]
    assert "∂v₃/∂w₁" in text


def test_tensors_are_short_in_tables_and_whole_where_they_are_small_in_csv() -> None:
    record = run("xᵀAx")
    table = write_trace(record, "table")
    assert "[1, −2, 0.5]" in table
    assert "3×3 · [−1, 4]" in table
    rows = list(csv.DictReader(write_trace(record, "csv").splitlines()))
    assert rows[1]["value"] == "[2, 0, 1; 0, 3, -1; 0.5, 0, 4]"
    assert r"\begin{bmatrix} 1 \\ -2 \\ 0.5 \end{bmatrix}" in write_trace(record, "latex")


def test_latex_has_no_sign_that_pdflatex_does_not_know() -> None:
    text = write_trace(
        record_expression("A@A + λ*(A - π)", {"A": [[1.0] * 4] * 4, "λ": 0.5}), "latex"
    )
    assert text.isascii()
    assert r"$\displaystyle \text{4$\times$4 $\cdot$ all 4}$" in text


LATEX = shutil.which("pdflatex")


@pytest.mark.long
@pytest.mark.skipif(LATEX is None, reason="needs pdflatex with amsmath and booktabs")
def test_latex_sets_the_tables_as_they_are(tmp_path: Path) -> None:
    records = [
        lecture_record(),
        run("xᵀAx"),
        record_expression("A@A + λ*(A - π)", {"A": [[1.0] * 4] * 4, "λ": 0.5}),
        record_expression("1e-9*x + 1/y", {"x": 1.0, "y": 0.0}),
    ]
    tables = "\n".join(
        write_trace(record, "latex", answers=answers)
        for record in records
        for answers in (True, False)
    )
    packages = re.findall(r"(?m)^% (\\usepackage.*)$", tables)[0]
    (tmp_path / "t.tex").write_text(
        f"\\documentclass{{article}}\n{packages}\n\\begin{{document}}\n{tables}\\end{{document}}\n"
    )
    command = [str(LATEX), "-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    made = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert made.returncode == 0, made.stdout[-2000:]


def test_latex_has_the_lines_of_booktabs_and_names_the_package() -> None:
    text = write_trace(lecture_record(), "latex")
    assert text.startswith("% \\usepackage{amsmath,amssymb,booktabs}\n")
    for rule in (r"\toprule", r"\midrule", r"\bottomrule"):
        assert text.count(rule) == 2


def test_rows_with_fractions_and_matrices_stand_apart_in_latex() -> None:
    lines = write_trace(lecture_record(), "latex").splitlines()
    (tall,) = (place for place, line in enumerate(lines) if r"\frac" in line)
    spaces = [place for place, line in enumerate(lines) if line == r"\addlinespace"]
    assert spaces == [tall - 1, tall + 1]


@pytest.mark.parametrize("form", ["csv", "markdown", "latex"])
def test_without_answers_only_what_was_put_in_is_told(form: str) -> None:
    whole = write_trace(lecture_record(), form)
    blank = write_trace(lecture_record(), form, answers=False)
    assert len(blank.splitlines()) >= len(whole.splitlines()) - 3
    for number in ("0.8253", "4.513", "1.651", "1.2116", "-0.5646", "-3.05"):
        assert number not in blank
    assert "0.5" in blank
    assert "1.2" in blank
    assert "sin" not in blank  # a partial is an answer too
    assert "cos" in blank


def test_json_has_nothing_but_answers() -> None:
    with pytest.raises(InputError, match="csv, markdown, latex, not json"):
        write_trace(lecture_record(), "json", answers=False)
