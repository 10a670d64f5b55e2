"""Typing, opening and running code: the code panel with the work behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from graphlab.app.code_marks import CodeMarks
from graphlab.app.code_place import CodePlace
from graphlab.app.code_reading import Origin, cleaned, surveyed, training_offered
from graphlab.app.code_text import (
    choices_of,
    fields_of,
    filled,
    preferred,
    recalled,
    written,
)
from graphlab.app.variants import KEEP_AGAIN
from graphlab.errors import GraphlabError, InputError
from graphlab.keeping.schema import LONGEST_TEXT
from graphlab.script.files import read_file
from graphlab.study.code import Setup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphlab.app.bench import Bench
    from graphlab.app.consent import Consent
    from graphlab.panels.code_panel import CodePanel
    from graphlab.panels.offers_bar import Choice
    from graphlab.script.survey import Survey
    from graphlab.study.code import Code, Part
    from graphlab.study.document import Document
    from graphlab.study.examples import CodeExample
    from graphlab.study.given import Given

PAUSE = 300  # ms without a key before the code is read again
CHANGED = "changed"
CHOOSE = "Choose what to step through."
UNSEEN = "The graph stands here once the code has run."
NO_TEXT = "no source to show"
TOO_LONG = "What was pasted has {:,} characters; a document takes {:,}."
NOTHING_HERE = "There is nothing to step through here: no module, function or statement."


class Coding(CodePlace):
    """``training_wanted`` sends a script whose training is to be taken over."""

    training_wanted = Signal(str)

    def __init__(
        self,
        bench: Bench,
        consent: Consent,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(bench.desk, bench.settings, parent)
        self._work, self._walk = bench.work, bench.walk
        self.made.connect(self._furnish)  # before all others hear of it
        self.opening.connect(self._fill_editor)
        self._consent = consent
        self._survey: Survey | None = None
        self._given: Given | None = None
        self._origin = Origin()
        self._marks = CodeMarks(bench, self)
        self._marks.taken.connect(self._show_name)
        self._wanted: Callable[[], None] = self.run  # once the person has agreed
        self._is_new = False  # a text that came, and of which no part was chosen yet
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read)
        bench.work.document_changed.connect(self._take_document)
        bench.work.given.connect(self._take_given)

    # ── the panel ────────────────────────────────────────────────────────────────────────────

    def _furnish(self, panel: CodePanel) -> None:
        panel.edit.cleaned = self._cleaned
        panel.edit.edited.connect(self._take_typing)
        panel.consent.agreed.connect(self._agree)
        panel.offers.chosen.connect(self.choose)
        panel.offers.train_asked.connect(self.train)
        panel.form.changed.connect(self._fill)
        panel.form.entered.connect(self._enter)
        panel.form.seeded.connect(self._work.set_seed)
        panel.parameters.chosen.connect(self._walk.to_value)

    def _fill_editor(self) -> None:
        if self._is_given_text:
            self._show_name()
            self._show_offers()
        if not self.panel.edit.text:
            self._show(self._work.document.code.text)
            self._marks.catch_up()
            self._show_consent()

    # ── a text comes ─────────────────────────────────────────────────────────────────────────

    def paste(self, text: str) -> None:
        """Code that the person pasted; their Run is enough to run it."""
        self.open()
        if not (text := self._cleaned(text)):
            return
        self._origin = Origin()
        self.panel.edit.set_text(text)
        self._begin()

    def open_file(self, path: Path) -> None:
        """Shows a file. It runs after the person has agreed, once per content."""
        try:
            text = read_file(path)
        except GraphlabError as error:
            self.said.emit(str(error))
            return
        self.keep_typed()
        self.open()
        self._origin = Origin(path, path.resolve().parent)
        self._marks.forget()
        self.panel.edit.open_text(self._cleaned(text))
        self._begin()

    def take(self, code: Code, origin: Origin, *, shown: bool, ran: bool = False) -> None:
        """Code that the document has from elsewhere; a file's runs after the person has agreed.

        With ``ran`` its run is shown next, and has the room of the one before.
        """
        self._origin = origin
        self._is_new, self._wanted = False, self._work.run
        if shown:
            self._show_editor()
        if self._desk.code is not None:
            if self.panel.edit.text != code.text:
                self.panel.edit.open_text(code.text)
            if not ran and not self._marks.is_shown:
                self._marks.forget()
            self._show_name()
            self._show_consent()

    def typed(self, document: Document) -> Document:
        """A document with what stands in the editor, which may not have run yet."""
        if self._desk.code is None or self._is_given_text:
            return document
        text, code = self.panel.edit.text, document.code
        if text == code.text:
            return document
        return replace(document, code=code.typing(text, self._origin.folder(text)))

    def file_of(self, code: Code) -> Path | None:
        """The .py file that holds this code and nothing else, None if there is none."""
        path = self._origin.path
        if path is None or path.suffix != ".py":
            return None
        try:
            return path if cleaned(read_file(path)).text == code.text else None
        except GraphlabError:
            return None

    def keep_typed(self) -> None:
        """Something else comes: what was typed becomes a part of the document, for undo."""
        document = self.typed(self._work.document)
        if document is not self._work.document and self._origin.path is None:
            self._work.set_code(document.code, "Type code")

    def _begin(self) -> None:
        """Another text is there: what to step through is asked anew."""
        self._is_new = True
        code = self._work.document.code
        if not code.keeps_values:  # that was chosen for another text
            self._work.set_code(code.keeping(True), KEEP_AGAIN)
        self._show_name()
        self._show_consent()
        self._read()

    def open_example(self, example: CodeExample) -> None:
        """One of our own examples, filled in and run: choosing it is asking for it."""
        self.paste(example.text)
        self._consent.person_runs(self.panel.edit.text)
        code = self._work.document.code.typing(self.panel.edit.text).choosing(example.part)
        self._is_new = False
        self._work.run_code(code.calling(example.setup))

    def _show_name(self) -> None:
        """The file, and whether the graph is of another text than this."""
        changed = bool(self._marks.ran) and not self._marks.is_shown
        is_unseen = self._is_given_text and not self.panel.edit.text
        parts = [NO_TEXT if is_unseen else self._origin.name, CHANGED if changed else ""]
        self.panel.show_name(" · ".join(part for part in parts if part))

    def _cleaned(self, text: str) -> str:
        """What is put in of a text that came; nothing of one that no document could hold."""
        if len(text) > LONGEST_TEXT:
            self.said.emit(TOO_LONG.format(len(text), LONGEST_TEXT))
            return ""
        found = cleaned(text)
        if found.notes:
            self.said.emit(f"Cleaned what was pasted: {', '.join(found.notes)}.")
        return found.text

    def _show(self, text: str) -> None:
        """The text of the document, which undo may have brought back."""
        wanted = text or self._given is not None  # PyTorch's own modules come without a text
        if wanted and self._desk.code is not None and text != self.panel.edit.text:
            self.panel.edit.set_text(text)
            self._read()

    # ── reading what is typed ────────────────────────────────────────────────────────────────

    def _take_typing(self) -> None:
        panel = self.panel
        panel.show_problem(None)
        panel.edit.show_step(None)
        self._show_name()
        self._pause.start()

    def _read(self) -> None:
        """Finds out what the text holds, and offers it."""
        self._pause.stop()
        panel, text = self.panel, self.panel.edit.text
        found = surveyed(text) if text.strip() else None
        self._survey = found
        if found is not None and found.problem is not None and not self._is_given_text:
            panel.show_problem(found.problem)
            return
        panel.show_problem(None)
        panel.edit.show_notes([(r.line, r.sentence) for r in found.remarks] if found else [])
        self._show_offers()

    def _show_offers(self) -> None:
        panel, document = self.panel, self._work.document
        offered, part = self._choices, self.part
        note = CHOOSE if offered and part is None else ""
        panel.offers.show_offers(offered, part, note)
        panel.offers.show_training("" if self._is_given_text else training_offered(panel.edit.text))
        fields = fields_of(self._survey, part, self._given)
        setup = filled(self._entered(part), fields)
        panel.form.show_part(part, fields, setup, document.seed)
        panel.fit()

    @property
    def part(self) -> Part | None:
        """What a run would step through."""
        chosen = self._work.document.code.part
        if self._is_new and chosen is not None and not chosen.name:
            chosen = None
        return preferred(self._choices, chosen)

    @property
    def _choices(self) -> tuple[Choice, ...]:
        return choices_of(self._survey, self._given if self._is_given_text else None)

    @property
    def _is_given_text(self) -> bool:
        """Whether the editor shows, unchanged, what the Python program runs."""
        given = self._given
        return given is not None and not self._origin.path and self.panel.edit.text == given.text

    def _entered(self, part: Part | None) -> Setup:
        """What was entered for a part in this document, else when it was last used."""
        code = self._work.document.code
        if part is None or part.kind == "given" or part in dict(code.setups):
            return code.setup_of(part)
        return recalled(self._settings.setup(part.name)) or Setup()

    # ── running ──────────────────────────────────────────────────────────────────────────────

    def choose(self, part: Part) -> None:
        """Steps through a part, once everything that it needs is there."""
        self._is_new = False
        self._work.set_code(
            self._code(self.panel.edit.text).choosing(part).entering(""),
            f"Choose {part.name or 'the statements'}",
        )
        self._show_offers()
        self.run()

    def run(self) -> None:
        """The person wants the code to run."""
        if not self.is_open:
            self.open()
            if not self.panel.edit.text.strip():
                return
        self._read()
        panel, text = self.panel, self.panel.edit.text
        if self.part is not None and self.part.kind == "given":
            if panel.complete():
                self._start(text)
        elif not text.strip():
            panel.show_problem(InputError("There is no code yet; type or paste some."))
        elif self._survey is not None and self._survey.problem is not None:
            panel.edit.go_to(self._survey.problem.line or 1)
        elif self.part is None:
            self._ask_for_part()
        elif panel.complete() and self._is_allowed(text, self.run):
            self._start(text)

    def train(self) -> None:
        """The person wants the script's own training: its classes may run."""
        text = self.panel.edit.text
        if self._is_allowed(text, self.train):
            self._work.set_code(self._code(text), "Take the script's classes")
            self.training_wanted.emit(text)

    def _is_allowed(self, text: str, wanted: Callable[[], None]) -> bool:
        """Whether this may run now; what came from a file is asked about, and then wanted again."""
        self._wanted = wanted
        if self._needs_consent(text):
            self._show_consent()
            self.panel.consent.ask()
            return False
        self._consent.person_runs(text, self._code(text).folder)
        return True

    def _start(self, text: str) -> None:
        part = self.part
        code = self._code(text).choosing(part)
        setup = self.panel.form.setup
        if part is not None and part.name and part.kind != "given":
            self._settings.keep_setup(part.name, written(setup))
        self._is_new = False
        self._work.run_code(code.calling(setup))

    def _ask_for_part(self) -> None:
        if self._choices:
            self.panel.offers.focus_first()
        else:
            self.panel.show_problem(InputError(NOTHING_HERE))

    def _needs_consent(self, text: str) -> bool:
        return bool(self._origin.path) and not self._consent.may_run(self._code(text))

    def _agree(self) -> None:
        """The person has read the code and wants it to run."""
        self._desk.canvas.setFocus()
        text = self.panel.edit.text
        self._consent.agree(text, self._code(text).folder)
        self._show_consent()
        self._wanted()

    def _show_consent(self) -> None:
        panel, text = self.panel, self.panel.edit.text
        needed = self._needs_consent(text)
        panel.consent.show_beside(self._origin.beside(text))
        panel.consent.setVisible(needed)
        panel.run.setEnabled(not needed)
        if self._work.record is None:
            self._desk.canvas.set_empty_text(UNSEEN if text.strip() else "")
        if self._origin.path and (news := self._consent.news()):
            self.said.emit(news)

    def _code(self, text: str) -> Code:
        """The document's code with this text, and where it may import from."""
        return self._work.document.code.typing(text, self._origin.folder(text))

    def _fill(self, setup: Setup) -> None:
        """Something was entered in the form; code that has run once runs anew."""
        panel, work = self.panel, self._work
        text, part = panel.edit.text, self.part
        if part is None:
            return
        code = self._code(text).choosing(part).calling(setup)
        has_run = work.document.kind == "code" and text == self._marks.ran
        if has_run and self._consent.may_run(code) and panel.form.complete():
            work.run_code(code)
            return
        work.set_code(code, "Change what is passed")
        self._show_offers()

    def _enter(self) -> None:
        """Enter in the form runs what has not been run; what has, runs when it changes."""
        if self.panel.edit.text != self._marks.ran:
            self.run()

    # ── what happened elsewhere ──────────────────────────────────────────────────────────────

    def _take_given(self, given: Given) -> None:
        self._given = given

    def _take_document(self, document: Document) -> None:
        if document.kind == "code":
            self._show(document.code.text)
        if self._desk.code is not None:
            self._show_offers()
