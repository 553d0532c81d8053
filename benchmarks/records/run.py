#!/usr/bin/env python3
"""Typed records: 5 million rows of 6 columns of a Parquet file, each made a record.

The generated reader, a loop written by hand over DuckDB's chunks, and JDBC's ResultSet take turns; each turn is a whole
process, start of Java and check of the schema included. All three make the same records and must come to the same sum.

usage: run.py [--rows N] [--rounds N] [--json FILE]
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WAYS = ["generated", "chunks", "resultset"]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=5_000_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--maven", default="", help="more options for Maven, such as -o")
    arguments.add_argument("--json")
    given = arguments.parse_args()
    maven = ["-B", "-ntp", "-q", *given.maven.split()]
    modules = "core/base,core/contracts,edge/records,edge/contract-maven-plugin"
    subprocess.run([ROOT / "build", *maven, "-N", "install"], check=True)
    subprocess.run([ROOT / "build", *maven, "-pl", modules, "install", "-DskipTests", "-Dlicense.skip"], check=True)
    home = subprocess.check_output([ROOT / "build", "--java-home"], text=True).strip()
    subprocess.run(["mvn", *maven, "compile"], check=True, cwd=HERE, env={**os.environ, "JAVA_HOME": home})
    java = [f"{home}/bin/java", "--enable-native-access=ALL-UNNAMED", "-cp", f"{HERE}/target/classes:{HERE}/target/lib/*", "bench.Read"]
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/sales.parquet"
        subprocess.run([*java, "write", file, str(given.rows)], check=True, stdout=subprocess.DEVNULL)
        size = os.path.getsize(file)
        seconds = {way: [] for way in WAYS}
        cpu = {way: [] for way in WAYS}
        sums = set()
        for _ in range(given.rounds):
            for way in WAYS:
                before = os.times()
                started = time.monotonic()
                sums.add(subprocess.check_output([*java, way, file], text=True))
                seconds[way].append(time.monotonic() - started)
                after = os.times()
                cpu[way].append(after.children_user + after.children_system - before.children_user - before.children_system)
    if len(sums) != 1:
        raise SystemExit(f"the three ways disagree: {sums}")
    answer = {"rows": given.rows, "bytes": size}
    for way in WAYS:
        median = statistics.median(seconds[way])
        answer[way] = {
            "seconds": round(median, 2), "millions a second": round(given.rows / median / 1e6, 2), "cpu": round(statistics.median(cpu[way]), 2), "all": [round(s, 2) for s in seconds[way]],
        }
        print(f"{way:10} {median:6.2f} s  {given.rows / median / 1e6:5.2f} M records/s  {statistics.median(cpu[way]):5.2f} s of CPU")
    if given.json:
        pathlib.Path(given.json).write_text(json.dumps(answer, indent=2) + "\n")


if __name__ == "__main__":
    main()
