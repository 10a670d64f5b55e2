"""The layout process: asks Graphviz for the rank of every node and its place in it.

Reads one question from standard input and writes one answer to standard output.
"""

from __future__ import annotations

import json
import sys

POINTS_PER_INCH = 72.0


def arrange(data: bytes) -> bytes:
    """Answer ``[[node, rank, place], …]`` to the question of ``graphviz.question``.

    Only sizes and positions cross the border. Labels stay out: a malformed one makes Graphviz
    warn and guess, one with a newline makes ``AGraph.draw`` crash.
    """
    import pygraphviz

    asked = json.loads(data)
    graph = pygraphviz.AGraph(
        directed=True,
        strict=False,
        rankdir="TB" if asked["turned"] else "LR",
        nodesep="0.5",
        ranksep="1.2",
        splines="false",
    )
    graph.node_attr.update(shape="box", fixedsize="true", label="")
    for node, width, height in asked["cards"]:
        graph.add_node(
            node,
            width=f"{width / POINTS_PER_INCH:.3f}",
            height=f"{height / POINTS_PER_INCH:.3f}",
        )
    for source, target, ranks in asked["edges"]:
        graph.add_edge(source, target, minlen=ranks)
    graph.layout(prog="dot")
    places: dict[str, tuple[float, float]] = {}
    for node, _, _ in asked["cards"]:
        x, y = map(float, graph.get_node(node).attr["pos"].split(","))
        places[node] = (-y, x) if asked["turned"] else (x, -y)
    lines = sorted({round(u) for u, _ in places.values()})
    rank = {u: index for index, u in enumerate(lines)}
    return json.dumps([[n, rank[round(u)], v] for n, (u, v) in places.items()]).encode()


if __name__ == "__main__":
    sys.stdout.buffer.write(arrange(sys.stdin.buffer.read()))
