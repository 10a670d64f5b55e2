"""Whatever is done in whatever order: what was saved can be opened, and the mark is right."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from graphlab.errors import DocumentError
from graphlab.keeping.files import System
from graphlab.keeping.holding import Holding, opened, with_suffix
from graphlab.keeping.kept import Kept
from graphlab.keeping.writing import document_bytes
from graphlab.study.code import Code, Part
from graphlab.study.document import Document, document
from graphlab.study.history import History
from tests.keeping.works import works

FILES = st.sampled_from(["a.graphlab", "b.graphlab"])
WORKS = works().map(lambda kept: kept.document)


class Failing(System):
    """Fails at the step that is named."""

    def __init__(self, step):
        def fail(*_given):
            raise OSError(5, "broken")

        setattr(self, step, fail)


class Keeping(RuleBasedStateMachine):
    """One window with two files, another program that writes them, and a disk that may fail."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.holding = Holding()
        self.history = History(Document())
        self.files: dict[str, Document] = {}  # what the model says lies in each
        self.is_foreign = False

    @property
    def now(self):
        return self.history.present

    def path(self, name):
        return Path(self.folder.name) / name

    @rule(work=WORKS)
    def edit(self, work):
        self.history = self.history.changed(work, "Edit")

    @rule(x=st.floats(-3, 3))
    def drag(self, x):
        self.history = self.history.changed(replace(self.now, seed=int(x * 9) + 50), "Drag", "x")

    @rule()
    def undo(self):
        self.history = self.history.undone()

    @rule()
    def redo(self):
        self.history = self.history.redone()

    @rule(name=FILES)
    def save_as(self, name):
        self.holding = self.holding.saved(Kept(self.now), self.path(name))
        self.history = self.history.settled()
        self.files[name], self.is_foreign = self.now, False
        assert self.history.since(self.now) == ()

    @precondition(lambda self: self.holding.path is not None)
    @rule()
    def save(self):
        outside = self.holding.outside()
        assert outside == ("changed" if self.is_foreign else "same")
        if outside == "same":
            self.save_as(self.holding.path.name)

    @rule(name=FILES, step=st.sampled_from(["create", "write", "sync", "replace", "sync_folder"]))
    def fail(self, name, step):
        before = self.holding
        with pytest.raises(OSError, match="broken"):
            self.holding.saved(Kept(self.now), self.path(name), Failing(step))
        self.holding = before.tried(Kept(self.now))
        if step == "sync_folder":  # it lies there, but may not outlive a loss of power
            self.files[name] = self.now
            if before.path == self.path(name):
                self.is_foreign = False
        assert self.holding.is_changed(self.now) == before.is_changed(self.now)

    @precondition(lambda self: self.files)
    @rule(data=st.data(), work=WORKS)
    def another_program_writes(self, data, work):
        name = data.draw(st.sampled_from(sorted(self.files)))
        if document_bytes(Kept(work)) == self.path(name).read_bytes():
            return
        self.path(name).write_bytes(document_bytes(Kept(work)))
        self.files[name] = work
        if self.holding.path == self.path(name):
            self.is_foreign = self.holding.outside() == "changed"

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def open(self, data):
        name = data.draw(st.sampled_from(sorted(self.files)))
        self.holding = opened(self.path(name))
        self.history, self.is_foreign = History(self.holding.kept.document), False

    @invariant()
    def files_are_what_was_saved(self):
        for name, work in self.files.items():
            assert opened(self.path(name)).kept.document == work
        assert {path.name for path in Path(self.folder.name).iterdir()} == set(self.files)

    @invariant()
    def the_mark_is_there_just_where_the_work_differs(self):
        assert self.holding.is_changed(self.now) == (self.now != self.holding.kept.document)

    def teardown(self):
        self.folder.cleanup()


Keeping.TestCase.settings = settings(max_examples=15, stateful_step_count=16, deadline=None)
TestKeeping = Keeping.TestCase


def test_what_came_as_it_is_is_nobodys_work():
    example = document("x*y", {"x": 2.0, "y": 3.0})
    held = Holding().with_ready(example, "x = 1")
    assert not held.is_changed(example)
    assert held.is_changed(example.setting("x", 4.0))
    script = example.coding(Code("x = 1", Part("statements")))
    assert not held.is_changed(script)
    assert held.is_changed(example.coding(Code("x = 2")))
    assert held.is_changed(replace(script, text="x"))
    given = example.coding(Code("def f(x): ...", Part("given")))
    assert not held.is_changed(given)
    assert held.is_changed(replace(given, descent=replace(given.descent, rate=0.5)))


def test_a_file_that_is_gone_and_one_that_is_no_file_are_noticed(tmp_path):
    path = tmp_path / "a.graphlab"
    held = Holding().saved(Kept(), path)
    path.unlink()
    assert held.outside() == "gone"
    path.mkdir()
    assert held.outside() == "changed"
    with pytest.raises(IsADirectoryError):
        opened(path)


def test_what_could_not_be_read_back_is_not_saved(tmp_path):
    held, path = Holding().saved(Kept(), tmp_path / "a.graphlab"), tmp_path / "a.graphlab"
    before = path.read_bytes()
    with pytest.raises(DocumentError, match="characters"):
        held.saved(Kept(Document("x" * 1_000_001)), path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "made"),
    [("a", "a.graphlab"), ("a.graphlab", "a.graphlab"), ("net 2.0", "net 2.0.graphlab")],
)
def test_the_ending_is_added_where_it_is_not_there(tmp_path, name, made):
    assert with_suffix(tmp_path / name) == tmp_path / made
