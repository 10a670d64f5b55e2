"""What a bookmark holds, and what is left of it in another run."""

from __future__ import annotations

from dataclasses import replace

from graphlab.study.bookmarks import Aim, Bookmark, Stop, missing, stop_of, usual_name
from graphlab.study.document import Document
from graphlab.study.labels import Labels
from graphlab.study.light import Wish
from graphlab.study.player import Player
from tests.lecture import lecture_record

RECORD = lecture_record()
LABELS = Labels(RECORD)
MARK = Bookmark(
    "here", stop=Stop("w4", "backward", 1), aim=Aim("w6", 3.0, 4.0, 1.5), wish=Wish("w2", "w7")
).of(RECORD)


def test_its_usual_name_says_where_the_walk_stands_and_is_its_own() -> None:
    player = Player(RECORD)
    assert usual_name(player, LABELS) == "Start"
    assert usual_name(player.at(13), LABELS) == "w̄₄, step 13"
    assert usual_name(player.at(4), LABELS, {"w₄, step 4"}) == "w₄, step 4 (2)"
    assert stop_of(player) is None
    assert stop_of(player.at(13, 1)) == Stop("w4", "backward", 1)


def test_in_a_run_of_the_same_graph_all_of_it_is_left() -> None:
    assert MARK.nodes == {"w2", "w4", "w6", "w7"}
    assert MARK.kept(lecture_record(x=0.9)) == (MARK, ())


def test_a_node_that_is_gone_or_another_takes_along_only_what_names_it() -> None:
    nodes = tuple(
        replace(node, text="w5^3") if node.id == "w6" else node
        for node in RECORD.nodes
        if node.id != "w7"
    )
    edges = tuple(edge for edge in RECORD.edges if "w7" not in edge.key)
    steps = tuple(step for step in RECORD.steps if step.node != "w7")
    left, lacking = MARK.kept(replace(RECORD, nodes=nodes, edges=edges, steps=steps))
    assert (left.stop, left.aim, left.wish) == (MARK.stop, None, None)
    assert lacking == ("w6", "w7")


def test_what_is_missing_is_said_in_one_sentence() -> None:
    gone = replace(MARK, closed=frozenset({"blocks.3", "blocks.3.norm"})).kept(RECORD)[1]
    assert missing("here", gone) == (
        "“here” was made for another graph: module blocks.3 is not in this one."
    )
    assert "w1, w2, w3, w4 and 2 more are" in missing("m", ("w1", "w2", "w3", "w4", "w5", "w6"))
    assert missing("here", ()) == ""


def test_a_document_keeps_its_bookmarks_while_its_text_changes() -> None:
    marked = Document("x", bookmarks=(MARK,))
    assert marked.reading("x + 1", ("x",)).bookmarks == (MARK,)
