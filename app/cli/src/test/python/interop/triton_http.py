"""tritonclient over HTTP, as it comes: `triton_http.py URL GRAPHS`."""

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

import expected

client = triton.InferenceServerClient(expected.AUTHORITY)


def tensor(name, values, binary=True):
    made = triton.InferInput(name, list(values.shape), np_to_triton_dtype(values.dtype))
    made.set_data_from_numpy(values, binary_data=binary)
    return made


def infer(model, inputs, **more):
    return client.infer(model, inputs, **more)


def tells_of_itself():
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready(expected.TREES) and client.is_model_ready(expected.TREES, "1")
    assert not client.is_model_ready(expected.NOBODY)
    assert "binary_tensor_data" in client.get_server_metadata()["extensions"]
    metadata = client.get_model_metadata(expected.TREES)
    assert metadata["versions"] == ["1"] and metadata["platform"] == "xgboost_json"
    assert metadata["inputs"] == [{"name": "input", "datatype": "FP32", "shape": [-1, 2]}]
    config = client.get_model_config(expected.HOMES)
    assert config["name"] == expected.HOMES and config["max_batch_size"] == 0
    assert {one["name"] for one in config["input"]} == {"area", "rooms", "wall", "garden"}
    index = {one["name"]: one["state"] for one in client.get_model_repository_index()}
    assert index[expected.TREES] == "READY" and len(index) == expected.MODELS


def answers_binary_by_default():
    answer = infer(expected.TREES, [tensor("input", expected.ROWS)], request_id="seven")
    expected.close(answer.as_numpy("probabilities"), expected.churn(expected.ROWS))
    labels = answer.as_numpy("label")
    assert labels.dtype == object
    assert expected.texts(labels) == list(expected.churn_labels(expected.ROWS))
    assert answer.get_response()["id"] == "seven"
    assert answer.get_response()["model_version"] == "1"


def answers_json():
    answer = infer(
        expected.CLASSES,
        [tensor("input", expected.ROWS, binary=False)],
        outputs=[triton.InferRequestedOutput("probabilities", binary_data=False)],
    )
    expected.close(answer.as_numpy("probabilities"), expected.classes(expected.ROWS))
    assert answer.as_numpy("label") is None


def takes_fields_by_name():
    rows = expected.ROWS.astype(np.float64)
    answer = infer(expected.TREES, [tensor("x", rows[:, :1]), tensor("y", rows[:, 1:])])
    expected.close(answer.as_numpy("probabilities"), expected.churn(rows))


def answers_graphs():
    rows, labels, probabilities = expected.matrix()
    answer = infer(expected.MATRIX, [tensor("X", rows)])
    expected.close(answer.as_numpy("probabilities"), probabilities)
    got = answer.as_numpy("label")
    assert got.dtype == np.int64
    assert list(got) == list(labels[probabilities.argmax(axis=1)])
    for binary in (True, False):
        columns, labels, probabilities = expected.homes()
        answer = infer(
            expected.HOMES, [tensor(name, values, binary) for name, values in columns.items()]
        )
        expected.close(answer.as_numpy("probabilities"), probabilities)
        assert expected.texts(answer.as_numpy("label")) == list(
            labels[probabilities.argmax(axis=1)]
        )


def classifies():
    answer = infer(
        expected.CLASSES,
        [tensor("input", expected.ROWS)],
        outputs=[triton.InferRequestedOutput("probabilities", class_count=1)],
    )
    best = [text.split(":") for text in expected.texts(answer.as_numpy("probabilities"))]
    assert best[0][1:] == ["0", "low"], best
    assert abs(float(best[0][0]) - expected.classes(expected.ROWS)[0, 0]) < 1e-5


def packs_both_ways():
    rows = np.tile(expected.ROWS, (500, 1))
    for algorithm in ("gzip", "deflate"):
        answer = infer(
            expected.TREES,
            [tensor("input", rows)],
            request_compression_algorithm=algorithm,
            response_compression_algorithm=algorithm,
        )
        expected.close(answer.as_numpy("probabilities"), expected.churn(rows))


def runs_beside():
    requests = [
        client.async_infer(expected.TREES, [tensor("input", expected.ROWS)]) for _ in range(20)
    ]
    for request in requests:
        answer = request.get_result()
        expected.close(answer.as_numpy("probabilities"), expected.churn(expected.ROWS))


def counts():
    before = client.get_inference_statistics(expected.TREES)["model_stats"][0]
    infer(expected.TREES, [tensor("input", expected.ROWS)])
    after = client.get_inference_statistics(expected.TREES)["model_stats"][0]
    assert after["inference_count"] - before["inference_count"] == len(expected.ROWS)
    assert after["execution_count"] - before["execution_count"] == 1


def refuses_in_words():
    wide = np.zeros((1, 3), dtype=np.float32)
    for call, words in [
        (lambda: infer(expected.NOBODY, [tensor("input", wide)]), ["404", expected.NOBODY]),
        (lambda: infer(expected.TREES, [tensor("input", wide)]), ["400", "input"]),
        (lambda: infer(expected.TREES, [tensor("z", wide)]), ["400", "`z`"]),
        (
            lambda: infer(
                expected.TREES,
                [tensor("input", expected.ROWS)],
                outputs=[triton.InferRequestedOutput("nothing")],
            ),
            ["400", "`nothing`", "probabilities"],
        ),
        (lambda: client.get_model_metadata(expected.TREES, "9"), ["404"]),
        (lambda: client.load_model(expected.TREES, config="{}"), ["501", "register"]),
    ]:
        expected.refused(call, InferenceServerException, *words)


def unloads_and_loads():
    client.unload_model(expected.CLASSES)
    assert not client.is_model_ready(expected.CLASSES)
    expected.refused(
        lambda: infer(expected.CLASSES, [tensor("input", expected.ROWS)]),
        InferenceServerException,
        "503",
        "unloaded",
    )
    client.load_model(expected.CLASSES)
    assert client.is_model_ready(expected.CLASSES)


if __name__ == "__main__":
    tells_of_itself()
    answers_binary_by_default()
    answers_json()
    takes_fields_by_name()
    answers_graphs()
    classifies()
    packs_both_ways()
    runs_beside()
    counts()
    refuses_in_words()
    unloads_and_loads()
