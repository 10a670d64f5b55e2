"""Every exception graphlab raises on purpose, as one small tree.

GraphlabError               anything a person can be told in one sentence
├── InputError              the text or the numbers given are wrong (line, column, a proposed fix)
│   ├── LimitError          the input is right but larger than graphlab takes
│   └── MisfitError         a typed model and the points that it is to learn do not fit
├── RecordingError          the code is right and graphlab could not follow it (line)
├── WorkerError             the process that runs PyTorch stopped or answered nonsense
├── DocumentError           a file could not be read or written
├── ExportError             a picture cannot be written as asked
│   └── UnsavedError        a document would have to be saved for that
├── MissingLibraryError     an optional system or Python library is not there
└── NoDisplayError          a window was asked for and there is no screen
"""

from __future__ import annotations


class GraphlabError(Exception):
    """Base of all errors; ``str(error)`` is one sentence for the person."""


class InputError(GraphlabError):
    """The person's input is wrong.

    ``line`` and ``column`` count from 1; ``length`` is the number of characters to underline.
    ``fixes`` are complete replacement texts that would be accepted. ``details`` is the traceback of
    the person's own code, for those who ask for it.
    """

    def __init__(
        self,
        problem: str,
        *,
        line: int | None = None,
        column: int | None = None,
        length: int = 1,
        fixes: tuple[str, ...] = (),
        details: str = "",
    ) -> None:
        self.problem = problem
        self.line = line
        self.column = column
        self.length = length
        self.fixes = fixes
        self.details = details
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The problem with its place in front, as it is shown."""
        if self.line is None:
            return self.problem
        if self.column is None:
            return f"Line {self.line}: {self.problem}"
        return f"Line {self.line}, column {self.column}: {self.problem}"


class LimitError(InputError):
    """The input is larger than graphlab takes."""


class MisfitError(InputError):
    """A typed model does not fit the points or the objective.

    Its cause is the exception that the model raised, where it raised one.
    """


class RecordingError(GraphlabError):
    """graphlab could not follow the person's code, which is no fault of theirs.

    ``line`` is where their code was, ``details`` the traceback, graphlab's part of it included.
    """

    def __init__(self, problem: str, *, line: int | None = None, details: str = "") -> None:
        self.problem = problem
        self.line = line
        self.details = details
        super().__init__(problem if line is None else f"Line {line}: {problem}")


class WorkerError(GraphlabError):
    """The process that runs PyTorch stopped or answered something that cannot be read."""


class DocumentError(GraphlabError):
    """A file could not be read or written."""


class ExportError(GraphlabError):
    """A picture cannot be written as asked."""


class UnsavedError(ExportError):
    """It could be done with the file of a document, and the work is not in one as it is."""


class MissingLibraryError(GraphlabError):
    """Something that graphlab needs for this is not installed; the sentence names it."""


class NoDisplayError(GraphlabError):
    """There is no screen to open a window on."""
