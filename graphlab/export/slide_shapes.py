"""Items as the native shapes of a slide: DrawingML, written as text.

Every shape says its own fill and line and has no style, so that no theme adds a shadow. A shape has
the same name and number on every slide that shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from graphlab.export.slide_lines import Ends, Line, line_of
from graphlab.export.svg import FORBIDDEN
from graphlab.picture.fonts import text_width
from graphlab.picture.shapes import Bounds, Box, Cells, Close, Curve, Math, Move, Path, Text
from graphlab.picture.shapes import Line as To

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphlab.export.slide_pictures import Formulas
    from graphlab.picture.shapes import Command, Item, Picture, Shape

NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{where}"'
    for prefix, where in (
        ("a", "drawingml/2006/main"),
        ("r", "officeDocument/2006/relationships"),
        ("p", "presentationml/2006/main"),
    )
)
FONT = "Arial"
"""On every machine that shows slides, or with a twin of the same widths; ours are on few."""

ASCENT, DESCENT = 0.905, 0.212  # em of Arial
EMU_POINT = 12_700
ALIGNED = {"start": "l", "middle": "ctr", "end": "r"}
SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}
HEADS = ((2, "sm"), (3, "med"), (5, "lg"))
"""Line widths that an arrowhead of PowerPoint is long, and its name."""

LEAST_WIDTH = 2 * EMU_POINT
"""Of a thinner line the arrowhead is as large as if it were so wide."""

_MIDDLES = ((270, "hc", "t"), (180, "l", "vc"), (90, "hc", "b"), (0, "r", "vc"))
_CONNECTIONS = (
    f'<a:cxn ang="{angle * 60_000}"><a:pos x="{x}" y="{y}"/></a:cxn>' for angle, x, y in _MIDDLES
)
SITES = f"<a:cxnLst>{''.join(_CONNECTIONS)}</a:cxnLst>"
"""Where lines may be glued to a free form, counted as those of a rectangle are."""

BENT = "bends around other cards, so it is a freeform that no card holds on to"


class Frame(NamedTuple):
    """Where a picture lies on its slide: EMU of a pixel, and of its left upper corner."""

    pixel: float
    left: float
    top: float

    def place(self, box: Bounds) -> tuple[int, int, int, int]:
        """A rectangle in EMU; its sides come from its corners, so that neighbours meet."""
        left, top = self.point(box.x, box.y)
        right, bottom = self.point(box.right, box.bottom)
        return left, top, right - left, bottom - top

    def point(self, x: float, y: float) -> tuple[int, int]:
        return round(self.left + x * self.pixel), round(self.top + y * self.pixel)


class Drawing:
    """Writes the items of one walk; what two slides share is written once."""

    def __init__(self, frame: Frame, formulas: Formulas) -> None:
        self._frame = frame
        self._formulas = formulas
        self._numbers: dict[tuple[str, str], int] = {}
        self._written: dict[int, tuple[Item, str]] = {}
        self._ends: dict[str, Ends] = {}

    def shapes(self, picture: Picture) -> str:
        """All shapes of a picture, back to front."""
        cards = [
            (item.key, _around(item.shapes[0]))
            for item in picture.items
            if item.kind == "card" and isinstance(item.shapes[0], Box | Path)
        ]
        return "".join([self._item(item, cards) for item in picture.items])

    def _item(self, item: Item, cards: Sequence[tuple[str, Bounds]]) -> str:
        known = self._written.get(id(item))
        if known is None:
            text = self._edge(item, cards) if item.kind == "edge" else self._group(item)
            known = self._written[id(item)] = item, text
        return known[1]

    def _number(self, key: str, part: str) -> int:
        """From 2; the slide itself has 1."""
        return self._numbers.setdefault((key, part), len(self._numbers) + 2)

    def _group(self, item: Item) -> str:
        """An item's shapes as one group, or by themselves if there is but one."""
        is_card = item.kind == "card"  # its first shape is what lines are glued to
        match item.shapes:
            case [Box() as box, Text(anchor="middle") as text] if _is_in(text, box) and not is_card:
                return self._box(item.key, "", box, item.speech, _body(text, self._frame, "ctr"))
        parts = [
            text
            for number, shape in enumerate(item.shapes)
            for text in self._shape(shape, item, f"{number}" if is_card or item.shapes[1:] else "")
        ]
        if len(parts) < 2:
            return "".join(parts)
        x, y, width, height = self._frame.place(item.bounds)
        where = f'<a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/>'
        inside = f'<a:chOff x="{x}" y="{y}"/><a:chExt cx="{width}" cy="{height}"/>'
        named = self._named(item.key, "group", item.key, item.speech)
        return (
            f"<p:grpSp><p:nvGrpSpPr>{named}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
            f"<p:grpSpPr><a:xfrm>{where}{inside}</a:xfrm></p:grpSpPr>{''.join(parts)}</p:grpSp>"
        )

    def _shape(self, shape: Shape, item: Item, part: str) -> Iterable[str]:
        said = "" if part else item.speech
        match shape:
            case Box():
                yield self._box(item.key, part, shape, said)
            case Text():
                yield self._text(item.key, part, shape, said)
            case Math():
                yield self._math(item.key, part, shape)
            case Path():
                yield self._path(item.key, part, shape.commands, shape, said)
            case Cells():
                for number, (color, boxes) in enumerate(shape.runs().items()):
                    track = tuple(command for box in boxes for command in _rectangle(box))
                    yield self._path(item.key, f"{part}.{number}", track, Path(track, color), said)

    def _named(self, key: str, part: str, name: str, said: str = "") -> str:
        descr = f" descr={_quoted(said)}" if said else ""
        return f'<p:cNvPr id="{self._number(key, part)}" name={_quoted(name)}{descr}/>'

    def _sp(
        self, key: str, part: str, what: str, geometry: str, paint: str, said: str, body: str,
        *, kind: str = "<p:cNvSpPr/>",
    ) -> str:  # fmt: skip
        named = self._named(key, part, f"{key} {what}".rstrip(), said)
        text = f"<p:txBody>{body}</p:txBody>" if body else ""
        return (
            f"<p:sp><p:nvSpPr>{named}{kind}<p:nvPr/></p:nvSpPr>"
            f"<p:spPr>{geometry}{paint}</p:spPr>{text}</p:sp>"
        )

    def _box(self, key: str, part: str, box: Box, said: str, body: str = "") -> str:
        form = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        if box.radius:
            share = min(50_000, round(box.radius / min(box.bounds[2:]) * 100_000))
            guide = f'<a:avLst><a:gd name="adj" fmla="val {share}"/></a:avLst>'
            form = f'<a:prstGeom prst="roundRect">{guide}</a:prstGeom>'
        geometry = _xfrm(self._frame.place(box.bounds)) + form
        return self._sp(
            key, part, f"box {part}" if part else "", geometry, self._paint(box), said, body
        )

    def _text(self, key: str, part: str, text: Text, said: str) -> str:
        width = text_width(text.text, text.size, text.font, bold=text.bold, italic=text.italic)
        room = Bounds(
            text.x - SHARES[text.anchor] * width,
            text.y - ASCENT * text.size,
            width,
            (ASCENT + DESCENT) * text.size,
        )
        form = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        geometry = _xfrm(self._frame.place(room)) + form
        body = _body(text, self._frame, "t")
        box = '<p:cNvSpPr txBox="1"/>'
        return self._sp(key, part, f"text {part}", geometry, "<a:noFill/>", said, body, kind=box)

    def _math(self, key: str, part: str, math: Math) -> str:
        blip, box = self._formulas.picture(math)
        named = self._named(key, part, f"{key} formula {part}".rstrip(), math.block.latex)
        return (
            f"<p:pic><p:nvPicPr>{named}<p:cNvPicPr/><p:nvPr/></p:nvPicPr>"
            f"<p:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch></p:blipFill>"
            f"<p:spPr>{_xfrm(self._frame.place(box))}"
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )

    def _path(
        self, key: str, part: str, track: Sequence[Command], path: Path, said: str, head: str = ""
    ) -> str:
        geometry = _track(track, self._frame, filled=path.fill is not None)
        return self._sp(key, part, f"shape {part}", geometry, self._paint(path, head), said, "")

    # ── edges ────────────────────────────────────────────────────────────────────────────────

    def _edge(self, item: Item, cards: Sequence[tuple[str, Bounds]]) -> str:
        """The line as a connector of the cards that it joins; marks on it by themselves."""
        line = line_of(item.shapes)
        if line is None:
            return self._group(item)
        ends = self._ends.get(item.key)
        if ends is None:
            ends = self._ends[item.key] = Ends.among(cards, line)
        if ends.start and ends.end:
            line = line.between_cards(self._frame.pixel)
        parts = [self._line(item, line, ends)]
        for number, shape in enumerate(item.shapes[1 + line.has_head :], start=1):
            parts += self._shape(shape, item, f"{number}")
        return "".join(parts)

    def _line(self, item: Item, line: Line, ends: Ends) -> str:
        head = ""
        if line.has_head:
            wide = max(line.path.width, LEAST_WIDTH / self._frame.pixel)
            size = min(HEADS, key=lambda known: abs(known[0] * wide - line.head))[1]
            head = f'<a:tailEnd type="triangle" w="{size}" len="{size}"/>'
        if line.form is None:
            said = f"{item.speech or ends.said} {BENT}".lstrip()
            return self._path(item.key, "", line.commands, line.path, said, head)
        (x0, y0), (x1, y1) = self._frame.point(*line.start), self._frame.point(*line.end)
        turned, flips = line.placing
        box = (min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
        glue = "".join(
            f'<a:{name} id="{self._number(card, "0")}" idx="{site}"/>'
            for name, (card, site) in ends.sites()
        )
        named = self._named(item.key, "", item.key, item.speech or ends.said)
        form = f'<a:prstGeom prst="{line.form}"><a:avLst>{line.guide}</a:avLst></a:prstGeom>'
        return (
            f"<p:cxnSp><p:nvCxnSpPr>{named}<p:cNvCxnSpPr>{glue}</p:cNvCxnSpPr><p:nvPr/>"
            f"</p:nvCxnSpPr><p:spPr>{_xfrm(box, turned=turned, flips=flips)}{form}"
            f"{self._paint(line.path, head)}</p:spPr></p:cxnSp>"
        )

    def _paint(self, shape: Path | Box, head: str = "") -> str:
        fill = _solid(shape.fill) if shape.fill else "<a:noFill/>"
        if not shape.stroke or not shape.width:
            return f"{fill}<a:ln><a:noFill/></a:ln>"
        dashes = ""
        if shape.dash:
            lengths = [round(length / shape.width * 100_000) for length in shape.dash]
            lengths *= 1 + len(lengths) % 2
            pairs = zip(lengths[::2], lengths[1::2], strict=True)
            stops = "".join(f'<a:ds d="{drawn}" sp="{gap}"/>' for drawn, gap in pairs)
            dashes = f"<a:custDash>{stops}</a:custDash>"
        width = round(shape.width * self._frame.pixel)
        return f'{fill}<a:ln w="{width}">{_solid(shape.stroke)}{dashes}<a:round/>{head}</a:ln>'


# ── pieces of XML ────────────────────────────────────────────────────────────────────────────


def _xfrm(box: tuple[int, int, int, int], *, turned: bool = False, flips: str = "") -> str:
    """``turned`` by 90°: the box is what is seen, and is told as it lay before."""
    x, y, width, height = box
    turn = ""
    if turned:
        x, y = x + (width - height) // 2, y + (height - width) // 2
        width, height, turn = height, width, ' rot="5400000"'
    place = f'<a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/>'
    return f"<a:xfrm{turn}{flips}>{place}</a:xfrm>"


def _solid(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color[1:].upper()}"/></a:solidFill>'


def _body(text: Text, frame: Frame, anchor: str) -> str:
    size = max(100, round(text.size * frame.pixel / EMU_POINT * 100))
    styles = ' b="1"' * text.bold + ' i="1"' * text.italic
    return (
        f'<a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}">'
        f'<a:noAutofit/></a:bodyPr><a:p><a:pPr algn="{ALIGNED[text.anchor]}"/>'
        f'<a:r><a:rPr lang="en-US" sz="{size}"{styles} noProof="1">{_solid(text.color)}'
        f'<a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/></a:rPr>'
        f"<a:t>{escape(_clean(text.text))}</a:t></a:r></a:p>"
    )


def _track(track: Sequence[Command], frame: Frame, *, filled: bool) -> str:
    """A free form, its points counted from its own left upper corner."""
    flat = [
        [frame.point(x, y) for x, y in zip(command[::2], command[1::2], strict=True)]
        for command in track
    ]
    xs = [x for points in flat for x, _ in points]
    ys = [y for points in flat for _, y in points]
    left, top = min(xs), min(ys)
    width, height = max(xs) - left, max(ys) - top
    out = []
    for command, points in zip(track, flat, strict=True):
        dots = "".join(f'<a:pt x="{x - left}" y="{y - top}"/>' for x, y in points)
        match command:
            case Move():
                out.append(f"<a:moveTo>{dots}</a:moveTo>")
            case Curve():
                out.append(f"<a:cubicBezTo>{dots}</a:cubicBezTo>")
            case Close():
                out.append("<a:close/>")
            case _:
                out.append(f"<a:lnTo>{dots}</a:lnTo>")
    fill = "" if filled else ' fill="none"'
    return (
        f"{_xfrm((left, top, width, height))}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/>{SITES}"
        '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{width}" h="{height}"{fill}>{"".join(out)}</a:path></a:pathLst></a:custGeom>'
    )


def _around(shape: Box | Path) -> Bounds:
    if isinstance(shape, Box):
        return shape.bounds
    points = [
        command[at : at + 2] for command in shape.commands for at in range(0, len(command), 2)
    ]
    (left, right), (top, bottom) = ((min(axis), max(axis)) for axis in zip(*points, strict=True))
    return Bounds(left, top, right - left, bottom - top)


def _rectangle(box: Bounds) -> tuple[Command, ...]:
    x, y, right, bottom = box.x, box.y, box.right, box.bottom
    return Move(x, y), To(right, y), To(right, bottom), To(x, bottom), Close()


def _is_in(text: Text, box: Box) -> bool:
    """Whether a text stands in the very middle of a box, as its own text would."""
    x, y = box.bounds.centre
    middle = text.y - (ASCENT - DESCENT) / 2 * text.size
    return abs(text.x - x) < 1 and abs(middle - y) < 1.5


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _quoted(text: str) -> str:
    return quoteattr(_clean(text), {"\n": "&#10;"})
