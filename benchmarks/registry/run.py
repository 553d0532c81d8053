#!/usr/bin/env python3
"""Tracking: Evenkeel beside MLflow's own server, asked the same by the same plain HTTP client.

Each server alone on the first core, this program on the second, one after another. Metrics go in batches of 100 by
four connections; runs are searched by one, with a filter on a metric and one on a parameter, newest 100, with all that
belongs to them. Before each search the server has as many runs as the column says, and has answered it for
5 seconds, so that a JVM has compiled what it runs.

usage: run.py --mlflow VENV [--runs 300,20000,200000] [--seconds 8] [--json FILE]
"""

import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
API = "/api/2.0/mlflow/"
EXPERIMENTS = 40
IDLE_SECONDS = 45
WARM_SECONDS = 5


class Server:
    """A server process, and how much it was given."""

    def __init__(self, name: str, command: list, port: int, home: pathlib.Path):
        self.name, self.port, self.home = name, port, home
        env = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"}
        self.log = open(home / "log", "w")
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", *command], stdout=self.log, stderr=self.log, cwd=home, env=env, start_new_session=True
        )
        self.runs = 0
        self.experiments = []
        for _ in range(600):
            try:
                if self.call(self.connect(), "GET", "/health") is not None:
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit(f"{name} does not start: see {home / 'log'}")

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    @staticmethod
    def call(connection, method: str, path: str, body=None):
        data = None if body is None else json.dumps(body)
        connection.request(method, path, data, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        read = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answers {answer.status}: {read[:500]}")
        return json.loads(read) if read.startswith(b"{") else read

    def timed_post(self, connection, call: str, body):
        """The answer, and the milliseconds until all of it was there; to read its JSON is the client's own."""
        data = json.dumps(body)
        begun = time.perf_counter()
        connection.request("POST", API + call, data, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        read = answer.read()
        took = (time.perf_counter() - begun) * 1000
        if answer.status != 200:
            raise SystemExit(f"{call} answers {answer.status}: {read[:500]}")
        return json.loads(read), took

    def post(self, connection, call: str, body):
        return self.call(connection, "POST", API + call, body)

    def memory_mebibytes(self) -> float:
        """Resident, of the process and all its children."""
        total = 0
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                if os.getpgid(int(status.parent.name)) == self.process.pid:
                    total += next(int(line.split()[1]) for line in status.open() if line.startswith("VmRSS"))
            except (OSError, StopIteration):
                continue
        return total / 1024

    def close(self):
        os.killpg(self.process.pid, 15)
        self.process.wait(60)
        self.log.close()


def now_millis() -> int:
    return int(time.time() * 1000)


def per_second(server: Server, seconds: float, connections: int, work) -> float:
    """How often `work` is done a second."""
    counts = [0] * connections
    end = time.monotonic() + seconds

    def loop(index: int):
        connection = server.connect()
        while time.monotonic() < end:
            work(connection, index)
            counts[index] += 1

    threads = [threading.Thread(target=loop, args=(index,)) for index in range(connections)]
    begun = time.monotonic()
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return sum(counts) / (time.monotonic() - begun)


def creates(server: Server, seconds: float) -> float:
    return per_second(
        server,
        seconds,
        4,
        lambda connection, _: server.post(
            connection, "runs/create", {"experiment_id": server.experiments[0], "start_time": now_millis()}
        ),
    )


def batches(server: Server, seconds: float) -> float:
    connection = server.connect()
    runs = [
        server.post(connection, "runs/create", {"experiment_id": server.experiments[0]})["run"]["info"]["run_id"]
        for _ in range(4)
    ]
    steps = [0] * 4

    def batch(connection, index):
        steps[index] += 1
        points = [
            {"key": f"m{key}", "value": random.random(), "timestamp": now_millis(), "step": steps[index]}
            for key in range(100)
        ]
        server.post(connection, "runs/log-batch", {"run_id": runs[index], "metrics": points})

    return per_second(server, seconds, 4, batch)


def fill(server: Server, runs: int):
    """Runs with 4 metrics, 5 parameters and 2 tags each, over all experiments, until there are so many."""
    missing = runs - server.runs
    server.runs = max(server.runs, runs)

    def loop(part: int):
        rng = random.Random(runs + part)
        connection = server.connect()
        for number in range(part, missing, 4):
            run = server.post(
                connection,
                "runs/create",
                {"experiment_id": server.experiments[number % EXPERIMENTS], "start_time": 1_700_000_000_000 + number},
            )["run"]["info"]["run_id"]
            server.post(
                connection,
                "runs/log-batch",
                {
                    "run_id": run,
                    "metrics": [
                        {"key": key, "value": rng.random(), "timestamp": number, "step": 1}
                        for key in ("f1", "auc", "loss", "seconds")
                    ],
                    "params": [{"key": f"p{index}", "value": str(rng.randrange(10))} for index in range(5)],
                    "tags": [{"key": f"t{index}", "value": str(rng.randrange(10))} for index in range(2)],
                },
            )

    threads = [threading.Thread(target=loop, args=(part,)) for part in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]


def search(server: Server, experiments: list, text: str, order: list, times: int) -> dict:
    connection = server.connect()
    took = []
    body = {"experiment_ids": experiments, "filter": text, "order_by": order, "max_results": 100}
    found = 0
    for _ in range(times):
        answer, milliseconds = server.timed_post(connection, "runs/search", body)
        found = len(answer.get("runs", []))
        took.append(milliseconds)
    took.sort()
    return {"p50": statistics.median(took), "p95": took[int(0.95 * (len(took) - 1))], "found": found}


SEARCHES = {
    "one experiment, a metric": (1, "metrics.f1 > 0.5", []),
    "one experiment, a parameter": (1, "params.p1 = '3'", []),
    "40 experiments, a metric": (EXPERIMENTS, "metrics.f1 > 0.5", []),
    "40 experiments, best first": (EXPERIMENTS, "params.p1 = '3'", ["metrics.f1 DESC"]),
}


def measured(server: Server, sizes: list, seconds: float) -> dict:
    connection = server.connect()
    server.experiments = [
        server.post(connection, "experiments/create", {"name": f"benchmark {number}"})["experiment_id"]
        for number in range(EXPERIMENTS)
    ]
    time.sleep(IDLE_SECONDS)
    rows = {"idle MiB": server.memory_mebibytes()}
    creates(server, seconds / 2)  # warm
    batches(server, seconds / 2)
    rows["creates/s"] = creates(server, seconds)
    rows["batches of 100 metrics/s"] = batches(server, seconds)
    for runs in sizes:
        begun = time.monotonic()
        fill(server, runs)
        print(f"{server.name}: {runs} runs after {time.monotonic() - begun:.0f} s", file=sys.stderr)
        for name, (experiments, text, order) in SEARCHES.items():
            end = time.monotonic() + WARM_SECONDS
            while time.monotonic() < end:
                search(server, server.experiments[:experiments], text, order, 10)
            rows[f"{name}, {runs} runs"] = search(server, server.experiments[:experiments], text, order, 60)
    rows["loaded MiB"] = server.memory_mebibytes()
    return rows


def shown(value) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict):
        return f"{value['p50']:.1f} / {value['p95']:.1f} ms"
    return f"{value:,.0f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mlflow", type=pathlib.Path, help="venv with mlflow")
    parser.add_argument("--runs", default="300,20000,200000")
    parser.add_argument("--mlflow-runs", default="300,4000", help="it takes an hour to have 200,000")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="registry-benchmark-"))
    results = {}
    os.sched_setaffinity(0, {1})
    try:
        for name, command, sizes in (
            ("Evenkeel", [ROOT / "evenkeel", "server", "--port", "5071", "--home", "home"], options.runs),
            (
                "MLflow",
                options.mlflow
                and [
                    options.mlflow / "bin" / "mlflow", "server", "--port", "5072",
                    "--backend-store-uri", "sqlite:///mlflow.db", "--artifacts-destination", "artifacts",
                ],
                options.mlflow_runs,
            ),
        ):
            if not command:
                continue
            home = work / name
            home.mkdir()
            server = Server(name, [str(part) for part in command], int(command[command.index("--port") + 1]), home)
            try:
                results[name] = measured(server, [int(size) for size in sizes.split(",")], options.seconds)
            finally:
                server.close()
        names = list(results)
        print("| | " + " | ".join(names) + " |\n|---|" + "---:|" * len(names))
        for row in dict.fromkeys(key for rows in results.values() for key in rows):
            print(f"| {row} | " + " | ".join(shown(results[name].get(row)) for name in names) + " |")
        if options.json:
            options.json.write_text(json.dumps(results, indent=1))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
