"""A person's answers as a file: asked for by name, written by whoever answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QInputDialog

from graphlab.errors import GraphlabError, InputError
from graphlab.export.save import save
from graphlab.study.practice.answers import (
    OfLesson,
    answers_bytes,
    answers_of,
    offered_name,
    read_answers,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from graphlab.app.learning_file import Course
    from graphlab.app.settings import Settings
    from graphlab.study.lesson.progress import Progress
    from graphlab.study.practice.answers import About

NOTHING = "Nothing has been answered yet."
NO_PLACE = (
    "Answers about this graph cannot be graded: its inputs are too large for the file, or no"
    " numbers."
)
OF_CODE = "Answers about a graph of code cannot be graded: its run is not in the file."


def save_answers(
    course: Course, progress: Progress, about: About | None, settings: Settings, parent: QWidget
) -> str:
    """Asks for a name and a file; what is to be said of it, nothing if it was given up."""
    if about is None and course.path is None:
        return OF_CODE
    about = about or OfLesson(course.lesson.name)
    answers = answers_of("", about, course.lesson, progress)
    if not answers.typed:
        return NOTHING
    try:
        read_answers(answers_bytes(answers))
    except InputError:
        return NO_PLACE
    name, given = QInputDialog.getText(
        parent, "Save answers", "Your name", text=settings.text("student")
    )
    if not given or not name.strip():
        return ""
    settings.keep("student", name.strip())
    start = settings.last_folder / offered_name(name, course.lesson.name)
    chosen, _ = QFileDialog.getSaveFileName(parent, "Save answers", str(start), "Answers (*.json)")
    if not chosen:
        return ""
    path = Path(chosen)
    path = path if path.suffix else path.with_suffix(".json")
    answers = answers_of(name.strip(), about, course.lesson, progress)
    try:
        save(path, answers_bytes(answers))
    except GraphlabError as error:
        return str(error)
    return f"Saved {path.name}."
