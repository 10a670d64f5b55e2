"""Pictures as one HTML file that steps by arrow keys: no network, no library, one drawing.

What stays from step to step stands in the file once, so a walk is a little larger than a picture.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from graphlab.export.changes import walk_of
from graphlab.export.svg import FAMILIES, MOST_USED, groups_svg, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphlab.export.changes import Kept, Walk
    from graphlab.picture.shapes import Picture

KEYS = "← → step · Home, End · Space plays"


def pictures_html(
    pictures: Iterable[Picture],
    *,
    transparent: bool = False,
    outlines: bool = False,
    title: str = "",
    delay: float = 1.2,
) -> str:
    """A page that shows one picture at a time; ``delay`` is seconds between two that play."""
    walk = walk_of(pictures)
    ground = "none" if transparent or walk.background is None else walk.background
    is_dark = walk.theme == "dark"
    width, height = (number(side) for side in walk.size)
    drawing = groups_svg(((k.item, _attributes(k, walk)) for k in walk.items), outlines=outlines)
    titles = ",".join(_script_text(said) for said in walk.titles)
    return "".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';',
            " style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n",
            '<meta name="viewport" content="width=device-width">\n',
            f"<title>{escape(title or 'graphlab')}</title>\n",
            f"<style>{_style(ground, is_dark=is_dark)}</style>\n</head>\n<body>\n",
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
            f' font-family="{FAMILIES[MOST_USED]}" stroke-linejoin="round" role="img"',
            ' aria-labelledby="said">\n',
            drawing,
            "</svg>\n",
            '<p><button id="back" aria-label="Back">◀</button>',
            f'<input id="at" type="range" min="0" max="{walk.count - 1}" value="0"',
            ' aria-label="Step">',
            '<button id="on" aria-label="On">▶</button>',
            f'<output id="said" aria-live="polite"></output><small>{KEYS}</small></p>\n',
            f"<script>\nconst titles = [{titles}], delay = {round(delay * 1000)};\n",
            _SCRIPT,
            "</script>\n</body>\n</html>\n",
        ]
    )


def _attributes(kept: Kept, walk: Walk) -> str:
    """Groups that are not always there say when: first and last picture of each row."""
    if len(kept.shown) == walk.count:
        return ""
    spans = " ".join(f"{first}-{last}" for first, last in kept.spans)
    hidden = "" if kept.shown[0] == 0 else " hidden"
    return f'data-at="{spans}"{hidden}'


def _style(ground: str, *, is_dark: bool) -> str:
    ink, scheme = ("#ddd", "dark") if is_dark else ("#333", "light")
    return (
        f":root{{color-scheme:{scheme}}}"
        f"body{{margin:0;background:{ground};color:{ink};font:16px system-ui,sans-serif;"
        "height:100vh;display:flex;flex-direction:column}"
        "svg{flex:1;min-height:0;width:100%}g[hidden]{display:none}"
        "p{display:flex;gap:.6em;align-items:center;margin:.4em .8em}"
        "#at{flex:0 1 18em}output{flex:1}small{opacity:.7}"
        "button{font:inherit;padding:.1em .6em}"
        "@media print{p{display:none}}"
    )


def _script_text(text: str) -> str:
    """A string of JavaScript that cannot end its script, whatever is in it."""
    quoted = json.dumps(" ".join(text.split()))
    return quoted.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


_SCRIPT = """\
const groups = [...document.querySelectorAll("g[data-at]")].map(g => [g,
  g.dataset.at.split(" ").map(span => span.split("-").map(Number))]);
const slider = document.getElementById("at"), said = document.getElementById("said");
let at = 0, playing = 0;
function show(step) {
  at = Math.max(0, Math.min(step, titles.length - 1));
  for (const [g, spans] of groups)
    g.toggleAttribute("hidden", !spans.some(([first, last]) => first <= at && at <= last));
  slider.value = at;
  said.textContent = at + " / " + (titles.length - 1) + "  " + titles[at];
  history.replaceState(null, "", "#" + at);
}
function stop() { clearInterval(playing); playing = 0; }
function play() {
  if (playing) return stop();
  if (at === titles.length - 1) show(0);
  playing = setInterval(() => at < titles.length - 1 ? show(at + 1) : stop(), delay);
}
const keys = {ArrowRight: () => show(at + 1), PageDown: () => show(at + 1),
  ArrowLeft: () => show(at - 1), PageUp: () => show(at - 1),
  Home: () => show(0), End: () => show(titles.length - 1), " ": play};
addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  if (event.key === " " && event.target.tagName === "BUTTON") return;
  if (event.key !== " ") stop();
  keys[event.key]();
  event.preventDefault();
});
document.getElementById("back").onclick = () => { stop(); show(at - 1); };
document.getElementById("on").onclick = () => { stop(); show(at + 1); };
slider.oninput = () => { stop(); show(Number(slider.value)); };
addEventListener("hashchange", () => show(Number(location.hash.slice(1)) || 0));
show(Number(location.hash.slice(1)) || 0);
"""
