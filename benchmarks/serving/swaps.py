#!/usr/bin/env python3
"""Whether a request fails while versions are swapped under load, and when the server is told to end.

Starts Evenkeel on the first core with two versions of the model of run.py, asks it from the second by wrk, and moves
`champion` from one to the other a hundred times. Then asks it by clients that do what a load balancer does, leave a
connection when they are told to, and sends SIGTERM.

usage: swaps.py [--swaps 100] [--work FOLDER] [--json FILE]
"""

import argparse
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

from run import CLIENT_CORE, HERE, ROOT, environment, running, Server

PORT = 9108
CLIENTS = 8


def ask(method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def await_ready(process: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            if ask("GET", "/health/ready")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("the server does not answer")


def swap(swaps: int, body: pathlib.Path) -> dict:
    seconds = 3600
    command = ["taskset", "-c", CLIENT_CORE, "wrk", "-t1", "-c16", f"-d{seconds}s", "-s", str(HERE / "post.lua")]
    load = subprocess.Popen(
        [*command, f"http://127.0.0.1:{PORT}/v1/models/bench:predict"],
        env={**os.environ, "BODY": str(body)},
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(5)
    began = time.monotonic()
    for number in range(swaps):
        status, said = ask("PUT", "/api/v1/models/bench/aliases/champion", json.dumps({"version": 2 - number % 2}).encode())
        if status != 200:
            raise SystemExit(f"swap {number} was refused: {said!r}")
    took = time.monotonic() - began
    # At SIGINT it says what it has counted.
    load.send_signal(signal.SIGINT)
    found = json.loads(load.communicate(timeout=60)[0].strip().splitlines()[-1])
    return {
        "swaps": swaps,
        "millisPerSwap": round(1000 * took / swaps, 1),
        "requests": found["requests"],
        "failed": found["failed"],
        "p99Millis": found["p99"] / 1000,
    }


def until_told_to_go(body: bytes, counts: list, failures: list) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        while True:
            connection.request("POST", "/v1/models/bench:predict", body, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            reply.read()
            if reply.status != 200:
                failures.append(reply.status)
            counts.append(1)
            if reply.will_close:
                return
    except (OSError, http.client.HTTPException) as lost:
        failures.append(repr(lost))
    finally:
        connection.close()


def end(process: subprocess.Popen, body: bytes) -> dict:
    counts, failures = [], []
    clients = [threading.Thread(target=until_told_to_go, args=(body, counts, failures)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(2)
    process.send_signal(signal.SIGTERM)
    for client in clients:
        client.join()
    return {"requests": len(counts), "failed": len(failures), "failures": failures[:5]}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--swaps", type=int, default=100)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "target/benchmarks")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    models = options.work / "models"
    if not (models / "bodies").exists():
        options.work.mkdir(parents=True, exist_ok=True)
        python = environment(options.work, "models") / "bin/python"
        subprocess.run([python, HERE / "make_models.py", models], check=True)
    java = subprocess.run([ROOT / "build", "--java-home"], check=True, capture_output=True, text=True).stdout.strip()
    jar = ROOT / "app/cli/target/evenkeel.jar"
    evenkeel = [f"{java}/bin/java", "--sun-misc-unsafe-memory-access=allow", "-jar", jar]
    body = models / "bodies/evenkeel.json"
    with tempfile.TemporaryDirectory() as home:
        server = Server(
            "swaps", [*evenkeel, "serve", models / "model.json", "--name", "bench", "--home", home, "--port", str(PORT)]
        )
        (pathlib.Path(home) / "server.yaml").write_text("shutdown: {delay: 1s, grace: 10s}\n")
        with running(server, options.work / "swaps.log") as process:
            await_ready(process)
            again = ["model", "register", models / "model.json", "--name", "bench", "--server", f"http://127.0.0.1:{PORT}"]
            subprocess.run([*map(str, evenkeel + again)], check=True, stdout=sys.stderr)
            swapped = swap(options.swaps, body)
            ended = end(process, body.read_bytes())
    print("| while | requests | failed |")
    print("|---|---:|---:|")
    print(f"| {swapped['swaps']} swaps, {swapped['millisPerSwap']} ms each | {swapped['requests']:,} | {swapped['failed']} |")
    print(f"| SIGTERM | {ended['requests']:,} | {ended['failed']} |")
    print(f"p99 during the swaps: {swapped['p99Millis']:.1f} ms", *ended["failures"])
    if options.json:
        options.json.write_text(json.dumps({"swaps": swapped, "end": ended}, indent=2))


if __name__ == "__main__":
    main()
