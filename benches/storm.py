"""The retry storm of src/storm.rs on SimPy: prints ns of CPU time per storm, and the tally.

Needs SimPy: python3 -m venv .venv && .venv/bin/pip install simpy, and PYTHON=.venv/bin/python.
"""

import time

import simpy

SECOND = 1_000_000_000
MASK = (1 << 64) - 1


def numbers(state):
    while True:
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) & MASK
        yield state >> 24


def upstream(env, latency, tally):
    yield env.timeout(latency)
    tally[2] += 1


def client(env, number, tally):
    steps = numbers(number)
    yield env.timeout(1 + next(steps) % (10 * SECOND))
    for _ in range(23):
        served = env.process(upstream(env, 20 * SECOND + next(steps) % (25 * SECOND), tally))
        patience = env.timeout(30 * SECOND)
        yield served | patience
        if served.triggered:
            tally[0] += 1
        else:
            tally[1] += 1
            yield env.timeout(SECOND)
    tally[3] += env.now


def storm():
    env, tally = simpy.Environment(), [0, 0, 0, 0]
    for number in range(5):
        env.process(client(env, number, tally))
    env.run()
    return tally


tally, best = storm(), None
for _ in range(7):
    start = time.process_time_ns()
    for _ in range(100):
        storm()
    spent = (time.process_time_ns() - start) / 100
    best = spent if best is None else min(best, spent)
print(best, *tally)
