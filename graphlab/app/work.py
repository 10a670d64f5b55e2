"""The document, and the runs that the worker makes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal

from graphlab.app.asking import Asking
from graphlab.app.comparing import formulas_of, graph_of, runs_differently
from graphlab.app.requests import USUAL, document_of_record, error_of, request_for
from graphlab.app.standing import Standing
from graphlab.errors import InputError
from graphlab.formula.example_inputs import example_inputs
from graphlab.study.document import Document
from graphlab.study.document import document as document_of
from graphlab.study.given import given_of
from graphlab.study.history import History, short
from graphlab.study.passes import whole_of
from graphlab.study.reading import read_formula
from graphlab.worker.messages import Program, Recorded, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphlab.app.questions import Link
    from graphlab.record import Record
    from graphlab.study.code import Code
    from graphlab.study.document import Given
    from graphlab.study.grid import Numbers

CALM = 400  # ms without a new run before the slow formulas are asked for


class Work(Asking):
    """At most one run is under way; when it ends, the newest document is run if it is newer.

    ``recorded`` sends a Record and whether it is another graph than before; ``shown`` chooses what
    of a run that is. ``given`` sends what the Python program that opened the window runs.
    """

    recorded = Signal(object, bool)
    refused = Signal(object)
    run_ended = Signal(str)
    asked = Signal()
    sent = Signal()
    stopping = Signal()
    emptied = Signal()
    given = Signal(object)

    def __init__(self, link: Link, document: Document, parent: QObject | None = None) -> None:
        super().__init__(link, document, parent)
        self.record: Record | None = None
        self.is_checked = False
        self.program = Program()
        self.may_run: Callable[[Code], bool] = _never
        self.shown: Callable[[Record], Record] = _whole
        self._failed = False
        self._is_stopping = False
        self._number = 0
        self._under_way: tuple[int, Document] | None = None
        self._recorded: Document | None = None
        self._opened_number = -1
        self._calm = QTimer(self, singleShot=True, interval=CALM)
        self._calm.timeout.connect(self._ask_forms)
        link.message.connect(self._hear)
        link.gone.connect(self._lose)

    @property
    def has_failed(self) -> bool:
        """Whether the last run ended without numbers; those on screen are of one before."""
        return self._failed

    @property
    def is_from_file(self) -> bool:
        """Whether the run that is shown was read from a file: nothing can be asked about it."""
        return self._recorded_number == self._opened_number

    @property
    def is_ahead(self) -> bool:
        """Whether the document asks for another run than the one that is shown."""
        return self._recorded is None or runs_differently(self._recorded, self.document)

    @property
    def is_idle(self) -> bool:
        """Whether no run is under way."""
        return self._under_way is None

    # ── what is studied as a whole ───────────────────────────────────────────────────────────

    @property
    def standing(self) -> Standing:
        """What is studied, with its run."""
        whole = None if self.record is None else whole_of(self.record)
        number, known = self._recorded_number, self._recorded
        return Standing(self.history, whole, known, self.forms, self.program, number)

    def put(self, standing: Standing) -> None:
        """Studies this in place of what there is; undo does not lead back.

        A run that is known is shown at once, and done once more, so that the worker can be asked
        about it; one that came from a file or a Python program's window stays as it is.
        """
        self._calm.stop()
        self._under_way, self._is_stopping = None, False
        self.history, self.program = standing.history, standing.program
        self.document_changed.emit(self.document)
        if self.document.is_empty:
            self._empty()
            return
        is_given = self.document.kind == "code" and self.document.code.is_given
        if not is_given or self._link.is_attached:
            self.run()
        if standing.record is None or standing.recorded is None or self._is_answered(standing):
            return
        if is_given:
            self.given.emit(given_of(standing.record, self.program.name))
        number = standing.number if self.is_idle else self._number
        self._show(Recorded(number, standing.record), standing.recorded)
        if standing.forms is not None:
            self._take_forms(standing.forms)

    def _is_answered(self, standing: Standing) -> bool:
        """Whether the run has come while it was asked for."""
        return self._under_way is None and self._recorded is standing.present

    def open(self, document: Document) -> None:
        """Studies what was kept; undo does not lead back. A formula runs, code only when wanted."""
        self._calm.stop()
        self._under_way, self._is_stopping, self._failed = None, False, False
        self.program = USUAL
        self.begin(document)
        self._empty()
        if document.kind == "expression":
            self.run()

    # ── what a person changes ────────────────────────────────────────────────────────────────

    def enter(self, text: str, values: Mapping[str, Given] | None = None) -> None:
        """Reads a formula and runs it; ``values`` are given to its inputs."""
        given = document_of(text, values or {})
        kept = {n: shape for n, shape in self.document.shapes.items() if n not in given.inputs}
        try:
            program = read_formula(text, kept | given.shapes)
        except InputError as error:
            self.refused.emit(error)
            return
        examples = example_inputs(program)
        tensors = {name: cast("Numbers", examples[name]) for name, _ in program.shapes}
        document = self.document.reading(text, program.inputs, tensors)
        for name, value in given.inputs.items():
            document = document.setting(name, value)
        self._change(document, f"Type {short(text)}")
        if self._recorded != document or self.record is None or self._failed:
            self.run()

    def run_code(self, code: Code, what: str = "") -> None:
        """Makes code what is studied and runs it: the person wants it to."""
        name = code.part.name if code.part is not None else ""
        self._change(self.document.coding(code), what or f"Run {name or 'the statements'}")
        self.run()

    def set_seed(self, seed: int) -> None:
        """Random numbers begin elsewhere; code that may run runs anew."""
        self._change(replace(self.document, seed=seed), "Change the seed")
        if self.document.kind == "expression" or self.may_run(self.document.code):
            self.run()

    def to_formula(self) -> None:
        """Back from code to the formula that was studied before."""
        if self.document.kind == "code":
            self._change(
                replace(self.document, kind="expression", cotangents=None), "To the formula"
            )
            self.run()

    def stop(self) -> None:
        """Ends the run that is under way; of code the worker keeps what was recorded so far.

        Once more, and nothing is waited for.
        """
        self._is_stopping = self._under_way is not None
        self._link.stop()
        if self._is_stopping and self._under_way is not None:
            self.stopping.emit()

    def give(self, name: str, value: Given) -> None:
        """Gives an input a number, a vector or a matrix at once: an undo step of its own."""
        self.give_all({name: value}, f"Change {name}")

    def give_all(self, values: Mapping[str, Given], what: str) -> None:
        """Gives several inputs their values: one undo step."""
        document = self.document
        for name, value in values.items():
            document = document.setting(name, value)
        self._change(document, what)
        self.run()

    def set_input(self, name: str, value: Given) -> None:
        """Gives an input a value and runs."""
        self._change(self.document.setting(name, value), f"Change {name}", f"input {name}")
        self.run()

    def start_at(self, cotangents: tuple[float, ...] | None) -> None:
        """Sets the starting gradients and runs."""
        self._change(self.document.starting(cotangents), "Change the starting gradients")
        self.run()

    def new(self) -> None:
        """An empty line, and nothing of what there was."""
        self.open(Document())

    def undo(self) -> None:
        self._travel(self.history.undone())

    def redo(self) -> None:
        self._travel(self.history.redone())

    def show_placeholder(self, record: Record) -> None:
        """A run of the same formula made before; it counts until it is checked."""
        self.record = record
        self.recorded.emit(record, True)

    def show_again(self) -> None:
        """Shows the last run, of which another part is to be shown now."""
        if self.record is not None:
            self.record = self.shown(whole_of(self.record))
            self.recorded.emit(self.record, True)

    # ── the worker ───────────────────────────────────────────────────────────────────────────

    def run(self) -> None:
        """Asks for a run of the document as it is now."""
        if self.document.is_empty:
            self._empty()
            return
        if not self._is_allowed(self.document):
            return
        self._calm.stop()
        if self._is_stopping:
            self._link.stop()
            self._under_way, self._is_stopping = None, False
        if self._under_way is None:
            self._send()
        self.asked.emit()

    def _send(self) -> None:
        document = self.document
        if not self._is_allowed(document):
            return
        self._number += 1
        self._under_way = (self._number, document)
        self._link.send(request_for(self._number, document), latest=True)
        self.sent.emit()

    def _is_allowed(self, document: Document) -> bool:
        return document.kind == "expression" or self.may_run(document.code)

    def _hear(self, reply: object) -> None:
        match reply:
            case Recorded() | Refused() if self._under_way and reply.number == self._under_way[0]:
                document = self._under_way[1]
                self._under_way, self._is_stopping = None, False
                # Before the answer is shown, so that the worker runs while the window paints.
                if runs_differently(document, self.document) and not self.document.is_empty:
                    self._send()
                self._answer(reply, document)
            case Program():
                self.program = reply
            case Recorded(number=0) if self._number == 0:
                self._begin_with(reply.record)
            case _:
                self._hear_about(reply)

    def _begin_with(self, record: Record) -> None:
        """The run of the Python program that opened this window is what is studied."""
        first = document_of_record(record, self.program)
        if first.kind == "code":
            self.given.emit(given_of(record, self.program.name))
        self.begin(first)
        self._answer(Recorded(0, record), first)

    def open_run(self, record: Record, name: str) -> None:
        """Shows a run that was kept in a file; nothing of it runs, and undo leads back."""
        self._number += 1  # what the worker keeps is of another run
        self._opened_number = self._number
        self._open(Recorded(self._number, record), name)

    def open_step(self, reply: Recorded, name: str) -> None:
        """Shows a loss that training recorded; the worker keeps it, and undo leads back."""
        self._open(reply, name)

    def _open(self, reply: Recorded, name: str) -> None:
        self.program = Program(name)
        made = document_of_record(reply.record, self.program)
        present = self.document
        kept = replace(made, points=present.points, training=present.training)
        self._change(kept, f"Open {short(name)}")
        if kept.kind == "code":
            self.given.emit(given_of(reply.record, name))
        self._under_way, self._is_stopping = None, False
        self._answer(reply, kept)

    def _answer(self, reply: Recorded | Refused, document: Document) -> None:
        if not document.has_source_of(self.document):
            return
        if isinstance(reply, Refused):
            self._failed = True
            if not runs_differently(document, self.document):
                self.refused.emit(error_of(reply))
            return
        self._show(reply, document)

    def _show(self, reply: Recorded, document: Document) -> None:
        """A run is what is studied now."""
        record = self.shown(reply.record)
        before = self.record
        same = before is not None and graph_of(record) == graph_of(before)
        if before is None or formulas_of(record) != formulas_of(before):
            self.forms = None
        self.record, self._recorded, self.is_checked = record, document, True
        self._failed = False
        self._recorded_number = reply.number
        self._questions.forget()
        self.recorded.emit(record, not same)
        if self.forms is None and document.kind == "expression":
            self._calm.start()

    def _ask_forms(self) -> None:
        if self._under_way is None and self.record is not None:
            self._ask_for_forms()

    def _lose(self, sentence: str) -> None:
        self._under_way, self._is_stopping, self._failed = None, False, True
        self.run_ended.emit(sentence)

    # ── changing the document ────────────────────────────────────────────────────────────────

    def _travel(self, history: History[Document]) -> None:
        if history is not self.history:
            before, self.history = self.document, history
            self.document_changed.emit(history.present)
            if not before.runs_like(self.document):
                self.run()

    def clear(self) -> None:
        """Shows no graph; the document stays."""
        self._empty()

    def _empty(self) -> None:
        self.record, self.forms, self._recorded = None, None, None
        self._calm.stop()
        self.emptied.emit()


def _whole(record: Record) -> Record:
    return record


def _never(_code: Code) -> bool:
    """Without anybody to ask, code does not run."""
    return False
