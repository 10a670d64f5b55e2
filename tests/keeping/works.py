"""Documents to keep: one with everything in it, and any that hypothesis comes upon."""

import numpy as np
from hypothesis import strategies as st

from graphlab.keeping.kept import Kept, LessonPlace, Look
from graphlab.study.bookmarks import Aim, Bookmark, Stop
from graphlab.study.code import Code, Part, Setup
from graphlab.study.descent import Descending
from graphlab.study.document import Dial, Document
from graphlab.study.grid import grid
from graphlab.study.light import Wish
from graphlab.study.pins import Pin
from graphlab.task.choice import Choice
from graphlab.task.points import Points
from graphlab.task.setup import Setup as Training
from graphlab.task.setup import Split

MARK = Bookmark(
    "the sum",
    frozenset({"blocks.0", "blocks.1"}),
    True,
    Stop("w4", "backward", 1),
    Aim("w5", 3.0, -4.5, 1.25),
    Wish("w3", "w8"),
    True,
    frozenset({("w4", "cos(w3)"), ("w5", "w4^2")}),
)
NET = Part("module", "Net")
EVERYTHING = Kept(
    Document(
        text="½‖Ax‖² + sin(t)",
        dials=(
            grid("A", [[1.0, 2.0], [3.0, 4.0]]),
            grid("x", [0.1, 0.2]),
            Dial("t", 0.5, -3.0, 3.0),
        ),
        cotangents=(2.0,),
        seed=7,
        kind="code",
        code=Code(
            "class Net: ...\n",
            NET,
            ((NET, Setup((("n", "3"),), (("x", "randn(2, 3)"),), "mse", "0.0")),),
            open_fused=True,
            folder="models",
            inside="layers.0",
            keeps_values=False,
        ),
        bookmarks=(MARK,),
        pins=(Pin("w4", "cos(w3)", "lr", 10.0, -20.5),),
        descent=Descending(("x", "y"), 0.25, 0.9, 30),
        points=Points(
            np.array([[0.1, 1.0], [2.0, 1 / 3]]), np.array([0.0, 2.0]), names=("A", "B", "C")
        ),
        training=Training(
            data=Choice("two-class", (("n", 50.0), ("sigma", 1.5))),
            model=Choice("mlp", (("activation", "relu"), ("bias", True))),
            objective="cross-entropy",
            batch_size=4,
            split=Split.read("60,20,rest"),
            seed=3,
        ),
    ),
    Look("tb", "symbols", "level", 6, MARK),
    LessonPlace("chain-rule", 3),
)
NUMBERS = st.floats(-1e6, 1e6)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text("abcxyzθ", min_size=1, max_size=4)


@st.composite
def works(draw):
    """A document as the window could have it."""
    names = draw(st.lists(NAMES, unique=True, max_size=4))
    dials = []
    for name in names:
        if draw(st.booleans()):
            dials.append(Dial(name, 0.0).at(draw(NUMBERS)))
        else:
            rows = draw(st.integers(1, 3))
            dials.append(grid(name, draw(st.lists(NUMBERS, min_size=rows, max_size=rows))))
    xy = draw(st.lists(st.tuples(NUMBERS, NUMBERS, st.integers(0, 1)), max_size=5))
    document = Document(
        text=draw(TEXTS),
        dials=tuple(dials),
        cotangents=draw(st.none() | st.tuples(NUMBERS)),
        seed=draw(st.integers(0, 2**40)),
        kind=draw(st.sampled_from(["expression", "code"])),
        code=Code(draw(TEXTS), draw(st.none() | st.builds(Part, st.just("function"), NAMES))),
        bookmarks=tuple(draw(st.lists(st.builds(Bookmark, TEXTS), max_size=3))),
        points=Points(np.array([p[:2] for p in xy]).reshape(-1, 2), np.array([p[2] for p in xy])),
    )
    memory = draw(st.sampled_from([None, False, True]))
    look = Look(digits=draw(st.sampled_from([0, 3, 4, 6])), memory=memory)
    return Kept(document, look, draw(st.none() | st.builds(LessonPlace, NAMES)))
