"""What the person is told: mistakes with their fixes, what a run warns of, a run that stopped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from graphlab.app.variants import RECORD_WITHOUT, WITHOUT
from graphlab.study.labels import labels_of
from graphlab.study.remarks import alarms, behind_alarms, offers

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.errors import InputError
    from graphlab.panels.notice import Tone
    from graphlab.record import Record

RIBBON = "from the last good input"
LONG = "This takes long. Stop keeps what was recorded so far."
MOST_FIXES = 3
MENTIONED, LETTER = 4000, 70  # ms that a passing remark stays at least, and to read a letter of it
FIX, WAIT, STOP, CLOSE, PART = "fix:", "wait", "stop", "close", "part "
CLOSABLE = (("Close", CLOSE),)


class Messages(QObject):
    """Uses the notice over the graph; a mistake there makes the graph pale."""

    def __init__(self, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        desk, work, view, link = bench.desk, bench.work, bench.view, bench.link
        self._desk, self._work, self._view, self._link = desk, work, view, link
        self._typing: InputError | None = None
        self._refused: InputError | None = None
        self._stopped = ""
        self._closed: tuple[str, ...] = ()
        self._leaving = ""
        self._standing: tuple[str, str, str] = ("", "", "")
        self._passing = QTimer(self, singleShot=True, interval=MENTIONED)
        self._passing.timeout.connect(self._show)
        desk.formula.problem_found.connect(self._take_typing)
        desk.formula.problem_gone.connect(self._take_reading)
        desk.notice.answered.connect(self._take_answer)
        work.refused.connect(self._take_refusal)
        work.recorded.connect(self._take_record)
        work.emptied.connect(self._forget)
        work.run_ended.connect(self._take_end)
        view.options_changed.connect(self._take_options)
        link.overdue.connect(self._take_overdue)
        link.left.connect(self._take_leaving)

    def mention(self, sentence: str) -> None:
        """A remark that goes away by itself."""
        self._say_passing(sentence, "note")

    def stand(self, sentence: str, button: str, word: str) -> None:
        """A remark that stays until it is said otherwise; its button sends the word."""
        if (sentence, button, word) != self._standing:
            self._standing = (sentence, button, word)
            self._show()

    def complain(self, error: InputError) -> None:
        """A number that could not be read; the graph stays as it is."""
        self._say_passing(error.sentence, "mistake")

    def _say_passing(self, sentence: str, tone: Tone) -> None:
        self._desk.notice.say(sentence, tone)
        self._passing.start(max(MENTIONED, LETTER * len(sentence)))

    # ── what happened ────────────────────────────────────────────────────────────────────────

    def show_again(self) -> None:
        """The editor came or went, and with it the place for mistakes in code."""
        if not self._passing.isActive():
            self._show()

    def _take_typing(self, error: InputError) -> None:
        self._typing = error
        self._show()

    def _take_reading(self) -> None:
        if self._typing is not None:
            self._typing = None
            self._show()

    def _take_refusal(self, error: InputError) -> None:
        self._refused = error
        if self._work.document.kind == "expression":
            self._desk.formula.mark(error)
        self._show()

    def _take_record(self, record: Record, _fresh: bool) -> None:
        self._refused, self._stopped = None, ""
        if self._closed != self._alarms(record):
            self._closed = ()
        self._show()

    def _take_options(self) -> None:
        """Sentences name nodes as the graph does, and another numbering renames those."""
        if not self._passing.isActive():
            self._show()

    def _take_end(self, sentence: str) -> None:
        self._stopped = sentence
        self._show()

    def _take_leaving(self, sentence: str) -> None:
        """The program that opened the window has ended, which harms nothing that is shown."""
        self._leaving = sentence
        self._show()

    def _take_overdue(self, _number: int) -> None:
        self._passing.stop()
        said = LONG if self._work.document.kind == "code" else "This takes long."
        self._desk.notice.say(said, "note", (("Keep waiting", WAIT), ("Stop", STOP)))

    def _forget(self) -> None:
        self._typing, self._refused, self._stopped = None, None, ""
        self._show()

    def _take_answer(self, word: str) -> None:
        if word.startswith(FIX):
            self._desk.formula.take(word.removeprefix(FIX))
        elif word == WAIT:
            self._link.keep_waiting()
            self._show()
        elif word == STOP:
            self._work.stop()
            self._show()
        elif word.startswith(PART):
            code = self._work.document.code
            path = ".".join(filter(None, (code.inside, word.removeprefix(PART))))
            code = code.entering(path)
            self._work.run_code(code, f"Record {path} alone")
        elif word == WITHOUT:
            self._work.run_code(self._work.document.code.keeping(False), RECORD_WITHOUT)
        elif word == CLOSE and self._leaving:
            self._leaving = ""
            self._show()
        elif word == CLOSE and self._work.record is not None:
            self._closed = self._alarms(self._work.record)
            self._show()

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def _show(self) -> None:
        """The most important thing there is to say now."""
        self._passing.stop()
        notice, record = self._desk.notice, self._work.record
        error = self._typing or self._refused
        pale = error is not None or bool(self._stopped)
        self._desk.canvas.set_ghost(RIBBON if pale and record is not None else None)
        if pale and self._is_said_in_the_editor and not self._leaving:
            notice.hide()
        elif pale and self._is_said_in_the_editor:
            notice.say(self._leaving, "note", CLOSABLE)
        elif error is not None:
            fixes = tuple((f"Fix: {text}", FIX + text) for text in error.fixes[:MOST_FIXES])
            notice.say(error.sentence, "mistake", fixes, error.details)
        elif self._stopped:
            notice.say(self._stopped, "mistake")
        elif record is not None and self._work.is_checked and record.check.agrees is False:
            notice.say(
                "These numbers differ from plain PyTorch, so contributions are not shown: "
                f"{record.check.note.removesuffix('.')}.",
                "differs",
            )
        elif self._leaving:
            notice.say(self._leaving, "note", CLOSABLE)
        elif self._standing[0]:
            sentence, button, word = self._standing
            notice.say(sentence, "note", ((button, word),))
        elif record is not None and (said := self._alarms(record)) and said != self._closed:
            labels = labels_of(record, self._view.options.numbering)
            behind = behind_alarms(self._seen(record))
            others = ((_button(word), word) for word in offers(record))
            notice.say(labels.sentence(" ".join(said)), "note", (*others, *CLOSABLE), behind)
        else:
            notice.hide()

    def _alarms(self, record: Record) -> tuple[str, ...]:
        """What needs attention."""
        return alarms(self._seen(record))

    def _seen(self, record: Record) -> Record:
        """That the code stopped stands below the code, if it can be seen."""
        if not self._is_said_in_the_editor:
            return record
        events = tuple(event for event in record.events if event.kind != "raised")
        return replace(record, events=events)

    @property
    def _is_said_in_the_editor(self) -> bool:
        """Mistakes in code stand below it, while it can be seen."""
        return self._work.document.kind == "code" and self._desk.is_code_open


def _button(offer: str) -> str:
    """What a button says that runs the same in another way."""
    return RECORD_WITHOUT if offer == WITHOUT else f"Record {offer.removeprefix(PART)} alone"
