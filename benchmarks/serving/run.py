#!/usr/bin/env python3
"""Requests per second and latency of one XGBoost model behind Evenkeel and its peers, in one run.

Each server is pinned to the first core and the load generator to the second; they run one after another. Needs Linux,
two cores, wrk, h2load (nghttp2-client) and python3 with venv. The first run makes a virtual environment for each peer.

usage: run.py [--seconds 10] [--connections 16] [--only NAME,NAME] [--work FOLDER] [--json FILE]
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SERVER_CORE, CLIENT_CORE = "0", "1"
# The scikit-learn pipeline; the rest is asked for the trees.
PYTHON, MLFLOW_PYTHON = "Evenkeel, Python worker", "mlflow models serve, the worker's model"


@dataclass
class Target:
    """One address of one server."""

    name: str
    server: str
    url: str
    body: str = ""  # a file of bodies/; empty asks by GET
    grpc: bool = False


@dataclass
class Server:
    name: str
    command: list
    environment: dict = field(default_factory=dict)
    folder: pathlib.Path | None = None
    patience: int = 90


def environment(work: pathlib.Path, name: str) -> pathlib.Path:
    """The virtual environment of a peer, made once for its list of requirements."""
    given = os.environ.get("BENCH_ENV_" + name.upper())
    if given:
        return pathlib.Path(given)
    folder = work / "environments" / name
    wanted = (HERE / f"requirements-{name}.txt").read_text()
    done = folder / "requirements.txt"
    if not done.exists() or done.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"installing {name} ...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin/pip", "install", "-q", "-r", HERE / f"requirements-{name}.txt"], check=True)
        done.write_text(wanted)
    return folder


def mlflow(name: str, work: pathlib.Path, model: pathlib.Path, port: int) -> Server:
    binaries = environment(work, "models") / "bin"
    command = [binaries / "mlflow", "models", "serve", "-m", model, "-p", str(port), "--env-manager", "local"]
    return Server(name, command, {"PATH": f"{binaries}:{os.environ['PATH']}"})


def servers(work: pathlib.Path, models: pathlib.Path, home: pathlib.Path) -> list[Server]:
    java = subprocess.run([ROOT / "build", "--java-home"], check=True, capture_output=True, text=True).stdout.strip()
    jar = ROOT / "app/cli/target/evenkeel.jar"
    serve = [f"{java}/bin/java", "--sun-misc-unsafe-memory-access=allow", "-jar", jar, "serve", "--name", "bench"]
    (home / "python").mkdir()
    interpreter = environment(work, "models") / "bin/python"
    (home / "python/server.yaml").write_text(f"runtimes:\n  python:\n    interpreter: {interpreter}\n")
    return [
        Server("evenkeel", [*serve, models / "model.json", "--home", home / "trees", "--port", "9100"]),
        Server("evenkeel-python", [*serve, models / "pipeline", "--home", home / "python", "--port", "9106"]),
        Server("mlserver", [environment(work, "mlserver") / "bin/mlserver", "start", "."], folder=models / "mlserver"),
        Server(
            "mlserver-inline",
            [environment(work, "mlserver") / "bin/mlserver", "start", "."],
            folder=models / "mlserver-inline",
        ),
        Server(
            "bentoml",
            [environment(work, "bentoml") / "bin/bentoml", "serve", "bento_service:Bench", "--port", "9104"],
            {"BENCH_MODELS": str(models), "BENTOML_DO_NOT_TRACK": "1"},
            HERE,
        ),
        mlflow("mlflow", work, models / "mlflow", 9105),
        mlflow("mlflow-python", work, models / "pipeline", 9107),
    ]


TARGETS = [
    Target("Evenkeel, empty endpoint", "evenkeel", "http://127.0.0.1:9100/health"),
    Target("Evenkeel, named features", "evenkeel", "http://127.0.0.1:9100/v1/models/bench:predict", "evenkeel.json"),
    Target("Evenkeel, Open Inference REST", "evenkeel", "http://127.0.0.1:9100/v2/models/bench/infer", "v2.json"),
    Target("Evenkeel, /invocations", "evenkeel", "http://127.0.0.1:9100/invocations", "mlflow.json"),
    Target("Evenkeel, gRPC", "evenkeel", "http://127.0.0.1:9100", "v2.grpc", True),
    Target("MLServer, REST", "mlserver", "http://127.0.0.1:9101/v2/models/bench/infer", "v2.json"),
    Target("MLServer, gRPC", "mlserver", "http://127.0.0.1:9102", "v2.grpc", True),
    Target("MLServer without workers, REST", "mlserver-inline", "http://127.0.0.1:9101/v2/models/bench/infer", "v2.json"),
    Target("MLServer without workers, gRPC", "mlserver-inline", "http://127.0.0.1:9102", "v2.grpc", True),
    Target("BentoML", "bentoml", "http://127.0.0.1:9104/predict", "bentoml.json"),
    Target("mlflow models serve", "mlflow", "http://127.0.0.1:9105/invocations", "mlflow.json"),
    Target(PYTHON, "evenkeel-python", "http://127.0.0.1:9106/v1/models/bench:predict", "evenkeel.json"),
    Target(MLFLOW_PYTHON, "mlflow-python", "http://127.0.0.1:9107/invocations", "mlflow.json"),
]


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def message(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def grpc_body(models: pathlib.Path) -> None:
    """A ModelInferRequest of one row, raw, as a gRPC frame."""
    row = json.loads((models / "bodies/v2.json").read_text())["inputs"][0]
    shape = b"".join(varint(size) for size in row["shape"])
    tensor = message(1, b"input") + message(2, b"FP32") + message(3, shape)
    raw = struct.pack(f"<{len(row['data'])}f", *row["data"])
    request = message(1, b"bench") + message(5, tensor) + message(7, raw)
    (models / "bodies/v2.grpc").write_bytes(b"\0" + struct.pack(">I", len(request)) + request)


@contextlib.contextmanager
def running(server: Server, log: pathlib.Path):
    command = ["taskset", "-c", SERVER_CORE, *map(str, server.command)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=server.folder,
            env={**os.environ, "OMP_NUM_THREADS": "1", **server.environment},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def complaint(target: Target, models: pathlib.Path) -> str:
    """What keeps a target from answering; empty when it answers."""
    if target.grpc:
        return ""  # its REST sibling was asked
    data = (models / "bodies" / target.body).read_bytes() if target.body else None
    request = urllib.request.Request(target.url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:
            return "" if reply.status == 200 else f"status {reply.status}"
    except urllib.error.HTTPError as refused:
        return f"status {refused.code}: {refused.read()[:500]!r}"
    except OSError as away:
        return str(away)


def load(target: Target, models: pathlib.Path, seconds: int, connections: int) -> dict:
    if target.grpc:
        command = ["h2load", "-t1", f"-c{connections}", "-m1", f"-D{seconds}", "-d", models / "bodies" / target.body]
        command += ["-H", "content-type: application/grpc", "-H", "te: trailers"]
        command += [target.url + "/inference.GRPCInferenceService/ModelInfer"]
        out = subprocess.run(["taskset", "-c", CLIENT_CORE, *map(str, command)], capture_output=True, text=True).stdout
        return h2load_figures(out)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s"]
    script = ["-s", HERE / "post.lua"] if target.body else ["-s", HERE / "get.lua"]
    out = subprocess.run(
        ["taskset", "-c", CLIENT_CORE, *map(str, command + script), target.url],
        env={**os.environ, "BODY": str(models / "bodies" / target.body)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = json.loads(out.strip().splitlines()[-1])
    return {
        "requestsPerSecond": round(found["requests"] / (found["micros"] / 1e6), 1),
        "p50Millis": found["p50"] / 1000,
        "p99Millis": found["p99"] / 1000,
        "failed": found["failed"],
    }


def h2load_figures(out: str) -> dict:
    rate = re.search(r"finished in [^,]+, ([0-9.]+) req/s", out)
    failed = re.search(r"(\d+) failed, (\d+) errored", out)
    if not rate or not failed:
        raise SystemExit(f"h2load said: {out}")
    return {
        "requestsPerSecond": float(rate[1]),
        "p50Millis": None,
        "p99Millis": None,
        "failed": int(failed[1]) + int(failed[2]),
    }


def measure(server: Server, targets: list, models: pathlib.Path, options, logs: pathlib.Path) -> dict:
    found = {}
    with running(server, logs / f"{server.name}.log") as process:
        end = time.monotonic() + server.patience
        for target in targets:
            while why := complaint(target, models):
                if time.monotonic() > end or process.poll() is not None:
                    raise SystemExit(f"{target.name} does not answer: {why}; see {logs / (server.name + '.log')}")
                time.sleep(0.2)
            load(target, models, options.warm, options.connections)
            found[target.name] = load(target, models, options.seconds, options.connections)
            print(f"{target.name}: {found[target.name]}", file=sys.stderr)
    return found


def table(found: dict) -> str:
    lines = ["| address | requests/s | p50 ms | p99 ms | failed |", "|---|---:|---:|---:|---:|"]
    for name, figures in found.items():
        millis = ["–" if figures[key] is None else f"{figures[key]:.2f}" for key in ("p50Millis", "p99Millis")]
        lines.append(
            f"| {name} | {figures['requestsPerSecond']:,.0f} | {millis[0]} | {millis[1]} | {figures['failed']} |"
        )
    return "\n".join(lines)


def verdicts(found: dict) -> list[str]:
    others = (MLFLOW_PYTHON, *(name for name in found if name.startswith("Evenkeel") or name.endswith("gRPC")))
    peers = [name for name in found if name not in others]
    named, empty = found.get("Evenkeel, named features"), found.get("Evenkeel, empty endpoint")
    lines = []
    if named and empty:
        lines.append(f"named / empty endpoint: {named['requestsPerSecond'] / empty['requestsPerSecond']:.2f}")
    if named and peers:
        best = max(peers, key=lambda name: found[name]["requestsPerSecond"])
        calmest = min(found[name]["p99Millis"] for name in peers)
        lines.append(f"named / best peer ({best}): {named['requestsPerSecond'] / found[best]['requestsPerSecond']:.1f}")
        lines.append(f"p99 named / least p99 of a peer: {named['p99Millis'] / calmest:.3f}")
    for peer in found:
        if peer.startswith("MLServer") and peer.endswith("gRPC") and "Evenkeel, gRPC" in found:
            ratio = found["Evenkeel, gRPC"]["requestsPerSecond"] / found[peer]["requestsPerSecond"]
            lines.append(f"gRPC / {peer}: {ratio:.1f}")
    if PYTHON in found and MLFLOW_PYTHON in found:
        ratio = found[PYTHON]["requestsPerSecond"] / found[MLFLOW_PYTHON]["requestsPerSecond"]
        lines.append(f"Python worker / mlflow models serve: {ratio:.1f}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--warm", type=int, default=8)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", default="", help="servers, as they are named in servers()")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "target/benchmarks")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    models = options.work / "models"
    if not (models / "bodies").exists():
        python = environment(options.work, "models") / "bin/python"
        subprocess.run([python, HERE / "make_models.py", models], check=True)
    grpc_body(models)
    found = {}
    with tempfile.TemporaryDirectory() as home:
        for server in servers(options.work, models, pathlib.Path(home)):
            if options.only and server.name not in options.only.split(","):
                continue
            targets = [target for target in TARGETS if target.server == server.name]
            found.update(measure(server, targets, models, options, options.work))
    print(table(found))
    print()
    for line in verdicts(found):
        print(line)
    if options.json:
        options.json.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
