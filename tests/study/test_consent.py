"""Code from a file runs only after the person agreed to just this content; in doubt it does not."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.study import consent
from graphlab.study.consent import MOST, UNREADABLE, ConsentStore, may_run, subject

if TYPE_CHECKING:
    from pathlib import Path

CODE = "import torch\nprint(1)\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "agreed.json"


def test_nothing_is_agreed_to_at_first(path: Path) -> None:
    store = ConsentStore(path)
    assert not may_run(CODE, store)
    assert store.problem == ""
    assert not path.exists()


def test_what_was_agreed_to_may_run_now_and_in_later_sessions(path: Path) -> None:
    store = ConsentStore(path)
    store.agree(CODE)
    assert may_run(CODE, store)
    assert may_run(CODE, ConsentStore(path))


@pytest.mark.parametrize("changed", [CODE + " ", CODE.upper(), CODE.replace("1", "2"), ""])
def test_changed_code_is_asked_about_again(path: Path, changed: str) -> None:
    store = ConsentStore(path)
    store.agree(CODE)
    assert not may_run(changed, store)


def test_the_code_itself_is_not_stored(path: Path) -> None:
    ConsentStore(path).agree(CODE)
    assert "torch" not in path.read_text("utf-8")


def test_without_a_store_nothing_may_run() -> None:
    assert not may_run(CODE, None)


def test_a_store_that_fails_says_no(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ConsentStore(path)
    store.agree(CODE)
    monkeypatch.setattr(consent, "_hash", lambda _: 1 / 0)
    assert not may_run(CODE, store)


def test_half_a_character_can_be_agreed_to(path: Path) -> None:
    store = ConsentStore(path)
    store.agree("x = '\ud800'")
    assert may_run("x = '\ud800'", store)


HASH = "0" * 64


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 1}',
        '{"version": 1, "agreed": null}',
        '{"version": 1, "agreed": 3}',
        '{"version": 1, "agreed": [3]}',
        '{"version": 1, "agreed": ["abc"]}',
        json.dumps({"version": 1, "agreed": [HASH.upper() + "x"]}),
        json.dumps({"version": 2, "agreed": [HASH]}),
        '{"agreed": ' + "[" * 100_000,
        " " * (consent.MAX_BYTES + 1),
        "\x00" * 100,
    ],
)
def test_a_store_that_is_no_store_is_empty_and_says_so(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content, "utf-8")
    store = ConsentStore(path)
    assert len(store) == 0
    assert store.problem == UNREADABLE
    store.agree(CODE)
    assert may_run(CODE, store)


def test_a_store_of_a_later_version_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    content = json.dumps({"version": 2, "agreed": [HASH]})
    path.write_text(content, "utf-8")
    ConsentStore(path).agree(CODE)
    assert path.read_text("utf-8") == content


@given(st.binary(max_size=60))
def test_whatever_is_in_the_file_it_agrees_to_nothing(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("consent") / "agreed.json"
    path.write_bytes(content)
    assert not may_run(CODE, ConsentStore(path))


def test_a_file_that_cannot_be_read_is_empty_and_says_so(path: Path) -> None:
    path.mkdir(parents=True)
    assert ConsentStore(path).problem == UNREADABLE


def test_at_most_10000_are_kept_and_the_oldest_go(path: Path) -> None:
    path.parent.mkdir()
    old = [f"{number:064x}" for number in range(MOST)]
    path.write_text(json.dumps({"version": 1, "agreed": old}), "utf-8")
    store = ConsentStore(path)
    store.agree(CODE)
    kept = json.loads(path.read_text("utf-8"))["agreed"]
    assert kept[:-1] == old[1:]
    assert may_run(CODE, ConsentStore(path))


def test_agreeing_again_makes_it_the_newest(path: Path) -> None:
    store = ConsentStore(path)
    for text in ("a", "b", "a"):
        store.agree(text)
    assert len(store) == 2
    kept = json.loads(path.read_text("utf-8"))["agreed"]
    assert kept == [consent._hash("b"), consent._hash("a")]


def test_two_windows_do_not_forget_for_each_other(path: Path) -> None:
    one, other = ConsentStore(path), ConsentStore(path)
    one.agree("a")
    other.agree("b")
    later = ConsentStore(path)
    assert may_run("a", later)
    assert may_run("b", later)


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_when_it_cannot_be_written_the_old_file_stays_and_the_session_remembers(
    path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    ConsentStore(path).agree("a")
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, full)
    store = ConsentStore(path)
    store.agree(CODE)
    assert may_run(CODE, store)
    assert "no space left" in store.problem
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_what_the_person_typed_may_run_without_a_store() -> None:
    assert may_run(CODE, None, own={CODE})
    assert not may_run(CODE + " ", None, own={CODE})


def test_the_same_content_in_another_folder_is_asked_about_where_it_imports(path: Path) -> None:
    store = ConsentStore(path)
    store.agree(subject(CODE, "one"))
    assert may_run(CODE, store, folder="one")
    assert not may_run(CODE, store, folder="other")
    assert not may_run(CODE, store), "what may import more was agreed to, and nothing else"
    assert not may_run(CODE, store, folder="other", own={CODE})


def test_an_own_list_that_fails_says_no() -> None:
    class Broken(list[str]):
        def __contains__(self, _: object) -> bool:
            raise RuntimeError

    assert not may_run(CODE, None, own=Broken())
