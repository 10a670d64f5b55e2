"""What the code panel needs to know of a text: what it offers, and the fields of the form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from graphlab.panels.offers_bar import Choice
from graphlab.panels.setup_form import FormField
from graphlab.study.code import Part, Setup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.script.survey import Survey
    from graphlab.study.given import Given

LONGEST_FIELD = 500
AS_GIVEN = "Step through {} as given"


def check_field(which: str, text: str) -> object:
    """Reads what was typed into a field; raises InputError."""
    from graphlab.script.specs import parse_argument, parse_spec

    return parse_argument(text) if which == "init" else parse_spec(text)


def choices_of(found: Survey | None, given: Given | None = None) -> tuple[Choice, ...]:
    """What can be stepped through, the most likely first."""
    from graphlab.script.survey import offers

    own = [Choice(given.part, AS_GIVEN.format(given.part.name))] if given is not None else []
    found_too = offers(found) if found is not None else ()
    return (*own, *(Choice(Part(o.kind, o.name), o.sentence) for o in found_too))


def preferred(offered: Sequence[Choice], chosen: Part | None) -> Part | None:
    """The part chosen before if it is still there, else the only one there is."""
    parts = [choice.part for choice in offered]
    if chosen in parts:
        return chosen
    return parts[0] if len(parts) == 1 else None


def fields_of(
    found: Survey | None, part: Part | None, given: Given | None = None
) -> tuple[FormField, ...]:
    """The fields that the signatures of a part ask for; those of what was given are its tensors."""
    if part is None:
        return ()
    if part.kind == "given":
        inputs = given.inputs if given is not None else ()
        return tuple(FormField("inputs", one.name, one.told, None, one.text) for one in inputs)
    if found is None:
        return ()
    match part.kind:
        case "module":
            cls = next((c for c in found.classes if c.name == part.name), None)
            pairs = [("init", p) for p in cls.constructor] if cls else []
            pairs += [("inputs", p) for p in cls.forward] if cls else []
        case "function":
            function = next((f for f in found.functions if f.name == part.name), None)
            pairs = [("inputs", p) for p in function.parameters] if function else []
        case _:
            pairs = []
    return tuple(
        FormField(which, p.name, p.default, p.annotation, p.guess or "") for which, p in pairs
    )


def written(setup: Setup) -> str:
    """A Setup as one line of text, to be remembered."""
    return json.dumps([dict(setup.init), dict(setup.inputs), setup.loss, setup.target])


def recalled(text: str) -> Setup | None:
    """The Setup that such a line holds; None for anything else."""
    try:
        init, inputs, loss, target = json.loads(text)
        fields = [*init.items(), *inputs.items(), ("loss", loss), ("target", target)]
    except (ValueError, TypeError, AttributeError):
        return None
    if not all(isinstance(typed, str) and len(typed) < LONGEST_FIELD for _, typed in fields):
        return None
    return Setup(tuple(init.items()), tuple(inputs.items()), loss, target)


def filled(entered: Setup, fields: Sequence[FormField]) -> Setup:
    """What was entered; where nothing ever was, what the script itself passes."""
    init, inputs = dict(entered.init), dict(entered.inputs)
    made = Setup((), (), entered.loss, entered.target)
    for field in fields:
        known = init if field.which == "init" else inputs
        guess = field.hint if field.default is None else ""
        made = made.given(field.which, field.name, known.get(field.name, guess))
    return made


def call_text(part: Part, setup: Setup, inside: str = "") -> str:
    """``LogisticRegression(N=2)(x=randn(2, 1))``, as the bar shows it; ``inside`` names a part."""
    if part.kind == "statements":
        return "the statements"
    inputs = ", ".join(f"{name} = {text}" for name, text in setup.inputs if text)
    if part.kind == "given":
        inputs = ", ".join(f"{name} = {text}" if text else name for name, text in setup.inputs)
        if " " in part.name:  # what it is, and no function's name
            return f"{part.name}: {inputs}"
    init = ", ".join(f"{name}={text}" for name, text in setup.init if text)
    called = f"{part.name}({init})({inputs})" if part.kind == "module" else f"{part.name}({inputs})"
    if inside:
        return f"{called} › {inside}"
    if not setup.loss:
        return called
    return f"{setup.loss}({called}{f', {setup.target}' if setup.target else ''})"
