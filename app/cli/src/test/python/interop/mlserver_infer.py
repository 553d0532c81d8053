"""The command `mlserver infer`, as it comes: `mlserver_infer.py URL GRAPHS`."""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import expected

COMMAND = pathlib.Path(sys.executable).parent / "mlserver"


def asked(number, values, name="input", datatype="FP32"):
    return {
        "id": str(number),
        "inputs": [
            {
                "name": name,
                "shape": list(values.shape),
                "datatype": datatype,
                "data": values.flatten().tolist(),
            }
        ],
    }


def infer(model, requests, *options):
    """What the command wrote, by the numbers of the requests."""
    with tempfile.TemporaryDirectory() as folder:
        given, answered = pathlib.Path(folder, "in.jsonl"), pathlib.Path(folder, "out.jsonl")
        given.write_text("".join(json.dumps(request) + "\n" for request in requests))
        command = [COMMAND, "infer", "-u", expected.AUTHORITY, "-m", model, "-r", "1"]
        ended = subprocess.run(
            [*command, "-i", given, "-o", answered, *options],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        lines = [json.loads(line) for line in answered.read_text().splitlines()]
    assert len(lines) == len(requests), lines
    return sorted(lines, key=lambda line: line["parameters"]["batch_index"])


def output(answer, name):
    return next(one for one in answer["outputs"] if one["name"] == name)


def answers(*options):
    rows = [expected.ROWS[number : number + 1] for number in range(len(expected.ROWS))]
    requests = [asked(number, row) for number, row in enumerate(rows)]
    for row, answer in zip(rows, infer(expected.TREES, requests, *options), strict=True):
        probabilities = output(answer, "probabilities")
        assert probabilities["datatype"] == "FP32" and probabilities["shape"] == [1, 2]
        np.testing.assert_allclose(probabilities["data"], expected.churn(row)[0], rtol=1e-5)
        assert output(answer, "label")["data"] == list(expected.churn_labels(row))
        assert answer["model_name"] == expected.TREES and answer["model_version"] == "1"


def answers_graphs():
    rows, _, probabilities = expected.matrix()
    answer = infer(expected.MATRIX, [asked(0, rows, name="X")])[0]
    np.testing.assert_allclose(
        output(answer, "probabilities")["data"], probabilities.flatten(), rtol=1e-5
    )


def refuses_in_words():
    wide = np.zeros((1, 3), dtype=np.float32)
    for model, words in [(expected.TREES, "`input`"), (expected.NOBODY, expected.NOBODY)]:
        answer = infer(model, [asked(0, wide)])[0]
        assert words in answer["error"]["msg"], answer


if __name__ == "__main__":
    answers()
    answers("--binary-data")
    answers("--batch-size", "3")
    answers_graphs()
    refuses_in_words()
