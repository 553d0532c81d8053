"""Tasks that do nothing, in one flow of Prefect with its own server on SQLite: SHAPE, STEPS and RUNS come by the
environment."""

import json
import os
import time

from prefect import flow, task

BEGAN = []


@task
def step(_before=None):
    BEGAN.append(time.perf_counter())


@flow
def steps(shape: str, count: int):
    if shape == "chain":
        before = None
        for _ in range(count):
            before = step(before, return_state=True)
    else:
        for each in [step.submit() for _ in range(count)]:
            each.wait()


if __name__ == "__main__":
    for _ in range(int(os.environ["RUNS"])):
        BEGAN.clear()
        began = time.perf_counter()
        steps(os.environ["SHAPE"], int(os.environ["STEPS"]))
        seconds = time.perf_counter() - began
        begins = sorted(BEGAN)
        assert len(begins) == int(os.environ["STEPS"])
        hops = sorted(1000 * (b - a) for a, b in zip(begins, begins[1:]))
        print(json.dumps({"seconds": round(seconds, 3), "millis_p50": round(hops[len(hops) // 2], 2)}), flush=True)
