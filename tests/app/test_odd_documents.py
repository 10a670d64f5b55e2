"""Documents whose values make no sense: each opens or is refused, and the window goes on."""

import copy
import json
import random

import pytest

from graphlab.errors import DocumentError
from graphlab.keeping.reading import read_document
from graphlab.keeping.writing import document_bytes
from tests.keeping.works import EVERYTHING

ODD = (
    0, -1, 1, 9.9e6, -1e6, 1e308, 5e-324, 2**62, None, True, "", "x", "w8", "w99", "\0", "💥",
    "a" * 3000, "NaN", "Infinity", "-Infinity", "rest", "0,0,0", "f(x)=", "λ", "lr", "tb",
    "symbols", [], {}, [[1.0]],
)  # fmt: skip


def places(raw, way=()):
    """Every place in a document."""
    if way:
        yield way
    inner = raw.items() if isinstance(raw, dict) else enumerate(raw) if type(raw) is list else ()
    for name, value in inner:
        yield from places(value, (*way, name))


def changed(chance):
    raw = json.loads(document_bytes(EVERYTHING))
    raw["source"]["kind"], raw["lesson"] = chance.choice(["expression", "code"]), None
    for _ in range(chance.randint(1, 3)):
        *way, last = chance.choice([w for w in places(raw) if w[0] not in ("graphlab", "version")])
        inner = raw
        for name in way:
            inner = inner[name]
        inner[last] = copy.deepcopy(chance.choice(ODD))
    return json.dumps(raw).encode()


@pytest.mark.parametrize("seed", [2, pytest.param(3, marks=pytest.mark.long)])
def test_any_value_anywhere_is_read_and_shown_or_refused(qtbot, controller, link, tmp_path, seed):
    link.at_once = False
    controller.actions.trigger("train")
    chance, path, opened = random.Random(seed), tmp_path / "a.graphlab", 0
    for _ in range(500 if seed == 2 else 6000):
        data = changed(chance)
        try:
            read_document(data, path.name)
        except DocumentError:
            continue
        path.write_bytes(data)
        with qtbot.captureExceptions() as caught:
            controller.documents.show(controller.documents.read(path))
        assert caught == [], data
        again = document_bytes(controller.documents.kept)
        read_document(again, path.name)  # what is shown can be saved
        opened += 1
    assert opened > 20
