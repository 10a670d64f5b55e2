"""Records PyTorch's own samples of operators and modules and says what does not agree.

A program of its own: the lists of samples change global settings of PyTorch when imported.
"""

from __future__ import annotations

import copy
import sys
import warnings
from typing import TYPE_CHECKING, Any

import torch

from graphlab.engine.call import record_call
from graphlab.engine.recording.tape import tensors_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.record import Record

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from torch.testing._internal.common_methods_invocations import op_db
    from torch.testing._internal.common_modules import module_db

NO_DERIVATIVE = ("no backward pass:", "not deterministic")
"""What plain PyTorch itself refuses, or answers with memory that nobody has filled."""


def calls(op: Any, samples: int) -> Iterator[tuple[str, Any, tuple[Any, ...], dict[str, Any]]]:
    """Each way to call an operator, with samples that plain PyTorch accepts."""
    variants = {"function": op.op, "method": op.method_variant, "in place": op.inplace_variant}
    for variant, function in variants.items():
        if function is None or torch.float64 not in op.dtypes:
            continue
        for sample in list(op.sample_inputs("cpu", torch.float64))[:samples]:
            args, kwargs = (sample.input, *sample.args), dict(sample.kwargs)
            try:
                result = function(*copy.deepcopy(args), **kwargs)
            except Exception:  # noqa: BLE001 (an in-place form that cannot take this sample)
                continue
            if any(True for _ in tensors_in(result)):
                yield f"{op.name} {op.variant_test_name} as {variant}", function, args, kwargs


def fault(record: Record) -> str | None:
    if record.check.agrees or record.check.note.startswith(NO_DERIVATIVE):
        return None
    return record.check.note


def faults_of(op: Any, samples: int) -> list[str]:
    found = []
    for name, function, args, kwargs in calls(op, samples):

        def run(*a: Any, _function: Any = function, **k: Any) -> Any:
            return _function(*a, **k)

        try:
            note = fault(record_call(run, args, kwargs))
        except Exception as error:  # noqa: BLE001 (whatever it is, it is the fault to report)
            note = f"{type(error).__name__}: {error}"
        if note is not None:
            found.append(f"{name}: {note}")
    return found


def module_faults(info: Any) -> list[str]:
    found = []
    for training in (True, False):
        inputs = info.module_inputs_func(
            info, device="cpu", dtype=torch.float64, requires_grad=False, training=training
        )
        for made in list(inputs)[:3]:
            if made.forward_input is None:
                continue
            module = info.module_cls(*made.constructor_input.args, **made.constructor_input.kwargs)
            module.train(training)
            name = f"{info.name} ({'training' if training else 'eval'})"
            args, kwargs = made.forward_input.args, made.forward_input.kwargs
            try:
                copy.deepcopy(module)(*copy.deepcopy(args), **copy.deepcopy(kwargs))
            except Exception:  # noqa: BLE001 (a sample that is there to be refused)
                continue
            try:
                note = fault(record_call(module, args, kwargs))
            except Exception as error:  # noqa: BLE001
                note = f"{type(error).__name__}: {error}"
            if note is not None:
                found.append(f"{name}: {note}")
    return found


def main(what: str, every: int, samples: int) -> None:
    """A line for each fault."""
    torch.set_default_dtype(torch.float64)
    warnings.simplefilter("ignore")
    found = [
        note
        for info in (op_db if what == "operators" else module_db)[::every]
        for note in (faults_of(info, samples) if what == "operators" else module_faults(info))
    ]
    sys.stdout.writelines(note.replace("\n", " ") + "\n" for note in found)


if __name__ == "__main__":
    for what, every, samples in zip(*[iter(sys.argv[1:])] * 3, strict=True):
        main(what, int(every), int(samples))
    sys.stdout.write("done")
