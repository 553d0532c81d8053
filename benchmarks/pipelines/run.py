#!/usr/bin/env python3
"""What a step costs beside its own work: pipelines of steps that do nothing, by Evenkeel, Prefect and Dagster.

Each is a process of its own on both cores, with its state on the disk: Evenkeel's in SQLite (and in PostgreSQL, if an
address is given), Dagster's and Prefect's in SQLite, as they are when just installed. They take turns, and the last run
of each process counts: what came before warmed it up. `p50` is the time from the begin of one step to the begin of the
next, `a step` the time of the whole run by its steps.

usage: run.py --prefect VENV --dagster VENV [--postgres URL] [--steps 100] [--runs 3] [--rounds 2] [--json FILE]
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def build(repository: str) -> str:
    java = subprocess.check_output([str(ROOT / "build"), "--java-home"], text=True).strip()
    local = [f"-Dmaven.repo.local={repository}"] if repository else []
    quiet = ["-B", "-q", *local]
    if not repository:
        subprocess.check_call([str(ROOT / "build"), *quiet, "-pl", "stages/pipelines", "-am", "-DskipTests", "install"], cwd=ROOT)
    subprocess.check_call(["mvn", *quiet, "compile"], cwd=HERE, env={**os.environ, "JAVA_HOME": java})
    return java


def run(command: list, env: dict) -> dict:
    with tempfile.TemporaryDirectory() as home:
        made = {name: value.replace("HOME", home) for name, value in env.items()}
        done = subprocess.run(
            [each.replace("HOME", home) for each in command], env={**os.environ, **made}, cwd=home, text=True, capture_output=True
        )
    if done.returncode:
        sys.exit(f"{command[0]} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return json.loads([line for line in done.stdout.splitlines() if line.startswith('{"seconds"')][-1])


def contestants(options, java: str, shape: str, steps: int) -> dict:
    evenkeel = [f"{java}/bin/java", "--enable-native-access=ALL-UNNAMED", "-Dorg.jooq.no-logo=true", "-Dorg.jooq.no-tips=true",
                "-cp", f"{HERE}/target/classes:{HERE}/target/lib/*", "bench.Steps"]
    given = {"SHAPE": shape, "STEPS": str(steps), "RUNS": str(options.runs)}
    dagster = [f"{options.dagster}/bin/python", str(HERE / "dagster_steps.py")]
    prefect = [f"{options.prefect}/bin/python", str(HERE / "prefect_steps.py")]
    asked = [shape, str(steps), str(options.runs)]
    all_of_them = {"Evenkeel, SQLite": ([*evenkeel, "jdbc:sqlite:HOME/evenkeel.db", *asked], {})}
    if options.postgres:
        all_of_them["Evenkeel, PostgreSQL"] = ([*evenkeel, options.postgres, *asked], {})
    home = {"DAGSTER_HOME": "HOME", "DAGSTER_DISABLE_TELEMETRY": "1", "PREFECT_HOME": "HOME", "DO_NOT_TRACK": "1",
            "PREFECT_LOGGING_LEVEL": "ERROR", "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    if options.dagster:
        all_of_them["Dagster, in process"] = (dagster, {**given, **home, "EXECUTOR": "in_process"})
        all_of_them["Dagster, its default (a process a step)"] = (dagster, {**given, **home, "EXECUTOR": "multiprocess", "RUNS": "1",
                                                                           "STEPS": str(min(steps, 20))})
    if options.prefect:
        all_of_them["Prefect, its default"] = (prefect, {**given, **home})
    return all_of_them


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--prefect", default="")
    parser.add_argument("--dagster", default="")
    parser.add_argument("--postgres", default="")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--repository", default="", help="a local Maven repository in which Evenkeel is installed already")
    parser.add_argument("--json", default="")
    options = parser.parse_args()
    java = build(options.repository)
    found: dict = {}
    for shape in ("chain", "wide"):
        for _ in range(options.rounds):
            for name, (command, env) in contestants(options, java, shape, options.steps).items():
                steps = int(env.get("STEPS", options.steps))
                figures = run(command, env)
                found.setdefault((shape, name), []).append({**figures, "a_step": 1000 * figures["seconds"] / steps})
                print(f"  {shape}, {name}: {figures}", file=sys.stderr)
    print("| shape | | p50, ms | a step, ms | Evenkeel on SQLite takes |\n|---|---|---:|---:|---:|")
    result = []
    for (shape, name), rounds in found.items():
        p50 = statistics.median(each["millis_p50"] for each in rounds)
        step = statistics.median(each["a_step"] for each in rounds)
        ours = statistics.median(each["a_step"] for each in found[(shape, "Evenkeel, SQLite")])
        print(f"| {shape} | {name} | {p50:.1f} | {step:.1f} | 1/{step / ours:.1f} |")
        result.append({"shape": shape, "name": name, "p50": p50, "a_step": step, "ratio": step / ours})
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
