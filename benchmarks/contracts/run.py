#!/usr/bin/env python3
"""Wall time and memory of the same 26 rules over the same Parquet file: Evenkeel, datacontract-cli, and one hand-written DuckDB query.

All are whole processes, start included. `./evenkeel` starts as it does from its second start of a build on, with what it
recorded behind the first one; EVENKEEL_AOT=off leaves that out. Memory is the largest sum of resident sets of a process
and its children, looked at every 20 ms. They take turns. Needs python3 with venv; the first run makes a virtual environment and the data in the work folder.

usage: run.py [--rows 10000000] [--times 3] [--data clean|bad] [--only NAME]… [--work FOLDER] [--venv FOLDER] [--evenkeel COMMAND] [--json FILE]
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import statistics
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

HANDWRITTEN = """
import sys, duckdb
engine = duckdb.connect()
engine.execute("set threads = 2")
engine.execute("set enable_progress_bar = false")
for query in open(sys.argv[1]).read().replace("DATA", sys.argv[2]).split(";"):
    if query.strip():
        print(*engine.execute(query).fetchone())
"""


def environment(folder):
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
    return python


def resident(root):
    """Bytes of a process and all below it."""
    parents, sizes = {}, {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                fields = pathlib.Path(entry.path, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended
            parents[int(entry.name)] = int(fields[1])
            sizes[int(entry.name)] = int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    family, grown = {root}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in family} - family
        family |= more
        grown = bool(more)
    return sum(sizes.get(process, 0) for process in family)


def measured(command, expected):
    started = time.monotonic()
    child = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    peak, done = [0], threading.Event()

    def watch():
        while not done.wait(0.02):
            peak[0] = max(peak[0], resident(child.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = child.communicate()
    seconds = time.monotonic() - started
    done.set()
    watcher.join()
    if child.returncode not in expected:
        sys.exit(f"{command[0]} ended with {child.returncode}:\n{output[-2000:]}")
    return {"seconds": seconds, "megabytes": peak[0] // 1_000_000, "exit": child.returncode}, output


def driver():
    """The DuckDB driver of the version in the parent pom, wherever Maven keeps it."""
    version = re.search(r"duckdb_jdbc</artifactId>\s*<version>([^<]+)", (ROOT / "pom.xml").read_text()).group(1)
    homes = [os.environ.get("EVENKEEL_MAVEN_REPOSITORY", ""), pathlib.Path.home() / ".m2" / "repository"]
    for home in filter(None, homes):
        jar = pathlib.Path(home, "org/duckdb/duckdb_jdbc", version, f"duckdb_jdbc-{version}.jar")
        if jar.exists():
            return jar
    sys.exit(f"duckdb_jdbc {version} is not in {homes}: build Evenkeel first, or set EVENKEEL_MAVEN_REPOSITORY")


def contestants(options, python, data, contract):
    work = options.work
    java = pathlib.Path(os.environ.get("JAVA_HOME", "/usr"), "bin")
    named = {
        "evenkeel": lambda: shlex.split(options.evenkeel.format(contract=contract, data=data))
        # Of a bad file the rows that break rules are written, too.
        + ([] if options.data == "clean" else ["--quarantine", str(options.work / "quarantine")]),
        "datacontract-cli": lambda: [python.parent / "datacontract", "test", contract],
        "handwritten, python": lambda: [python, "-c", HANDWRITTEN, HERE / "handwritten.sql", data],
    }

    def shipped():
        jar = driver()
        subprocess.run([java / "javac", "-d", work, HERE / "Handwritten.java"], check=True)
        flags = ["--enable-native-access=ALL-UNNAMED", "-cp", f"{jar}:{work}"]
        return [java / "java", *flags, "Handwritten", HERE / "handwritten.sql", data]

    named["handwritten, java"] = shipped
    chosen = options.only or list(named)
    return {name: named[name]() for name in chosen}


def settled(command):
    """Builds and records before the clock runs; says what is started."""
    launcher = ROOT / "evenkeel"
    if (ROOT / command[0]).resolve() != launcher:
        return "as given"
    subprocess.run([launcher, "--version"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    if os.environ.get("EVENKEEL_AOT") == "off":
        return "launcher, without its recording"
    aot = ROOT / "target" / "aot"
    for _ in range(300):
        time.sleep(1)  # it waits some seconds itself
        if (aot / "digest").exists() and not (aot / "lock").is_symlink():
            return "launcher, with its recording"
    sys.exit(f"the launcher has recorded nothing in {aot}: see target/aot.log")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--data", choices=["clean", "bad"], default="clean")
    parser.add_argument("--only", action="append")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "target" / "benchmarks" / "contracts")
    parser.add_argument("--venv", type=pathlib.Path)
    parser.add_argument("--evenkeel", default="./evenkeel contract test {contract} --data {data}")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    python = environment(options.venv.absolute() if options.venv else options.work / "venv")
    data = options.work / f"rows-{options.rows}" / f"{options.data}.parquet"
    if not data.exists():
        subprocess.run([python, HERE / "make_data.py", data.parent, "--rows", str(options.rows)], check=True)
    contract = options.work / f"{options.data}.odcs.yaml"
    contract.write_text((HERE / "orders.odcs.yaml").read_text().replace("DATA", str(data)))
    data.read_bytes()  # into the page cache, for the first as for the last

    commands = contestants(options, python, data, contract)
    started = settled(commands["evenkeel"]) if "evenkeel" in commands else ""
    # Broken rules: Evenkeel says 3 and datacontract-cli 1.
    expected = {0} if options.data == "clean" else {0, 1, 3}
    results = {name: [] for name in commands}
    for turn in range(options.times):
        for name, command in commands.items():
            result, output = measured(command, expected)
            results[name].append(result)
            (options.work / f"{name.replace(', ', '-')}-{options.data}.txt").write_text(output)
    print(f"{data.name}, {data.stat().st_size / 1e6:.0f} MB, median of {options.times}")
    if started:
        print(f"evenkeel: {started}: {shlex.join(str(part) for part in commands['evenkeel'])}")
    for name, runs in results.items():
        seconds = [run["seconds"] for run in runs]
        memory = max(run["megabytes"] for run in runs)
        print(f"{name:22}{statistics.median(seconds):7.2f} s  ({min(seconds):.2f} to {max(seconds):.2f})  {memory:6} MB")
    if options.json:
        options.json.write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
