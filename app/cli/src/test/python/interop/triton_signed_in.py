"""tritonclient over TLS with a token: `triton_signed_in.py AUTHORITY GRAPHS CA PEOPLE`."""

import json
import pathlib
import queue
import sys

import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

import expected

PEOPLE = json.loads(pathlib.Path(sys.argv[4]).read_text())
SECONDS = 60

client = triton.InferenceServerClient(expected.AUTHORITY, ssl=True, root_certificates=sys.argv[3])


def token(who):
    return {"authorization": "Bearer " + PEOPLE[who]["token"]}


def rows():
    made = triton.InferInput("input", list(expected.ROWS.shape), "FP32")
    made.set_data_from_numpy(expected.ROWS)
    return [made]


def infer(headers):
    return client.infer(expected.TREES, rows(), headers=headers, client_timeout=SECONDS)


def answers():
    assert client.is_server_live()
    for _ in range(50):
        answer = infer(token("viewer"))
        expected.close(answer.as_numpy("probabilities"), expected.churn(expected.ROWS))
    assert client.is_model_ready(expected.TREES, headers=token("viewer"))
    metadata = client.get_model_metadata(expected.TREES, headers=token("viewer"))
    assert list(metadata.versions) == ["1"], metadata


def streams():
    replies = queue.Queue()
    client.start_stream(lambda result, error: replies.put((result, error)), headers=token("viewer"))
    try:
        for _ in range(3):
            client.async_stream_infer(expected.TREES, rows())
        for _ in range(3):
            result, error = replies.get(timeout=SECONDS)
            assert error is None, error
            expected.close(result.as_numpy("probabilities"), expected.churn(expected.ROWS))
    finally:
        client.stop_stream()


def refuses():
    for headers, word in [
        ({}, "UNAUTHENTICATED"),
        ({"authorization": "Bearer ek_nobody"}, "UNAUTHENTICATED"),
        (token("stranger"), "NOT_FOUND"),
    ]:
        expected.refused(lambda: infer(headers), InferenceServerException, word)
    expected.refused(
        lambda: client.unload_model(expected.TREES, headers=token("viewer")),
        InferenceServerException,
        "PERMISSION_DENIED",
    )
    index = client.get_model_repository_index(headers=token("stranger")).models
    assert not index, index
    answers()


answers()
streams()
refuses()
