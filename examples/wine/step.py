"""What a step is given, and what it answers: files and variables of Evenkeel, without a library."""

import json
import os


def value(name):
    with open(os.environ["EVENKEEL_INPUTS"]) as inputs:
        return json.load(inputs)["inputs"][name]["value"]


def rows(name):
    import pandas

    return pandas.read_parquet(os.environ[f"EVENKEEL_IN_{name.upper()}"])


def answer(**values):
    with open(os.environ["EVENKEEL_OUTPUTS"], "w") as outputs:
        json.dump(values, outputs)
