"""A window whose formulas are run by the engine in this process, and lessons for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from graphlab.engine.expressions.expression import record_expression
from graphlab.worker.messages import Recorded, RecordRequest
from tests.app.conftest import HandLink, code_record

if TYPE_CHECKING:
    from graphlab.worker.messages import Request

LESSON = """---
title: Trials
minutes: 5
---

# Start

Walk through it.

```scene
source: 2*sin(x*y)
at: x = 2, y = 3
step: 0
```

```do
task: Walk to w₃.
until: step >= 3
```

# Middle

```scene
source: sin(x)^2
at: x = 0.5
step: before adjoint w1
highlight: w1 -> w2
show: edges
hide: answer
```

```ask number
question: What is the adjoint of w1?
name: slope
of: adjoint w1
hint: One edge leads from w1.
solution: The product.
```

```ask click
question: Click the square.
name: square
answer: w3
```

# Same graph

Nothing new stands in the window.

# Locked

```scene
source: 2*sin(x*y)
at: x = 2, y = 3
step: value w3
lock: formula, inputs, step, view
hide: values
```
"""
CODE = """---
title: Code
---

# Code

```scene
code:
  import torch
  x = torch.ones(2, 3)
step: 2
```
"""


class EngineLink(HandLink):
    """Answers every formula as the worker would, and code with the lecture's graph."""

    @override
    def send(self, request: Request, *, latest: bool = False) -> None:
        self.asked.append(request)
        if self.at_once:
            self.reply(request)

    def reply(self, request: Request) -> None:
        if isinstance(request, RecordRequest):
            record = record_expression(
                request.text, request.inputs, cotangents=request.cotangents, seed=request.seed
            )
            self.message.emit(Recorded(request.number, record))
        elif request in self.codes:
            self.message.emit(Recorded(request.number, code_record(request.text)))
