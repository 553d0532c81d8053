"""tritonclient over gRPC, as it comes: `triton_grpc.py URL GRAPHS`."""

import queue

import numpy as np
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

import expected

client = triton.InferenceServerClient(expected.AUTHORITY)
SECONDS = 60


def tensor(name, values):
    made = triton.InferInput(name, list(values.shape), np_to_triton_dtype(values.dtype))
    made.set_data_from_numpy(values)
    return made


def infer(model, inputs, **more):
    return client.infer(model, inputs, client_timeout=more.pop("client_timeout", SECONDS), **more)


def tells_of_itself():
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready(expected.TREES) and client.is_model_ready(expected.TREES, "1")
    expected.refused(
        lambda: client.is_model_ready(expected.NOBODY),
        InferenceServerException,
        "StatusCode.NOT_FOUND",
        expected.NOBODY,
    )
    assert client.get_server_metadata().name == "evenkeel"
    metadata = client.get_model_metadata(expected.TREES, as_json=True)
    assert metadata["versions"] == ["1"] and metadata["platform"] == "xgboost_json"
    assert metadata["inputs"] == [{"name": "input", "datatype": "FP32", "shape": ["-1", "2"]}]
    config = client.get_model_config(expected.HOMES).config
    types = {one.name: one.data_type for one in config.input}
    assert types["area"] == 11 and types["rooms"] == 9 and types["wall"] == 13, types
    index = {one.name: one.state for one in client.get_model_repository_index().models}
    assert index[expected.TREES] == "READY" and len(index) == expected.MODELS


def answers():
    answer = infer(expected.TREES, [tensor("input", expected.ROWS)], request_id="seven")
    expected.close(answer.as_numpy("probabilities"), expected.churn(expected.ROWS))
    assert answer.as_numpy("label").dtype == object
    assert expected.texts(answer.as_numpy("label")) == list(expected.churn_labels(expected.ROWS))
    assert answer.get_response().id == "seven"
    assert answer.get_response().model_version == "1"
    rows = expected.ROWS.astype(np.float64)
    answer = infer(expected.TREES, [tensor("x", rows[:, :1]), tensor("y", rows[:, 1:])])
    expected.close(answer.as_numpy("probabilities"), expected.churn(rows))


def answers_graphs():
    rows, labels, probabilities = expected.matrix()
    answer = infer(expected.MATRIX, [tensor("X", rows)])
    expected.close(answer.as_numpy("probabilities"), probabilities)
    assert answer.as_numpy("label").dtype == np.int64
    assert list(answer.as_numpy("label")) == list(labels[probabilities.argmax(axis=1)])
    columns, labels, probabilities = expected.homes()
    answer = infer(expected.HOMES, [tensor(name, values) for name, values in columns.items()])
    expected.close(answer.as_numpy("probabilities"), probabilities)
    assert expected.texts(answer.as_numpy("label")) == list(
        labels[probabilities.argmax(axis=1)]
    )


def answers_only_what_is_asked():
    outputs = [triton.InferRequestedOutput("probabilities")]
    answer = infer(expected.TREES, [tensor("input", expected.ROWS)], outputs=outputs)
    assert answer.as_numpy("label") is None
    outputs = [triton.InferRequestedOutput("probabilities", class_count=1)]
    answer = infer(expected.CLASSES, [tensor("input", expected.ROWS)], outputs=outputs)
    best = expected.texts(answer.as_numpy("probabilities"))[0]
    assert best.endswith(":0:low"), best


def packs():
    rows = np.tile(expected.ROWS, (500, 1))
    answer = infer(expected.TREES, [tensor("input", rows)], compression_algorithm="gzip")
    expected.close(answer.as_numpy("probabilities"), expected.churn(rows))


def streams():
    replies = queue.Queue()
    client.start_stream(lambda result, error: replies.put((result, error)))
    try:
        for number, model in enumerate([expected.TREES, expected.NOBODY, expected.TREES]):
            client.async_stream_infer(
                model,
                [tensor("input", expected.ROWS)],
                request_id=str(number),
                enable_empty_final_response=True,
            )
        for number in range(3):
            result, error = replies.get(timeout=SECONDS)
            if number == 1:
                assert expected.NOBODY in str(error), error
                continue
            assert error is None, error
            expected.close(result.as_numpy("probabilities"), expected.churn(expected.ROWS))
            assert result.get_response().id == str(number)
            assert result.get_response().parameters["triton_final_response"].bool_param
    finally:
        client.stop_stream()


def runs_beside():
    replies = queue.Queue()
    for _ in range(20):
        client.async_infer(
            expected.TREES,
            [tensor("input", expected.ROWS)],
            lambda result, error: replies.put((result, error)),
        )
    for _ in range(20):
        result, error = replies.get(timeout=SECONDS)
        assert error is None, error
        expected.close(result.as_numpy("probabilities"), expected.churn(expected.ROWS))


def counts():
    def counted():
        return client.get_inference_statistics(expected.TREES).model_stats[0]

    before = counted()
    infer(expected.TREES, [tensor("input", expected.ROWS)])
    after = counted()
    assert after.inference_count - before.inference_count == len(expected.ROWS)
    assert after.inference_stats.success.count - before.inference_stats.success.count == 1
    assert len(client.get_inference_statistics().model_stats) == expected.MODELS


def refuses_in_words():
    wide = np.zeros((1, 3), dtype=np.float32)
    for call, words in [
        (lambda: infer(expected.NOBODY, [tensor("input", wide)]), ["NOT_FOUND", expected.NOBODY]),
        (lambda: infer(expected.TREES, [tensor("input", wide)]), ["INVALID_ARGUMENT", "input"]),
        (lambda: infer(expected.TREES, [tensor("z", wide)]), ["INVALID_ARGUMENT", "`z`"]),
        (
            lambda: infer(
                expected.TREES,
                [tensor("input", expected.ROWS)],
                outputs=[triton.InferRequestedOutput("nothing")],
            ),
            ["INVALID_ARGUMENT", "`nothing`"],
        ),
        (lambda: client.get_model_metadata(expected.TREES, "9"), ["NOT_FOUND"]),
        (lambda: client.load_model(expected.TREES, config="{}"), ["UNIMPLEMENTED", "register"]),
    ]:
        expected.refused(call, InferenceServerException, *words)
    answers()


def unloads_and_loads():
    client.unload_model(expected.CLASSES)
    assert not client.is_model_ready(expected.CLASSES)
    client.load_model(expected.CLASSES)
    assert client.is_model_ready(expected.CLASSES)


if __name__ == "__main__":
    tells_of_itself()
    answers()
    answers_graphs()
    answers_only_what_is_asked()
    packs()
    streams()
    runs_beside()
    counts()
    refuses_in_words()
    unloads_and_loads()
