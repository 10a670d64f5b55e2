import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from graphlab.export.html import pictures_html
from graphlab.export.registry import export
from graphlab.picture.shapes import Bounds, Box, Item, Picture
from tests.lecture import lecture_record

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    (path,) = export(lecture_record(), folder / "f.html", steps="all", delay=0.5)
    return path


class _Tags(HTMLParser):
    """Tags that are open; every one must be closed."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.links += [value for name, value in attrs if name in {"src", "href"}]
        if tag not in {"meta", "input"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_a_page_is_whole_and_needs_nothing_else(page):
    tags = _Tags()
    tags.feed(page.read_text())
    assert tags.open == []
    assert tags.seen.count("svg") == tags.seen.count("script") == 1
    assert tags.links == []
    assert "delay = 500;" in page.read_text()


def test_what_stays_is_in_the_file_once_and_the_rest_says_when_it_is_shown(page):
    text = page.read_text()
    shown = re.findall(r'<g data-at="([\d -]+)"( hidden)?>\n<title>w4: cos\(w3\)', text)
    spans = [span.split("-") for spans, _ in shown for span in spans.split(" ")]
    steps = [step for first, last in spans for step in range(int(first), int(last) + 1)]
    assert sorted(steps) == list(range(17))
    assert [spans for spans, hidden in shown if not hidden] == ["0-3"]


def test_text_can_be_outlines_and_names_cannot_end_the_script(tmp_path):
    box = Item("card:a", "card", Bounds(0, 0, 9, 9), (Box(Bounds(0, 0, 9, 9)),), active=True,
               speech="</script><b>")  # fmt: skip
    page = pictures_html([Picture((9, 9), None, (box,), title="x")], title="<i>&")
    assert page.count("</script>") == 1
    assert "<title>&lt;i&gt;&amp;</title>" in page
    (path,) = export(lecture_record(), tmp_path / "f.html", steps="1-2", outlines=True)
    assert "<text" not in path.read_text()


def test_the_same_walk_gives_the_same_page(page, tmp_path):
    (again,) = export(lecture_record(), tmp_path / "g.html", steps="all", delay=0.5)
    assert again.read_bytes() == page.read_bytes()


@pytest.mark.long
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_arrow_keys_step_in_a_browser(page, tmp_path):
    """A browser steps through the page and leaves behind what it saw."""
    script = """<script>
const seen = [];
const press = key => {
  dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  seen.push([key, at, [...document.querySelectorAll("svg > g")]
    .filter(g => getComputedStyle(g).display !== "none").length, said.textContent]);
};
for (const key of ["Home", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "ArrowLeft"]) press(key);
document.body.setAttribute("data-seen", JSON.stringify(seen));
</script></body>"""
    stepped = tmp_path / "stepped.html"
    stepped.write_text(page.read_text().replace("</body>", script))
    found = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/p",
         "--dump-dom", stepped.as_uri()],
        capture_output=True, text=True, timeout=90, check=True,
    ).stdout  # fmt: skip
    (seen,) = re.findall(r'data-seen="([^"]*)"', found)
    rows = re.findall(r"\[&quot;(\w+)&quot;,(\d+),(\d+),&quot;(.*?)&quot;\]", seen)
    assert [(key, int(at)) for key, at, *_ in rows] == [
        ("Home", 0), ("ArrowRight", 1), ("ArrowLeft", 0), ("End", 16), ("ArrowRight", 16),
        ("ArrowLeft", 15),
    ]  # fmt: skip
    counts = [int(count) for _, _, count, _ in rows]
    assert counts[0] == counts[2] < counts[5] <= counts[3] == counts[4]
    assert rows[3][3].startswith("16 / 16")
