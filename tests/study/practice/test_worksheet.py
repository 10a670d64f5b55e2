"""Worksheets and keys: the numbers are the Record's, the files are the same again and again."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from graphlab.cli import main
from graphlab.engine.expressions.expression import record_expression
from graphlab.export.worksheet_flow import Flow
from graphlab.export.worksheet_pdf import worksheet_pdf
from graphlab.export.worksheet_tex import worksheet_tex
from graphlab.formula.numbers import format_number
from graphlab.picture.shapes import Math
from graphlab.study.practice.generate import exercise
from graphlab.study.practice.worksheet import BLANK, Row, key

LECTURE = "f(x, y) = 2*cos(x*y)^2 + ln(cos(x*y))"


@pytest.fixture(scope="module")
def records():
    tensors = exercise("tensors", 2)
    return [
        record_expression(LECTURE, {"x": 0.5, "y": 1.2}),
        record_expression(tensors.text, tensors.values),
    ]


@pytest.fixture(scope="module")
def filled(records):
    return key("Chain rule & more: 100 %", records, "B")


def test_the_key_has_the_numbers_of_the_record(filled, records):
    lecture, tensors = filled.problems
    record = records[0]
    for row, node in zip(lecture.nodes, record.nodes, strict=True):
        assert [cell.text for cell in row.cells] == [
            format_number(float(node.value)),
            format_number(float(node.adjoint)),
        ]
    for row, edge in zip(lecture.edges, reversed(record.edges), strict=True):
        assert row.cells[1].text == format_number(float(edge.local))
    assert lecture.spaces[-1].lines[0][1].text == format_number(float(record.gradients["x"]))
    assert r"\begin{bmatrix}" in tensors.nodes[0].cells[1].latex


def test_nothing_that_is_asked_for_is_on_the_blank_sheet(filled):
    blank = filled.blank
    assert blank.heading == "Chain rule & more: 100 %, variant B"
    assert filled.heading == f"{blank.heading}: key"
    given = [row.cells for row in blank.problems[0].nodes]
    assert [cells[0].text for cells in given] == ["0.5", "1.2", *[""] * 6]
    assert all(cells[1] == BLANK for cells in given)
    assert all(row.cells == (BLANK, BLANK) for row in blank.problems[0].edges)
    assert all(cell == BLANK for space in blank.problems[0].spaces for _, cell in space.lines)
    text = worksheet_tex(blank)
    assert "4.513" not in text
    assert "4.513" in worksheet_tex(filled)


def test_what_has_no_gradient_is_not_asked_and_a_matrix_has_room(filled):
    import torch

    import graphlab

    net = graphlab.record(torch.nn.Linear(2, 1), torch.tensor([0.5, -1.0]))
    (problem,) = key("Net", [net]).blank.problems
    assert [row.cells[1].text for row in problem.nodes] == ["–", "", "", ""]
    assert len(problem.edges) == 2  # none into x, which requires no gradient
    assert problem.latex == ""
    lines = [row.lines for row in filled.blank.problems[1].nodes]
    assert max(lines) == 2
    assert r"\rule{0pt}{10mm}" in worksheet_tex(filled.blank)


@pytest.mark.parametrize(
    ("used", "rows", "shares"),
    [
        (0, 10, [10]),
        (800, 10, [7, 3]),
        (750, 10, [7, 3]),  # not 9 and 1
        (940, 10, [0, 10]),  # not 1 and 9
        (940, 4, [0, 4]),
        (0, 41, [38, 3]),
        (980, 60, [0, 39, 21]),
    ],
)
def test_no_row_of_a_table_is_alone_on_a_page(used, rows, shares):
    flow = Flow((794.0, 1123.0), "#000000", "#808080")
    flow.reserve(used)
    before = len(flow.pages[0])
    row = Row(("x", "y"), (BLANK,))
    flow.table(("node", "formula", "value"), [row] * rows, (0.2, 0.3, 0.5))
    counts = [sum(isinstance(shape, Math) for shape in page) // 2 for page in flow.pages]
    assert counts == shares
    assert bool(flow.pages[0][before:]) == bool(shares[0])


def test_a_task_its_lines_and_the_room_to_write_stand_on_one_page():
    flow = Flow((794.0, 1123.0), "#000000", "#808080")
    flow.reserve(880)
    lines = [(r"\frac{\partial f}{\partial x} =", BLANK)] * 2
    flow.keep_space("(a)", "Differentiate.", lines, 60.0)
    flow.paragraph("(a)", "Differentiate.")
    assert len(flow.pages) == 2


def test_latex_is_plain_ascii_with_few_packages(filled):
    for sheet, paper in ((filled, "a4"), (filled.blank, "letter")):
        text = worksheet_tex(sheet, paper)
        assert text.isascii()
        assert rf"\documentclass[11pt,{paper}paper]" in text
        packages = {line.partition("]")[0] for line in text.splitlines() if "usepackage" in line}
        assert len(packages) == 4
        assert text.count("{") == text.count("}")
        assert r"Chain rule \& more: 100 \%" in text
        assert r"f(A, x, b) = \tfrac{1}{2} x^{\top} A x" in text


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_latex_compiles_unchanged(filled, tmp_path):
    large = record_expression("sum(A) + x", {"A": [[0.5] * 4] * 4, "x": 1.5})
    long = record_expression(
        " + ".join(["sin(x*y)"] + [f"{n}cos(x)y" for n in range(2, 7)]), {"x": 0.7, "y": 0.4}
    )
    for name, sheet in (
        ("key", filled),
        ("blank", filled.blank),
        ("large", key("Größe → ∑ {50 %} \\ #", [large])),
        ("long", key("Long", [long]).blank),
    ):
        (tmp_path / f"{name}.tex").write_text(worksheet_tex(sheet))
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stdout[-2000:]
        assert "Overfull" not in ran.stdout


def test_the_same_sheet_is_the_same_file(records, qapp):
    first, again = (key("Chain rule", records[:1]) for _ in range(2))
    made = worksheet_pdf(first)
    assert made == worksheet_pdf(again)
    assert worksheet_tex(first) == worksheet_tex(again)
    assert b"/MediaBox [0 0 595.000000 842.000000]" in made
    assert b"/MediaBox [0 0 612.000000 792.000000]" in worksheet_pdf(first, "letter")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_text_of_a_pdf_is_found(filled, qapp, tmp_path):
    for sheet, found, missing in (
        (filled, ["variant B: key", "0.8253", "−3.058", LECTURE], ["Name:"]),
        (filled.blank, ["variant B", "Name:", "Date:", "1.2", LECTURE], ["0.8253", "4.513"]),
    ):
        path = tmp_path / "sheet.pdf"
        path.write_bytes(worksheet_pdf(sheet))
        ran = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True)
        for text in found:
            assert text in ran.stdout, text
        for text in missing:
            assert text not in ran.stdout, text
        pages = ran.stdout.split("\f")[:-1]
        for number, page in enumerate(pages, start=1):
            assert sheet.heading in page
            assert f"{number} of {len(pages)}" in page
            assert ("Name:" in page) == (not sheet.is_key)


def test_every_variant_gets_a_sheet_and_a_key(tmp_path, capsys):
    output = str(tmp_path / "sheet.tex")
    given = ["lesson", "worksheet", "--level", "chain", "--seed", "4", "--variants", "2"]
    assert main([*given, "-o", output]) == 0
    names = {"sheet-A.tex", "sheet-A-key.tex", "sheet-B.tex", "sheet-B-key.tex"}
    assert {path.name for path in tmp_path.iterdir()} == names
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(set(first.values())) == 4
    assert main([*given, "-o", output]) == 0
    assert first == {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    own = ["lesson", "worksheet", LECTURE, "--at", "x=0.5", "--at", "y=1.2"]
    assert main([*own, "-o", str(tmp_path / "own.tex")]) == 0
    assert (tmp_path / "own-key.tex").exists()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--level", "chain", "-o", "a.docx"], "written as .pdf or .tex"),
        (["-o", "a.tex"], "either --level or an expression"),
        (["sin(x)", "--level", "chain", "-o", "a.tex"], "not both"),
        (["sin(x)", "--at", "x=1", "--count", "2", "-o", "a.tex"], "--count belongs to --level"),
        (["--level", "chain", "--at", "x=1", "-o", "a.tex"], "--at belongs to an expression"),
        (["--level", "chain", "--variants", "27", "-o", "a.tex"], "from 1 to 26"),
        (["2*3", "--variants", "2", "-o", "a.tex"], "no"),
        (["sqrt(-x^2 - 1)", "--at", "x=1", "--variants", "2", "-o", "a.tex"], "variants"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(given, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lesson", "worksheet", *given]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not list(tmp_path.iterdir())
