from dataclasses import replace
from pathlib import Path

import pytest

from graphlab.errors import ExportError
from graphlab.export.registry import TELLERS, UNKNOWN, WRITERS, Ran, export, writer_for
from graphlab.record import Source
from graphlab.study.code import Code, Part


def test_every_format_is_known_by_its_suffix():
    assert sorted(WRITERS) == [".gif", ".html", ".pdf", ".png", ".pptx", ".svg", ".tex"]
    assert sorted(TELLERS) == [".dot", ".json", ".py"]
    assert writer_for(Path("F.SVG")) is WRITERS[".svg"]


KNOWN = ".svg, .pdf, .png, .tex, .pptx, .html, .gif, .dot, .json, .py"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("figure", f'"figure" has no file type; end it in one of {KNOWN}.'),
        ("figure.docx", f'graphlab does not write ".docx" files; it writes {KNOWN}.'),
    ],
)
def test_an_unknown_format_is_told_the_known_ones(record, tmp_path, name, sentence):
    with pytest.raises(ExportError) as caught:
        export(record, tmp_path / name)
    assert str(caught.value) == sentence


def test_the_whole_graph_is_one_file(record, tmp_path):
    assert export(record, tmp_path / "f.svg") == (tmp_path / "f.svg",)
    assert (tmp_path / "f.svg").read_text().startswith("<svg ")


@pytest.mark.parametrize(
    ("source", "ran", "title"),
    [
        (Source("u = x\n  f(x) = u", kind="expression"), UNKNOWN, "u = x f(x) = u"),
        (Source("class A: ...", kind="module"), Ran(Code("", Part("module", "A"))), "A"),
        (Source("a = x * 2", kind="script"), Ran(Code("", Part("statements"))), "graph"),
    ],
)
def test_a_picture_is_called_by_its_formula_or_by_what_of_the_code_ran(
    record, tmp_path, source, ran, title
):
    (path,) = export(replace(record, source=source), tmp_path / "f.svg", ran=ran)
    assert f"<title>{title}</title>" in path.read_text()


def test_all_steps_as_svg_are_numbered_files_with_the_same_frame(record, tmp_path):
    written = export(record, str(tmp_path / "f.svg"), steps="all")
    assert [path.name for path in written] == [f"f-0{step}.svg" for step in range(5)]
    frames = {path.read_text().partition(' role="')[0] for path in written}
    assert len(frames) == 1


@pytest.mark.usefixtures("qapp")
def test_all_steps_as_pdf_are_one_file(record, tmp_path):
    (path,) = export(record, tmp_path / "f.pdf", steps="all")
    assert path.read_bytes().count(b"/MediaBox") == 5


@pytest.mark.usefixtures("qapp")
def test_pdf_and_latex_can_be_numbered_files_too(record, tmp_path):
    pages = export(record, tmp_path / "f.pdf", steps="2,4", numbered=True)
    assert [path.name for path in pages] == ["f-02.pdf", "f-04.pdf"]
    assert [path.read_bytes().count(b"/MediaBox") for path in pages] == [1, 1]
    first, last = export(record, tmp_path / "f.tex", steps="2,4", numbered=True)
    (alone,) = export(record, tmp_path / "one.tex", step=2)
    assert first.read_text() == alone.read_text()
    assert "beamer" not in last.read_text()


@pytest.mark.usefixtures("qapp")
def test_one_step_as_png(record, tmp_path):
    (path,) = export(record, tmp_path / "f.png", step=2, scale=1.0, transparent=True)
    assert path.read_bytes()[:4] == b"\x89PNG"


def test_every_theme_can_be_exported_and_an_unknown_one_is_named(record, tmp_path):
    texts = set()
    for theme in ("light", "dark", "print"):
        (path,) = export(record, tmp_path / f"{theme}.svg", theme=theme)
        texts.add(path.read_text())
    assert len(texts) == 3
    with pytest.raises(ExportError, match='no theme "pink"; there are light, dark, print'):
        export(record, tmp_path / "f.svg", theme="pink")


def test_progress_is_told_and_may_stop(record, tmp_path):
    told = []

    def stop_at_two(done, total):
        told.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(record, tmp_path / "f.svg", steps="all", progress=stop_at_two)
    assert told == [(1, 5), (2, 5)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f-00.svg", "f-01.svg"]


def test_one_step_and_several_at_once_is_refused(record, tmp_path):
    with pytest.raises(ExportError, match="not both"):
        export(record, tmp_path / "f.svg", step=1, steps="all")


def test_a_notebook_shows_the_whole_graph(record):
    assert record._repr_svg_().startswith("<svg ")
