#!/usr/bin/env python3
"""Datasets: how long a small append takes, by how many versions are stored.

The server runs on the first core, this program on the second. Batches of five rows are sent one after another;
at each count of stored versions the next 100 are measured, from the request's first byte to the answer's last. On a
busy machine the least and the processor's time say more than the median; the latter includes work in the background.

usage: run.py [--versions 300,10000] [--json FILE]
"""

import argparse
import http.client
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MEASURED = 100
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: sales
version: 1.0.0
status: active
schema:
  - name: sales
    properties:
      - {name: at, logicalType: timestamp, required: true}
      - {name: wall, logicalType: string}
      - {name: area, logicalType: number, required: true}
      - {name: rooms, logicalType: integer}
      - {name: garage, logicalType: boolean}
      - {name: price, logicalType: number}
"""


def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def batch(number: int) -> bytes:
    rows = "".join(
        f"2026-01-01T00:00:{second:02d}Z,wood,{number}.{second},4,true,{number * 7}\n" for second in range(5)
    )
    return ("at,wall,area,rooms,garage,price\n" + rows).encode()


class Client:
    def __init__(self, at: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", at, timeout=300)

    def send(self, method: str, path: str, body: bytes = b"") -> dict:
        self.connection.request(method, path, body)
        answer = self.connection.getresponse()
        read = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {read[:300]!r}")
        return json.loads(read)

    def append(self, number: int) -> float:
        begin = time.perf_counter()
        self.send("POST", "/api/v1/datasets/sales/versions?format=csv", batch(number))
        return 1000 * (time.perf_counter() - begin)


def cpu(process: int) -> float:
    """Seconds that a process has worked. The launcher becomes the server, so the id is its own."""
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def await_server(at: int) -> Client:
    for _ in range(240):
        try:
            client = Client(at)
            client.connection.request("GET", "/health/ready")
            answer = client.connection.getresponse()
            answer.read()
            if answer.status == 200:
                return client
        except OSError:
            pass
        time.sleep(0.25)
    raise SystemExit("the server does not start")


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--versions", default="300,10000")
    arguments.add_argument("--json")
    given = arguments.parse_args()
    home = pathlib.Path(tempfile.mkdtemp(prefix="evenkeel-data-"))
    at = port()
    log = open(home / "log", "w")
    server = subprocess.Popen(
        ["taskset", "-c", "0", str(ROOT / "evenkeel"), "server", "--port", str(at), "--home", str(home / "home")],
        stdout=log,
        stderr=log,
    )
    figures = []
    try:
        os.sched_setaffinity(0, {1})
        client = await_server(at)
        client.send("PUT", "/api/v1/datasets/sales/contract", CONTRACT.encode())
        stored = 0
        for wanted in map(int, given.versions.split(",")):
            while stored < wanted:
                client.append(stored)
                stored += 1
            before = cpu(server.pid)
            times = sorted(client.append(stored + each) for each in range(MEASURED))
            used = cpu(server.pid) - before
            stored += MEASURED
            figures.append({
                "versions": wanted,
                "median_ms": round(statistics.median(times), 1),
                "p95_ms": round(times[int(0.95 * len(times))], 1),
                "least_ms": round(times[0], 1),
                "cpu_ms": round(1000 * used / MEASURED, 1),
                "bytes": sum(file.stat().st_size for file in (home / "home").rglob("*") if file.is_file()),
            })
            shown = "{versions:>7} versions: median {median_ms} ms, p95 {p95_ms} ms, least {least_ms} ms, CPU {cpu_ms} ms"
            print(shown.format(**figures[-1]), flush=True)
    finally:
        server.terminate()
        server.wait()
        log.close()
        shutil.rmtree(home)
    if given.json:
        pathlib.Path(given.json).write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
