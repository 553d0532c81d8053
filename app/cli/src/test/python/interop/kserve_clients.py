"""kserve's clients of HTTP and of gRPC, as they come: `kserve_clients.py URL GRAPHS`."""

import asyncio

import grpc
import httpx
import numpy as np
from kserve import InferInput, InferRequest, InferenceGRPCClient, InferenceRESTClient, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

import expected

DATATYPES = {"f4": "FP32", "f8": "FP64", "i8": "INT64", "b1": "BOOL", "O": "BYTES"}


def tensor(name, values, binary):
    datatype = DATATYPES[values.dtype.str.lstrip("<|")]
    made = InferInput(name, list(values.shape), datatype)
    made.set_data_from_numpy(values, binary_data=binary)
    return made


def request(model, inputs, **more):
    return InferRequest(model_name=model, infer_inputs=inputs, **more)


def output(answer, name):
    return answer.get_output_by_name(name).as_numpy()


async def infer_all(infer, binary):
    """The same questions, whatever carries them."""
    asked = request(expected.TREES, [tensor("input", expected.ROWS, binary)], request_id="seven")
    answer = await infer(asked)
    assert answer.id == "seven" and answer.model_name == expected.TREES
    expected.close(output(answer, "probabilities"), expected.churn(expected.ROWS))
    assert expected.texts(output(answer, "label")) == list(expected.churn_labels(expected.ROWS))

    rows, labels, probabilities = expected.matrix()
    answer = await infer(request(expected.MATRIX, [tensor("X", rows, binary)]))
    expected.close(output(answer, "probabilities"), probabilities)
    expected.close(output(answer, "label"), labels[probabilities.argmax(axis=1)], np.int64)

    columns, labels, probabilities = expected.homes()
    inputs = [tensor(name, values, binary) for name, values in columns.items()]
    answer = await infer(request(expected.HOMES, inputs))
    expected.close(output(answer, "probabilities"), probabilities)
    assert expected.texts(output(answer, "label")) == list(
        labels[probabilities.argmax(axis=1)]
    )


async def refused(answer, kind, *words):
    try:
        got = await answer
    except kind as e:
        said = str(e)
        assert all(word in said for word in words), f"`{said}` lacks one of {words}"
        return
    raise AssertionError(f"accepted: {got}")


async def by_http():
    client = InferenceRESTClient(RESTConfig(protocol="v2"))
    assert await client.is_server_live(expected.URL)
    assert await client.is_server_ready(expected.URL)
    assert await client.is_model_ready(expected.URL, expected.TREES)
    assert not await client.is_model_ready(expected.URL, expected.NOBODY)

    def infer(asked):
        return client.infer(expected.URL, asked, model_name=asked.model_name)

    for binary in (True, False):
        await infer_all(infer, binary)
    asked = request(
        expected.CLASSES,
        [tensor("input", expected.ROWS, True)],
        request_outputs=[RequestedOutput("probabilities", {"binary_data": True})],
    )
    answer = await infer(asked)
    expected.close(output(answer, "probabilities"), expected.classes(expected.ROWS))
    assert len(answer.outputs) == 1

    wide = np.zeros((1, 3), dtype=np.float32)
    for model, name, words in [
        (expected.NOBODY, "input", ["404", expected.NOBODY]),
        (expected.TREES, "input", ["400", "input"]),
        (expected.TREES, "z", ["400", "`z`"]),
    ]:
        asked = request(model, [tensor(name, wide, False)])
        await refused(infer(asked), httpx.HTTPStatusError, *words)
    await client.close()


async def by_grpc():
    client = InferenceGRPCClient(expected.AUTHORITY, timeout=60)
    assert await client.is_server_live() and await client.is_server_ready()
    assert await client.is_model_ready(expected.TREES)
    await infer_all(client.infer, True)

    wide = np.zeros((1, 3), dtype=np.float32)
    for model, name, words in [
        (expected.NOBODY, "input", ["NOT_FOUND", expected.NOBODY]),
        (expected.TREES, "input", ["INVALID_ARGUMENT", "input"]),
        (expected.TREES, "z", ["INVALID_ARGUMENT", "`z`"]),
    ]:
        asked = request(model, [tensor(name, wide, True)])
        await refused(client.infer(asked), grpc.RpcError, *words)
    await client.close()


async def by_the_first_protocol():
    client = InferenceRESTClient(RESTConfig(protocol="v1"))
    instances = {"instances": [{"x": float(x), "y": float(y)} for x, y in expected.ROWS]}
    answer = await client.infer(expected.URL, instances, model_name=expected.TREES)
    got = [one["probabilities"]["leaves"] for one in answer["predictions"]]
    np.testing.assert_allclose(got, expected.churn(expected.ROWS)[:, 1], rtol=1e-5)
    await client.close()


async def all_of_them():
    await by_http()
    await by_grpc()
    await by_the_first_protocol()


if __name__ == "__main__":
    asyncio.run(all_of_them())
