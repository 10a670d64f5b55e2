"""Whatever is done in whatever order, undo and redo lead exactly to what was."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from graphlab.study.history import History


class Undoing(RuleBasedStateMachine):
    """The history beside a plain list of all states and the place of the present one."""

    def __init__(self):
        super().__init__()
        self.history = History(0)
        self.states, self.at, self.merge = [0], 0, None

    @rule(state=st.integers(0, 9), merge=st.sampled_from([None, None, "x", "y"]))
    def change(self, state, merge):
        self.history = self.history.changed(state, f"To {state}", merge)
        if state != self.states[self.at]:
            self.at += merge is None or merge != self.merge
            self.states[self.at :] = [state]
            self.merge = merge

    @rule(by=st.integers(1, 4))
    def undo(self, by):
        for _ in range(by):
            self.history = self.history.undone()
        self.go(max(0, self.at - by))

    @rule(by=st.integers(1, 4))
    def redo(self, by):
        for _ in range(by):
            self.history = self.history.redone()
        self.go(min(len(self.states) - 1, self.at + by))

    def go(self, at):
        if at != self.at:
            self.at, self.merge = at, None

    @rule()
    def settle(self):
        self.history, self.merge = self.history.settled(), None

    @invariant()
    def all_states_are_where_they_were(self):
        past, future = (
            [c.state for c in part] for part in (self.history.past, self.history.future)
        )
        assert [*past, self.history.present, *future] == self.states
        assert len(past) == self.at

    @invariant()
    def what_they_would_do_is_named(self):
        assert (self.history.undo_text is None) == (self.at == 0)
        assert (self.history.redo_text is None) == (self.at == len(self.states) - 1)


Undoing.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestUndoing = Undoing.TestCase
