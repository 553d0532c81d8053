"""Ops that do nothing, as one job of Dagster: EXECUTOR, SHAPE, STEPS and RUNS come by the environment, since the
processes of its multiprocess executor load this file again."""

import json
import os
import time

from dagster import DagsterInstance, In, Nothing, Out, execute_job, in_process_executor, job, multiprocess_executor, op
from dagster import DagsterEventType, reconstructable

EXECUTORS = {"in_process": in_process_executor, "multiprocess": multiprocess_executor}

QUIET = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}


@op(out=Out(Nothing))
def alone():
    pass


@op(ins={"before": In(Nothing)}, out=Out(Nothing))
def behind():
    pass


@job(executor_def=EXECUTORS[os.environ["EXECUTOR"]])
def steps():
    before = alone.alias("s0")()
    for i in range(1, int(os.environ["STEPS"])):
        if os.environ["SHAPE"] == "chain":
            before = behind.alias(f"s{i}")(before)
        else:
            alone.alias(f"s{i}")()


if __name__ == "__main__":
    with DagsterInstance.get() as instance:
        for _ in range(int(os.environ["RUNS"])):
            began = time.perf_counter()
            with execute_job(reconstructable(steps), instance, run_config=QUIET) as result:
                assert result.success
                seconds = time.perf_counter() - began
                found = instance.get_records_for_run(result.run_id, of_type=DagsterEventType.STEP_START, limit=10_000)
            begins = sorted(each.event_log_entry.timestamp for each in found.records)
            assert len(begins) == int(os.environ["STEPS"])
            hops = sorted(1000 * (b - a) for a, b in zip(begins, begins[1:]))
            print(json.dumps({"seconds": round(seconds, 3), "millis_p50": round(hops[len(hops) // 2], 2)}), flush=True)
