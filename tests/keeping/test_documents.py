"""A document comes back from its file as it was, whatever else the file holds; or a sentence."""

import json
import math
import random
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings

from graphlab.errors import DocumentError
from graphlab.keeping.kept import VERSION, Kept
from graphlab.keeping.reading import MAX_BYTES, is_document, read_document
from graphlab.keeping.writing import document_bytes
from graphlab.study.code import Code, Part
from graphlab.study.document import document
from tests.keeping.works import EVERYTHING, works

OLD = sorted((Path(__file__).parent / "written").glob("*.graphlab"))


def changed(**fields):
    raw = json.loads(document_bytes(EVERYTHING))
    for place, value in fields.items():
        *way, last = place.split("__")
        inner = raw
        for name in way:
            inner = inner[int(name) if name.isdigit() else name]
        inner[last] = value
    return json.dumps(raw).replace("Infinity", "1e999").encode()


def test_everything_comes_back_and_is_written_alike():
    data = document_bytes(EVERYTHING)
    back = read_document(data, "a.graphlab")
    assert back == EVERYTHING
    assert document_bytes(back) == data
    assert is_document(data)
    assert not is_document(b"graphlab run 1\n{")


@settings(max_examples=40)
@given(works())
def test_any_document_comes_back(kept):
    data = document_bytes(kept)
    assert read_document(data, "a.graphlab") == kept
    assert document_bytes(read_document(data, "a.graphlab")) == data


def test_infinite_inputs_are_kept():
    inputs = {"x": math.inf, "y": -math.inf, "z": math.nan, "v": [1.0, math.nan]}
    work = document("x*y*z*v", inputs).starting((math.inf,))
    data = document_bytes(Kept(work))
    back = read_document(data, "a").document
    assert str(back) == str(work)
    assert document_bytes(Kept(back)) == data


@pytest.mark.parametrize("path", OLD, ids=[path.stem for path in OLD])
def test_files_of_every_version_ever_written_are_read(path):
    kept = read_document(path.read_bytes(), path.name)
    assert kept == EVERYTHING
    assert f"v{VERSION}" in {path.stem.split("-")[0] for path in OLD}


def test_what_a_program_gave_to_show_is_left_out():
    given = Kept(EVERYTHING.document.coding(Code("def f(x): ...", Part("given"))))
    assert read_document(document_bytes(given), "a").document.code.part is None


def test_fields_that_are_not_known_survive():
    raw = json.loads(document_bytes(EVERYTHING))
    raw["future"] = {"deep": [1, {"a": None}]}
    raw["source"]["code"]["theme"] = "x"
    raw["bookmarks"][0]["colour"] = "crimson"
    raw["source"]["numbers"][0]["unit"] = "m"
    kept = read_document(json.dumps(raw).encode(), "a.graphlab")
    assert kept.document == EVERYTHING.document
    assert json.loads(document_bytes(kept)) == raw


def test_a_field_of_an_entry_that_is_gone_goes_with_it():
    raw = json.loads(document_bytes(EVERYTHING))
    raw["bookmarks"][0]["colour"] = "crimson"
    kept = read_document(json.dumps(raw).encode(), "a")
    without = Kept(Kept().document, strange=kept.strange)
    assert b"crimson" not in document_bytes(without)


def test_a_newer_version_is_read_and_told_apart():
    kept = read_document(changed(version=VERSION + 1, invented=3), "a.graphlab")
    assert kept.is_newer
    assert kept.document == EVERYTHING.document
    with pytest.raises(DocumentError, match="written by a newer graphlab"):
        read_document(changed(version=VERSION + 1, source=3), "a.graphlab")


DEEP = b'{"graphlab": "document", "version": 1, "a": ' + b"[" * 60 + b"]" * 60 + b"}"
WRONG = [
    (b"", "damaged at line 1"),
    (b"{}", "no document of graphlab"),
    (b"[1]", "no document of graphlab"),
    (b'{"graphlab": "picture"}', "no document of graphlab"),
    (b"\xff\xfe{}", "byte 0 is no text"),
    (document_bytes(EVERYTHING)[:-40], "It ends too early"),
    (b'{"graphlab": "document", "version": 1, "version": 1}', "“version” is there twice"),
    (b'{"graphlab": "document", "version": true}', "$.version"),
    (b'{"graphlab": "document", "version": 0}', "$.version"),
    (DEEP, "nested deeper than 50"),
    (b"[" * 100_000, "damaged"),
    (b'{"graphlab": "document", "version": 1, "n": NaN}', "NaN is no number"),
    (b'{"graphlab": "document", "version": 1, "n": ' + b"9" * 5000 + b"}", "300 digits"),
    (changed(source__seed=-1), "$.source.seed"),
    (changed(source__seed="x"), "$.source.seed"),
    (changed(source__kind="picture"), "$.source.kind"),
    (changed(source__inputs=["A", "x"]), "does not name each input once"),
    (changed(source__inputs=["A", "x", "x"]), "does not name each input once"),
    (changed(source__numbers__0__low=5.0), "does not lie between"),
    (changed(source__numbers__0__value=1e999), "$.source.numbers[0].value"),
    (changed(source__grids__0__rows=[[1.0], [1.0, 2.0]]), "$.source.grids[0]: Row 2"),
    (changed(source__grids__1__rows=[[1.0, 2.0]]), "a vector has one number a row"),
    (changed(source__starting_gradients=[None]), "$.source.starting_gradients[0]"),
    (changed(source__code__part={"kind": "given"}), "$.source.code.part.kind"),
    (changed(source__inputs=["x"] * 501), "$.source.inputs: 501 are more than 500"),
    (changed(bookmarks=[{}] * 1001), "$.bookmarks: 1,001 are more than 1,000"),
    (changed(bookmarks__0__aim__zoom=0), "$.bookmarks[0].aim.zoom"),
    (changed(pins__0__way="up"), "$.pins[0].way"),
    (changed(descent__rate=-1), "$.descent.rate"),
    (changed(descent__steps=10**9), "$.descent.steps"),
    (changed(data__points=[[0, 0, 9]]), "$.data: A point is of class 9"),
    (changed(data__points=[[0, 0]]), "$.data.points[0]"),
    (changed(data__points=[[1e999, 0, 0]]), "$.data: A point has a coordinate"),
    (changed(training__split="all"), "$.training.split"),
    (changed(training__epochs=0), "$.training.epochs"),
    (changed(source__text="x" * 1_000_001), "$.source.text"),
    (changed(source__numbers__0__name="x" * 5_000), "<= 4096 - at `$.source.numbers[0].name`"),
    (changed(source__starting_gradients=[1.0] * 20_001), "$.source.starting_gradients"),
    (changed(bookmarks__0__name="x" * 5_000), "$.bookmarks[0].name"),
    (changed(bookmarks__0__closed=["x"] * 20_001), "$.bookmarks[0].closed"),
    (changed(data__names=["x" * 5_000, "B", "C"]), "$.data.names[0]"),
    (changed(pins__0__dx=1e300), "$.pins[0].dx"),
    (changed(look__at__aim__dy=-1e300), "$.look.at.aim.dy"),
    (changed(training__split="1" * 5_000), "$.training.split"),
    (changed(lesson__name="x" * 5_000), "$.lesson.name"),
    (b" " * (MAX_BYTES + 1), "larger than 20 MB"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "said"), WRONG, ids=[said[:30] for _, said in WRONG])
def test_what_is_wrong_is_said_with_its_place(data, said):
    with pytest.raises(DocumentError) as caught:
        read_document(data, "a.graphlab")
    sentence = str(caught.value)
    assert said in sentence
    assert sentence.startswith("a.graphlab")
    assert "\n" not in sentence


def test_one_name_twice_among_very_many_is_found_at_once():
    names = ",".join(f'"k{i}":1' for i in range(30_000))
    data = f'{{"graphlab":"document",{names},"k29999":1}}'.encode()
    began = process_time()
    with pytest.raises(DocumentError, match="“k29999” is there twice"):
        read_document(data, "a.graphlab")
    assert process_time() - began < 3  # and not a comparison a pair


def test_ten_thousand_damaged_documents_are_read_or_refused():
    chance = random.Random(7)
    good = document_bytes(EVERYTHING)
    pieces = [
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b",",
        b"null",
        b"1e999",
        b"-1",
        b"9" * 30,
        b"\xff",
        b":",
    ]
    refused = 0
    for _ in range(10_000):
        data = bytearray(good)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(max(len(data), 1))
            match chance.randrange(4):
                case 0:
                    del data[at : at + chance.randint(1, 40)]
                case 1:
                    data[at:at] = chance.choice(pieces)
                case 2 if data:
                    data[at] = chance.randrange(256)
                case 3:
                    data = data[:at] or bytearray(b" ")
        try:
            read_document(bytes(data), "a.graphlab")
        except DocumentError:
            refused += 1
    assert 5_000 < refused < 10_000
