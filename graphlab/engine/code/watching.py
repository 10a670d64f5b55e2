"""Explains what a person's code raises while its frames are alive."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graphlab.engine.mistakes.blame import is_about_memory, is_ours, slip
from graphlab.errors import GraphlabError, InputError
from graphlab.record import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.engine.call import Recording
    from graphlab.engine.code.prelude import UserCode


class Watch:
    """Keeps the explanation of the last mistake in functions that it is put over."""

    def __init__(self, code: UserCode) -> None:
        self._code = code
        self._problem: InputError | None = None

    def over(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function; a mistake in it is explained before it goes on."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except Exception as error:
                self._problem = self._code.explain(error)
                raise

        return watched

    def recording(self, record: Callable[[], Recording]) -> Recording:
        """A recording with the explanation in it; where there is no graph, only that is raised."""
        try:
            recording = record()
        except InputError as error:
            raise self._problem or error from error
        except GraphlabError:
            raise
        except Exception as error:
            if is_ours(error) and not is_about_memory(error):
                raise slip(error) from error
            raise
        problem, made = self._problem, recording.record
        if problem is None or not any(event.kind == "raised" for event in made.events):
            return recording
        if not any(node.op in ("call", "inplace", "opaque") for node in made.nodes):
            raise problem
        told = Event("raised", problem.problem, problem.line, None, problem.column, problem.details)
        events = tuple(told if event.kind == "raised" else event for event in made.events)
        return replace(recording, record=replace(made, events=events))
