"""Kills a process again and again while it saves: how many times, documents lost, false “Saved”."""

import os
import random
import signal
import sys
import time
from pathlib import Path

from graphlab.keeping.files import store, sweep

FOLDER, KILLS = Path(sys.argv[1]), int(sys.argv[2])
PATH, SAID = FOLDER / "a.graphlab", FOLDER / "said"


def content(number: int) -> bytes:
    return b"%d\n" % number * 20_000


def save_for_ever(start: int) -> None:
    said = os.open(SAID, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    number = start
    while True:
        number += 1
        store(PATH, content(number))
        os.pwrite(said, b"%12d" % number, 0)


chance = random.Random(3)
lost = false = last = 0
store(PATH, content(0))
for _ in range(KILLS):
    child = os.fork()
    if not child:
        save_for_ever(last)
    while not SAID.exists() or not SAID.read_bytes():
        time.sleep(0.0005)
    time.sleep(chance.uniform(0, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    data = PATH.read_bytes()
    last = int(data.split(b"\n", 1)[0])
    lost += data != content(last)
    false += last < int(SAID.read_bytes())
    SAID.unlink()
    sweep(FOLDER)
litter = [name for name in os.listdir(FOLDER) if name != PATH.name]
assert not litter, litter
sys.stdout.write(f"{KILLS} {lost} {false}\n")
