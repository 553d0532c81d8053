#!/usr/bin/env python3
"""Whether a server keeps answering when asked for twice what it can do.

First a closed loop (wrk) finds the peak; then an open loop (OpenLoop.java) sends half of it, all of it and twice as
much, whatever the answers take. Goodput is answers of status 200 a second. Server on the first core, generators on the
second, as in run.py. Take a request that costs the server more than the generator, such as
bodies/evenkeel-batch.json of make_models.py; else it is the generator that is overloaded.

usage: overload.py URL BODY_FILE [--seconds 10] [--connections 64] [--json FILE]
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def peak(url: str, body: pathlib.Path, seconds: int) -> float:
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c16", f"-d{seconds}s", "-s", str(HERE / "post.lua"), url]
    out = subprocess.run(command, env={**os.environ, "BODY": str(body)}, capture_output=True, text=True, check=True)
    found = json.loads(out.stdout.strip().splitlines()[-1])
    return found["requests"] / (found["micros"] / 1e6)


def open_loop(java: str, url: str, body: pathlib.Path, rate: float, options) -> dict:
    command = ["taskset", "-c", "1", java, str(HERE / "OpenLoop.java"), url, str(body), f"{rate:.1f}"]
    command += [str(options.seconds), str(options.connections)]
    out = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(out.stdout.strip().splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("body", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    java = subprocess.run([ROOT / "build", "--java-home"], check=True, capture_output=True, text=True).stdout.strip()
    java += "/bin/java"
    peak(options.url, options.body, 5)  # warm
    most = peak(options.url, options.body, options.seconds)
    print(f"peak of a closed loop: {most:,.0f} requests/s", file=sys.stderr)
    print("| asked for | good/s | of the peak | busy (429) | failed | p50 ms | p99 ms |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    rows = {"peak": most}
    for times in (0.5, 1.0, 2.0):
        found = open_loop(java, options.url, options.body, times * most, options)
        rows[str(times)] = found
        print(
            f"| {times:g} × peak | {found['goodPerSecond']:,.0f} | {found['goodPerSecond'] / most:.0%} "
            f"| {found['busy']} | {found['failed']} | {found['p50Millis']:.1f} | {found['p99Millis']:.1f} |"
        )
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
