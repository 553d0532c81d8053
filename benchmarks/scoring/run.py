#!/usr/bin/env python3
"""Rows per second of `evenkeel score` and of a few lines of Python, on one Parquet file and one XGBoost model.

Both are whole processes, start included: read the file, score every row, write the file with the answers. The answers
are compared afterwards. Needs python3 with venv; the first run makes a virtual environment in the work folder.

usage: run.py [--rows 1000000] [--columns 20] [--trees 200] [--depth 6] [--times 3] [--work FOLDER] [--json FILE]
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EVENKEEL, PYTHON = "evenkeel score", "pandas and xgboost"

MAKE = """
import sys, numpy, pandas, xgboost
folder, rows, columns, trees, depth = sys.argv[1], *map(int, sys.argv[2:])
random = numpy.random.default_rng(1)
table = pandas.DataFrame({f"f{at}": random.normal(size=rows) for at in range(columns)})
table.loc[random.random(rows) < 0.05, "f1"] = numpy.nan
truth = (table.f0 + table.f1.fillna(0) * table.f2 + random.normal(size=rows) > 0).astype(int)
some = min(rows, 50_000)
model = xgboost.XGBClassifier(n_estimators=trees, max_depth=depth).fit(table[:some], truth[:some])
model.save_model(f"{folder}/model.json")
table["id"] = numpy.arange(rows)
table.to_parquet(f"{folder}/rows.parquet")
"""

SCORE = """
import sys, pandas, xgboost
model, source, target = sys.argv[1:]
classifier = xgboost.XGBClassifier()
classifier.load_model(model)
table = pandas.read_parquet(source)
answers = classifier.predict_proba(table[classifier.get_booster().feature_names])
table["probability_0"], table["probability_1"] = answers[:, 0], answers[:, 1]
table.to_parquet(target, compression="zstd")
"""

COMPARE = """
import sys, pandas
ours, theirs = (pandas.read_parquet(path, columns=["id", "probability_1"]) for path in sys.argv[1:])
assert (ours.id == theirs.id).all(), "the rows differ"
print((ours.probability_1 - theirs.probability_1).abs().max())
"""


def environment(work):
    """Python with the packages of requirements.txt, made once."""
    python = work / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True
        )
    return python


def measured(command):
    """Wall time, CPU time and peak memory of a process with its children."""
    started = time.monotonic()
    child = subprocess.Popen([str(part) for part in command], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command[0]} ended with {child.returncode}")
    return {
        "seconds": time.monotonic() - started,
        "cpu": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss // 1024,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--depth", type=int, default=6)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--work", type=pathlib.Path, default=HERE / "target")
    parser.add_argument("--json", type=pathlib.Path)
    chosen = parser.parse_args()
    if chosen.columns < 3 or chosen.rows < 1_000 or chosen.times < 1:
        parser.error("at least 3 columns, 1,000 rows and one time")
    work = chosen.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    python = environment(work)
    shape = [chosen.rows, chosen.columns, chosen.trees, chosen.depth]
    subprocess.run([python, "-c", MAKE, work, *map(str, shape)], check=True)
    subprocess.run([ROOT / "evenkeel", "--version"], check=True, stdout=subprocess.DEVNULL)

    files = [work / "model.json", work / "rows.parquet"]
    ours, theirs = work / "evenkeel.parquet", work / "python.parquet"
    home = work / "home"
    commands = {
        EVENKEEL: [ROOT / "evenkeel", "score", *files, ours, "--overwrite", "--home", home],
        PYTHON: [python, "-c", SCORE, *files, theirs],
    }
    # In turns, so that what else the machine does meets both.
    runs = {name: [] for name in commands}
    for _ in range(chosen.times):
        for name, command in commands.items():
            runs[name].append(measured(command))
    difference = subprocess.run(
        [python, "-c", COMPARE, ours, theirs], check=True, capture_output=True, text=True
    ).stdout.strip()

    best = {name: min(all_of, key=lambda run: run["seconds"]) for name, all_of in runs.items()}
    print(f"{chosen.rows:,} rows, {chosen.columns} columns, {chosen.trees} trees of depth {chosen.depth};"
          f" best of {chosen.times}; greatest difference of a probability {difference}\n")
    print("| | rows/s | seconds | CPU seconds | peak MB |\n|---|---|---|---|---|")
    for name, run in best.items():
        print(f"| {name} | {chosen.rows / run['seconds']:,.0f} | {run['seconds']:.1f}"
              f" | {run['cpu']:.1f} | {run['megabytes']:,} |")
    if chosen.json:
        chosen.json.write_text(json.dumps({"shape": shape, "runs": runs, "difference": difference}, indent=2))


if __name__ == "__main__":
    main()
