"""The set-up of a training run in five sections: data, model, objective, optimiser, loop."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from graphlab.errors import InputError
from graphlab.panels.choice_form import ChoiceForm
from graphlab.panels.loop_form import LoopForm
from graphlab.panels.own_keys import OwnKeys
from graphlab.panels.section import Section
from graphlab.panels.typed_form import TypedForm
from graphlab.study import training_words as words
from graphlab.task.choice import Choice
from graphlab.task.choosing import fitting_objectives, with_model, with_objective
from graphlab.task.data_sets import DATA_SETS, data_row
from graphlab.task.models import MODELS, model_row
from graphlab.task.objectives import objective_row
from graphlab.task.optimizers import OPTIMIZERS
from graphlab.task.points import NO_POINTS, Points
from graphlab.task.setup import Setup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.task.choice import Row, Setting
    from graphlab.task.problems import Problem

    Arguments = tuple[tuple[str, Setting], ...]

TITLES = {
    "data": "Data",
    "model": "Model",
    "objective": "Objective",
    "optimizer": "Optimiser",
    "loop": "Loop",
}
AT_THE_LOOP = ("batch_size", "epochs", "split", "seed")
SECTION_OF = {**dict.fromkeys(AT_THE_LOOP, "loop"), "feeding": "model"}
FED_TIP = (
    "How the model is given a batch. It is checked: a batch must give what its points give one at "
    "a time. You may also type an expression in model and x."
)
REDUCTION_TIPS = {
    "mean": "The loss of a batch is the mean over its points: gradients do not grow with it.",
    "sum": "The loss of a batch is the sum over its points, as the lecture sums cross-entropy: "
    "gradients grow with the batch.",
}
TYPED_DATA, TYPED_MODEL = data_row("typed"), model_row("typed")
TOOL_TIP = Qt.ItemDataRole.ToolTipRole
ADJUST = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class TrainingSetup(QWidget):
    """``changed`` sends the new set-up and what was done.

    ``data_asked`` sends one whose points are to be made; ``csv_asked`` wants a file to be opened.
    """

    changed = Signal(object, str)
    data_asked = Signal(object)
    csv_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points, self._setup = NO_POINTS, Setup()
        self._labels = ""
        self._complained: set[str] = set()
        self.sections = {name: Section(title, self) for name, title in TITLES.items()}
        inside = {name: section.inside for name, section in self.sections.items()}
        self.data = ChoiceForm("Data set", DATA_SETS, inside["data"])
        self.typed_data = TypedForm("Dataset", "N=100, sigma=1.5", inside["data"])
        self.model = ChoiceForm("Model", MODELS, inside["model"])
        self.typed_model = TypedForm("nn.Module", "N=2", inside["model"])
        self.feeding = _box("Fed as", FED_TIP, self)
        self.objective = _box("Objective", "", self)
        self.reduction = _box("Reduction", "", self)
        self.labels = QLabel(self)
        self.labels.setObjectName("quiet")
        self.labels.setWordWrap(True)
        self.labels.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.optimizer = ChoiceForm("Optimiser", OPTIMIZERS, inside["optimizer"])
        self.loop = LoopForm(inside["loop"])
        self._lay_out()
        self._keys = OwnKeys(self)
        boxes = [self.data.rows, self.model.rows, self.optimizer.rows]
        self._keys.watch([*boxes, self.objective, self.reduction])
        self._connect()
        self.show_task(NO_POINTS, Setup())

    def show_icons(self) -> None:
        for section in self.sections.values():
            section.show_icons()

    def show_task(self, points: Points, setup: Setup) -> None:
        """Shows what is set, without saying so."""
        self._points, self._setup = points, setup
        for form, choice in (
            (self.data, _own(setup.data, TYPED_DATA)),
            (self.model, _own(setup.model, TYPED_MODEL)),
            (self.optimizer, setup.optimizer),
        ):
            try:
                form.show_choice(choice)
            except (InputError, KeyError):
                continue  # from a file; the problem says which it is
        self.typed_data.show_class(setup.typed_data, _arguments(setup.data, TYPED_DATA))
        self.typed_model.show_class(setup.typed_model, _arguments(setup.model, TYPED_MODEL))
        self.typed_data.setVisible(setup.data.key == "typed")
        self.typed_model.setVisible(setup.model.key == "typed")
        self._fed.setVisible(setup.model.key == "typed")
        with QSignalBlocker(self.feeding):
            self.feeding.setEditText(words.FEEDINGS.get(setup.feeding, setup.feeding))
            self._fed_line.setCursorPosition(0)
        self._show_objectives()
        self.loop.show_setup(setup)
        self._show_summaries()

    def show_problems(self, problems: tuple[Problem, ...], labels: str) -> None:
        """Says at each field what is wrong, and how labels are told to the objective."""
        self._labels = labels
        self.labels.setText(f"{labels}." if labels else "")
        self.labels.setVisible(bool(labels))
        at_fields = {p.field: p.sentence for p in problems if p.field in AT_THE_LOOP and p.blocks}
        for name in self._complained - set(at_fields):
            self.loop.complain(name, "")
        for name, sentence in at_fields.items():
            self.loop.complain(name, sentence)
        self._complained = set(at_fields)
        for key, section in self.sections.items():
            mine = [p for p in problems if SECTION_OF.get(p.field, p.field) == key]
            section.mark("\n".join(p.sentence for p in mine))
            above = [p for p in mine if p.field not in at_fields]
            blocks = any(p.blocks for p in above)
            section.show_problems("\n".join(p.sentence for p in above), blocks=blocks)
        self._show_summaries()

    def titles_of(self, problems: tuple[Problem, ...]) -> str:
        """The sections in which something is to be mended: ``Model, Loop``."""
        keys = {SECTION_OF.get(problem.field, problem.field) for problem in problems}
        return ", ".join(title for key, title in TITLES.items() if key in keys)

    def open_problems(self, problems: tuple[Problem, ...]) -> Section | None:
        """Opens the sections in which something is to be mended; the first of them."""
        keys = {SECTION_OF.get(problem.field, problem.field) for problem in problems}
        found = [section for key, section in self.sections.items() if key in keys]
        for section in found:
            section.open_it()
        return found[0] if found else None

    # ── what is entered ──────────────────────────────────────────────────────────────────────

    def _connect(self) -> None:
        self.data.changed.connect(self._take_data)
        self.typed_data.changed.connect(self._take_typed_data)
        self.model.changed.connect(self._take_model)
        self.typed_model.changed.connect(self._take_typed_model)
        self.feeding.textActivated.connect(self._take_feeding)
        self._fed_line.editingFinished.connect(self._take_typed_feeding)
        self.objective.activated.connect(self._take_objective)
        self.reduction.activated.connect(self._take_reduction)
        self.optimizer.changed.connect(self._take_optimizer)
        self.loop.changed.connect(self._take_loop)

    def ask_for_data(self, key: str) -> None:
        """A data set by its key, as the list has it."""
        self._take_data(Choice(key))

    def _take_data(self, choice: Choice) -> None:
        if choice.key == "csv":
            self.data.show_choice(_own(self._setup.data, TYPED_DATA))
            self.csv_asked.emit()
        elif choice.key == "typed":
            data = _made_with(choice, TYPED_DATA, _arguments(self._setup.data, TYPED_DATA))
            self._tell(replace(self._setup, data=data), "Take a typed data set")
        elif choice.key == "drawn":
            self._tell(replace(self._setup, data=choice), "Draw the data")
        else:
            self.data_asked.emit(replace(self._setup, data=choice))

    def _take_typed_data(self, name: str, arguments: Arguments) -> None:
        data = _made_with(self._setup.data, TYPED_DATA, arguments)
        self._tell(replace(self._setup, data=data, typed_data=name), "Change the typed data set")

    def _take_model(self, choice: Choice) -> None:
        if choice.key == "typed":
            kept = _arguments(self._setup.model, TYPED_MODEL)
            choice = _made_with(choice, TYPED_MODEL, kept)
        is_other = choice.key != self._setup.model.key
        what = "Choose a model" if is_other else "Change the model"
        self._tell(with_model(self._setup, choice, self._points.kind), what)

    def _take_typed_model(self, name: str, arguments: Arguments) -> None:
        model = _made_with(self._setup.model, TYPED_MODEL, arguments)
        self._tell(replace(self._setup, model=model, typed_model=name), "Change the model")

    def _take_typed_feeding(self) -> None:
        self._take_feeding(self.feeding.currentText())

    def _take_feeding(self, text: str) -> None:
        named = {told: key for key, told in words.FEEDINGS.items()}
        feeding = named.get(text.strip(), text.strip())
        if feeding and feeding != self._setup.feeding:
            self._tell(replace(self._setup, feeding=feeding), "Feed the model otherwise")

    def _take_objective(self, place: int) -> None:
        key = str(self.objective.itemData(place))
        if key != self._setup.objective:
            self._tell(with_objective(self._setup, key), "Choose an objective")

    def _take_reduction(self, place: int) -> None:
        reduction = self.reduction.itemData(place)
        if reduction != self._setup.reduction:
            self._tell(replace(self._setup, reduction=reduction), "Change the reduction")

    def _take_optimizer(self, choice: Choice) -> None:
        is_other = choice.key != self._setup.optimizer.key
        what = "Choose an optimiser" if is_other else "Change the optimiser"
        self._tell(replace(self._setup, optimizer=choice), what)

    def _take_loop(self, setup: Setup, what: str) -> None:
        is_other_seed = setup.seed != self._setup.seed
        if is_other_seed and data_row(setup.data.key).maker is not None:
            self.data_asked.emit(setup)  # made points follow from the seed as well
        else:
            self._tell(setup, what)

    def _tell(self, setup: Setup, what: str) -> None:
        self.changed.emit(setup, what)

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def _show_objectives(self) -> None:
        setup = self._setup
        try:
            rows = list(fitting_objectives(setup.model.key, self._points.kind))
            if setup.objective not in [row.key for row in rows]:
                rows.insert(0, objective_row(setup.objective))
            chosen = objective_row(setup.objective)
        except InputError:
            return  # from a file; the problem says which it is
        _fill(self.objective, [(row.label, row.key, row.tip) for row in rows], setup.objective)
        reductions = [(name, name, REDUCTION_TIPS[name]) for name in chosen.reductions]
        _fill(self.reduction, reductions, setup.reduction)

    def _show_summaries(self) -> None:
        setup = self._setup
        objective = words.objective_told(setup)
        told = {
            "data": words.data_told(setup, self._points),
            "model": words.model_told(setup),
            "objective": f"{objective} · {self._labels}" if self._labels else objective,
            "optimizer": words.optimizer_told(setup),
            "loop": words.loop_told(setup),
        }
        for key, summary in told.items():
            self.sections[key].show_summary(summary)

    def _lay_out(self) -> None:
        self.feeding.setEditable(True)
        line = self.feeding.lineEdit()
        assert line is not None
        self._fed_line = line
        for told in words.FEEDINGS.values():
            self.feeding.addItem(told)
        self._fed = QWidget(self)
        fed = QFormLayout(self._fed)
        fed.setContentsMargins(0, 0, 0, 0)
        fed.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fed.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        fed.addRow("fed as", self.feeding)
        goal = QWidget(self)
        form = QFormLayout(goal)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.objective)
        form.addRow("reduction", self.reduction)
        parts: dict[str, tuple[QWidget, ...]] = {
            "data": (self.data, self.typed_data),
            "model": (self.model, self.typed_model, self._fed),
            "objective": (goal, self.labels),
            "optimizer": (self.optimizer,),
            "loop": (self.loop,),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for key, section in self.sections.items():
            for part in parts[key]:
                section.add(part)
            column.addWidget(section)


def _box(name: str, tip: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    box.setSizeAdjustPolicy(ADJUST)
    box.setMinimumContentsLength(8)
    return box


def _fill(box: QComboBox, entries: Sequence[tuple[str, str, str]], chosen: str) -> None:
    """Text, key and tool tip of each entry; the tool tip of the one chosen is the list's."""
    with QSignalBlocker(box):
        if [box.itemData(place) for place in range(box.count())] != [e[1] for e in entries]:
            box.clear()
            for place, (text, key, tip) in enumerate(entries):
                box.addItem(text, key)
                box.setItemData(place, tip, TOOL_TIP)
        box.setCurrentIndex(box.findData(chosen))
    box.setToolTip(next((tip for _, key, tip in entries if key == chosen), ""))


def _own(choice: Choice, row: Row) -> Choice:
    """Without the constructor arguments of a typed class, which have a form of their own."""
    if choice.key != "typed":
        return choice
    own = [field.name for field in row.fields]
    return Choice(choice.key, tuple(pair for pair in choice.settings if pair[0] in own))


def _arguments(choice: Choice, row: Row) -> Arguments:
    """What the constructor of a typed class is given."""
    own = [field.name for field in row.fields]
    return tuple(pair for pair in choice.settings if choice.key == "typed" and pair[0] not in own)


def _made_with(choice: Choice, row: Row, arguments: Arguments) -> Choice:
    return Choice(choice.key, tuple(sorted((*_own(choice, row).settings, *arguments))))
