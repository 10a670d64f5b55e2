"""The command line: what it prints, and one plain sentence for each mistake."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graphlab.cli import main, one_line

LECTURE = "f(x, y) = 2cos²(xy) + ln(cos(xy))"
AT = ["--at", "x=0.5", "--at", "y=1.2"]
PROJECT = Path(__file__).parents[1]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The sentence that a mistake gives; nothing else may be printed."""
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1
    return err.strip()


def shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A real run of the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "graphlab", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        cwd=PROJECT,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )


class TestMistakesGiveOneSentenceAndStatusTwo:
    @pytest.mark.parametrize(
        ("source", "parts"),
        [
            ("coz(x)", ["Line 1, column 1", "coz", "cos"]),
            ("2cos(x", ["Line 1, column 5", "closed"]),
            ("cos(x))", ["Line 1, column 7"]),
            ("", ["Type a formula"]),
            ("   \n ", ["Type a formula"]),
            ("x @ y", ["Line 1, column 3", "@"]),
            ("x +", ["Line 1, column 4"]),
            ("u = 2x\nu + ; x", ["Line 2, column 5"]),
            ("__import__('os')", ["Line 1, column 1"]),
            ("().__class__", ["Line 1, column"]),
            ("x.real", ["Line 1, column 2"]),
            ("eval(x)", ["Line 1, column 1", "eval", "not a function"]),
            ("exec(x)", ["not a function"]),
            ("(" * 5000 + "x" + ")" * 5000, ["2,000"]),
            ("(" * 900 + "x" + ")" * 900, ["Line 1", "60"]),
            ("-" * 1500 + "x", ["Line 1", "60"]),
            ("+".join(["x"] * 4000), ["2,000"]),
            ("x" * 10_000_000, ["takes 2,000 characters"]),
            ("x\0y", ["Line 1, column 2"]),
            ("\u202ex + y", ["Line 1, column 1"]),
            ("x + \u05d0\u05d1(", ["Line 1"]),
            ("\udcff", ["Line 1, column 1"]),
            ("1/2x", ["Line 1", "(1/2)*x or 1/(2x)"]),
            ("sin^-1(x)", ["asin", "1/sin"]),
            ("model.py", ["--at belongs to an expression", "--input"]),
            (
                "/somewhere/my lesson.graphlab",
                ["my lesson.graphlab cannot be read: No such file"],
            ),
        ],
        ids=lambda case: repr(case)[:24],
    )
    def test_in_the_expression(
        self, source: str, parts: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        sentence = told(capsys, "trace", source, "--at", "x=1")
        for part in parts:
            assert part in sentence
        assert len(sentence) < 300

    def test_missing_values_are_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert told(capsys, "trace", "x*y + z", "--at", "y=1") == (
            "x and z have no values: add --at x=… --at z=…"
        )
        assert told(capsys, "trace", "x") == "x has no value: add --at x=…"

    @pytest.mark.parametrize(
        ("at", "part"),
        [
            ("x", "--at x=0.5"),
            ("x=", "not a number"),
            ("x=abc", "not a number"),
            ("x=1,2", "not a number"),
            ("x=__import__('os')", "not a number"),
            ("=1", "--at x=0.5"),
            ("2=1", "not the name"),
            ("q=1", "q is not an input"),
        ],
    )
    def test_in_a_value(self, at: str, part: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert part in told(capsys, "trace", "x*x", "--at", at)

    def test_value_given_twice(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "twice" in told(capsys, "trace", "x", "--at", "x=1", "--at", "x=2")

    @pytest.mark.parametrize(
        "arguments",
        [
            ["trace"],
            ["trace", "x", "--format", "xml"],
            ["trace", "x", "--colour"],
            ["export", "x", "--at", "x=1"],
            ["export", "x", "-o", "f.svg", "--theme", "neon"],
            ["export", "x", "-o", "f.svg", "--step", "one"],
            ["export", "x", "-o", "f.svg", "--step", "1", "--steps", "all"],
            ["x", "y"],
        ],
        ids=" ".join,
    )
    def test_in_the_arguments(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert "--help" in told(capsys, *arguments)

    @pytest.mark.parametrize(
        ("more", "part"),
        [
            (["-o", "f.doc"], ".svg"),
            (["-o", "figure"], "no file type"),
            (["-o", "no/such/folder/f.svg"], "folder does not exist"),
            (["-o", "f.svg", "--step", "99"], "no step 99"),
            (["-o", "f.svg", "--step", "-1"], "no step -1"),
            (["-o", "f.svg", "--steps", "2-99"], "no step 99"),
            (["-o", "f.svg", "--steps", "some"], "all, forward, backward"),
            (["-o", "f.svg", "--page", "a4"], "has no pages"),
            (["-o", "f.pdf", "--poster", "b1"], "no size of paper"),
            (["-o", "f.pdf", "--page", "a4", "--tiles", "a4"], "give it with --poster"),
            (["-o", "f.pdf", "--rows"], "add --page or --poster"),
            (["-o", "f.pdf", "--turn", "portrait"], "add --page, --poster or --tiles"),
            (["-o", "f.svg", "--delay", "2"], '--delay means nothing to a ".svg" file; it is for'),
            (["-o", "f.pdf", "--outlines"], "--outlines means nothing to"),
            (["-o", "f.gif", "--delay", "0"], "--delay is 0.02 to 600 seconds, not 0."),
            (["-o", "f.dot", "--steps", "all"], "tells of the whole run; leave out the steps"),
            (["-o", "f.svg", "--by", "contribution"], "add --steps"),
            (["-o", "f.pdf", "--width", "9em"], "12cm or 800px"),
            (["-o", "f.pdf", "--width", "9cm", "--page", "a4"], "exclude each other"),
            (["-o", "f.png", "--width", "9px", "--scale", "3"], "leave out --scale"),
            (["-o", "f.svg", "--crop", "1,2,3"], "no part of a picture"),
        ],
        ids=lambda case: " ".join(case) if isinstance(case, list) else "",
    )
    def test_in_an_export(
        self,
        more: list[str],
        part: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert part in told(capsys, "export", "x*x", "--at", "x=3", *more)
        assert not list(tmp_path.iterdir())

    def test_window_is_not_opened_on_a_mistake(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "Line 1, column 5" in told(capsys, "2cos(x")

    def test_window_is_not_opened_on_a_lesson_without_pages(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        assert "nowhere.md cannot be read" in told(capsys, str(tmp_path / "nowhere.md"))
        lesson = tmp_path / "my lesson.md"
        lesson.write_text("---\ntitle: Empty\n---\n", encoding="utf-8")
        assert "There is no page" in told(capsys, str(lesson))

    def test_terminal_codes_in_the_input_are_not_obeyed(self) -> None:
        assert one_line("a\x1b[31m\nb\u202e") == r"a\x1b[31m b\u202e"


class TestTrace:
    def test_table_is_the_lecture_s(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace", LECTURE, *AT]) == 0
        text = capsys.readouterr().out
        assert "w₃" in text
        assert "0.8253" in text
        assert "∂w₅/∂w₄" in text
        assert "✓ Checked" in text

    def test_edges_come_last_first(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["trace", LECTURE, *AT])
        edges = [line for line in capsys.readouterr().out.splitlines() if line.startswith("∂")]
        assert edges[0].startswith("∂w₈/")
        assert edges[-1].startswith("∂w₃/∂w₁")

    def test_json_has_the_contract_s_keys(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace", LECTURE, *AT, "--format", "json"]) == 0
        read = json.loads(capsys.readouterr().out)
        expected = "version nodes edges outputs gradients steps check events".split()
        assert list(read) == expected
        assert len(read["steps"]) == 16

    def test_csv_keeps_every_digit(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace", "x/3", "--at", "x=1", "--format", "csv"]) == 0
        rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
        assert [row["kind"] for row in rows] == ["node", "node", "edge"]
        assert float(rows[1]["value"]) == 1 / 3

    def test_markdown_has_a_cell_for_each_column(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace", "|x| + 1", "--at", "x=-2", "--format", "markdown"]) == 0
        rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
        assert {row.count("|") for row in rows} == {5}

    def test_latex_has_three_ampersands_a_row(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace", LECTURE, *AT, "--format", "latex"]) == 0
        text = capsys.readouterr().out
        rows = [line for line in text.splitlines() if line.endswith(r"\\")]
        assert {row.count("&") for row in rows} == {3}
        assert text.count(r"\begin{tabular}") == text.count(r"\end{tabular}") == 2

    @pytest.mark.parametrize(
        ("value", "meant"),
        [("-0.5", -0.5), ("−0.5", -0.5), ("1e-3", 0.001), ("pi/2", 1.5707963267948966)],
    )
    def test_values_are_read_as_people_write_them(
        self, value: str, meant: float, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["trace", "x+0", "--at", f"x={value}", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["nodes"][0]["value"] == meant

    @pytest.mark.parametrize(("text", "value"), [("-x^2", -9.0), ("-x", -3.0)])
    def test_expression_may_begin_with_a_minus(
        self, text: str, value: float, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["trace", text, "--at", "x=3", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["outputs"] == [value]

    def test_greek_and_subscripted_inputs_are_found(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["trace", "θ·x₁", "--at", "θ=2", "--at", "x₁=3"]) == 0
        assert "6" in capsys.readouterr().out

    def test_values_outside_the_domain_are_shown_not_refused(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["trace", "ln(x) + 1/x", "--at", "x=-1"]) == 0
        assert "NaN" in capsys.readouterr().out
        assert main(["trace", "1/x", "--at", "x=0"]) == 0
        assert "∞" in capsys.readouterr().out

    def test_huge_powers_end_at_once(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace", "x + 9**9**9**9", "--at", "x=1"]) in (0, 2)


class TestExport:
    def test_one_picture(self, tmp_path: Path) -> None:
        path = tmp_path / "figure.svg"
        assert main(["export", LECTURE, *AT, "-o", str(path), "--step", "13"]) == 0
        assert path.read_text(encoding="utf-8").rstrip().endswith("</svg>")

    def test_every_step_is_a_numbered_file(self, tmp_path: Path) -> None:
        assert (
            main(["export", "x*x", "--at", "x=3", "-o", f"{tmp_path}/f.svg", "--steps", "all"]) == 0
        )
        assert sorted(path.name for path in tmp_path.iterdir()) == [
            f"f-{step:02d}.svg" for step in range(5)
        ]

    def test_chosen_steps_a_contribution_at_a_time_in_a_look_of_their_own(
        self, tmp_path: Path
    ) -> None:
        which = ["--steps", "13,2-3", "--by", "contribution", "--width", "20cm"]
        look = ["--digits", "6", "--direction", "tb", "--no-strip", "--labels", "active"]
        assert main(["export", LECTURE, *AT, "-o", f"{tmp_path}/f.svg", *which, *look]) == 0
        files = sorted(tmp_path.iterdir())
        assert [path.name for path in files] == ["f-02.svg", "f-03.svg", "f-13-1.svg", "f-13.svg"]
        last = files[-1].read_text(encoding="utf-8")
        assert 'width="755.906"' in last
        assert "4.51297" in last
        assert 'id="strip"' not in last

    @pytest.mark.usefixtures("qapp")
    @pytest.mark.parametrize(
        ("more", "pages"),
        [
            (["--page", "letter", "--turn", "portrait"], ["[0 0 612.000000 792.000000]"]),
            (["--poster", "600x300mm"], ["[0 0 1701.000000 850.000000]"]),
            (["--poster", "A2", "--tiles", "a4"], ["[0 0 842.000000 595.000000]"] * 3),
        ],
        ids=lambda case: " ".join(case),
    )
    def test_a_size_on_paper(
        self, more: list[str], pages: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "f.pdf"
        assert main(["export", LECTURE, *AT, *more, "-o", str(path)]) == 0
        boxes = re.findall(rb"/MediaBox (\[.*?\])", path.read_bytes())
        assert [box.decode() for box in boxes] == pages
        assert capsys.readouterr().err == ""

    @pytest.mark.usefixtures("qapp")
    def test_rows_make_a_chain_readable(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        chain = ["export", "sin(" * 14 + "x" + ")" * 14, "--at", "x=1", "--page", "a4"]
        assert main([*chain, "-o", str(tmp_path / "line.pdf")]) == 0
        assert "too small to be read" in capsys.readouterr().err
        assert main([*chain, "--rows", "-o", str(tmp_path / "rows.pdf")]) == 0
        assert capsys.readouterr().err == ""

    @pytest.mark.usefixtures("qapp")
    def test_type_that_is_too_small_is_told_and_written(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "f.pdf"
        poster = ["--poster", "50x50mm", "-o", str(path)]
        assert main(["export", "-x^2", "--at", "x=3", *poster]) == 0
        assert "too small to be read: an A2 poster" in capsys.readouterr().err
        assert path.exists()


class TestInARealProcess:
    def test_closed_pipe_ends_quietly(self) -> None:
        command = f'"{sys.executable}" -m graphlab trace "x*x" --at x=2 --format json | true'
        ended = subprocess.run(
            ["bash", "-c", command], capture_output=True, timeout=60, cwd=PROJECT, check=False
        )
        assert ended.stderr == b""

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_full_disk_is_one_sentence(self) -> None:
        with Path("/dev/full").open("w") as full:
            ended = subprocess.run(
                [sys.executable, "-m", "graphlab", "trace", "x*x", "--at", "x=2"],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                timeout=60,
                cwd=PROJECT,
                check=False,
            )
        assert ended.returncode == 2
        assert ended.stderr == "The output could not be written: No space left on device.\n"

    def test_output_is_utf8_whatever_the_locale(self) -> None:
        ended = shell("trace", "x*x", "--at", "x=2", PYTHONIOENCODING="ascii", LC_ALL="C")
        assert ended.returncode == 0
        assert "w₂" in ended.stdout

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland only")
    def test_without_a_screen_the_window_says_so(self) -> None:
        ended = shell("x*x", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
        assert ended.returncode == 2
        assert "no screen" in ended.stderr
        assert "trace" in ended.stderr
        assert ended.stderr.count("\n") == 1

    def test_help_and_version_are_answered(self) -> None:
        assert "trace" in shell("--help").stdout
        assert shell("--version").stdout.startswith("graphlab 0.")
