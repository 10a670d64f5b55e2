"""The document with what the worker is asked about the run of it that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs
from PySide6.QtCore import QObject, Signal

from graphlab.app.changing import Changing
from graphlab.app.questions import Questions
from graphlab.worker.messages import (
    ArrayReply,
    ArrayRequest,
    Autograd,
    AutogradRequest,
    Descent,
    DescentRequest,
    Jacobian,
    JacobianRequest,
    Refused,
    Symbolic,
    SymbolicRequest,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.app.questions import Link
    from graphlab.record import AdjointForms, EdgeKey
    from graphlab.study.document import Document
    from graphlab.worker.messages import Which


class Asking(Changing):
    """Answers are sent on as they come; ``not_found`` sends a question and why it has none."""

    forms_found = Signal()
    jacobian_found = Signal(object)
    array_found = Signal(object)
    autograd_found = Signal(object)
    descent_found = Signal(object)
    not_found = Signal(object, str)

    def __init__(self, link: Link, document: Document, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        self.forms: Mapping[str, AdjointForms] | None = None
        self._link = link
        self._recorded_number = 0
        self._questions = Questions(link)

    def ask_jacobian(self, key: EdgeKey) -> None:
        """The Jacobian of an edge of the graph that is shown."""
        self._questions.ask(JacobianRequest(self._recorded_number, *key))

    def ask_array(self, node: str, which: Which) -> None:
        """The numbers of a tensor that did not come along with the graph."""
        self._questions.ask(ArrayRequest(self._recorded_number, node, which))

    def ask_autograd(self) -> None:
        """Autograd's own graph of the run that is shown."""
        self._questions.ask(AutogradRequest(self._recorded_number))

    def ask_descent(self, request: DescentRequest) -> None:
        """Gradient descent on the formula; it gets the number of the run that is shown."""
        self._questions.ask(structs.replace(request, number=self._recorded_number))

    def _ask_for_forms(self) -> None:
        self._questions.ask(SymbolicRequest(self._recorded_number))

    def _hear_about(self, reply: object) -> None:
        """Takes what is said of the run that is shown."""
        match reply:
            case Symbolic() if reply.number == self._recorded_number:
                self._questions.answered(SymbolicRequest)
                self._take_forms(reply.forms)
            case Jacobian() if reply.number == self._recorded_number:
                self._questions.answered(JacobianRequest)
                self.jacobian_found.emit(reply)
            case ArrayReply() if reply.number == self._recorded_number:
                self._questions.answered(ArrayRequest)
                self.array_found.emit(reply)
            case Descent() if reply.number == self._recorded_number:
                self._questions.answered(DescentRequest)
                self.descent_found.emit(reply)
            case Autograd() if reply.number == self._recorded_number:
                self._questions.answered(AutogradRequest)
                self.autograd_found.emit(reply.graph)
            case Refused() if reply.number == self._recorded_number:
                self._miss(reply)

    def _miss(self, reply: Refused) -> None:
        """Something about the recording is not to be had: the question that waits longest."""
        request = self._questions.missed()
        if request is not None and not isinstance(request, SymbolicRequest):
            self.not_found.emit(request, reply.problem)
        else:
            self._take_forms({})

    def _take_forms(self, forms: Mapping[str, AdjointForms]) -> None:
        self.forms = forms
        self.forms_found.emit()
