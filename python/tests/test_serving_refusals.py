"""What `unroll serve` refuses, over both protocols: the code of each, and a sentence that says what was expected."""
import threading

import grpc
import numpy as np
import pytest
import requests
import serving
import tensorflow as tf
import tritonclient.grpc as over_grpc
import tritonclient.http as over_http
from serving import windows
from tensorflow_serving.apis import (
    get_model_metadata_pb2,
    get_model_status_pb2,
    model_management_pb2,
    model_service_pb2_grpc,
    predict_pb2,
    prediction_service_pb2_grpc,
)
from tritonclient.utils import InferenceServerException

GOOD = windows("har-lstm", 1, seed=51)
CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    501: grpc.StatusCode.UNIMPLEMENTED,
}


def request(model="har-lstm", signature="", version=None, label=None, outputs=(), **inputs):
    made = predict_pb2.PredictRequest()
    made.model_spec.name, made.model_spec.signature_name = model, signature
    if version is not None:
        made.model_spec.version.value = version
    if label is not None:
        made.model_spec.version_label = label
    made.output_filter.extend(outputs)
    for name, value in inputs.items():
        made.inputs[name].CopyFrom(tf.make_tensor_proto(value))
    return made


def broken(**inputs):
    """Numbers whose shape says another count."""
    made = request(**inputs)
    made.inputs["inputs"].tensor_shape.dim[1].size += 1
    return made


VARIED = np.zeros([1, 9, 2], np.float32)
ONE = np.array([1], np.int32)


def lengths(values):
    return request("varied", inputs=VARIED, lengths=np.array(values, np.int32))


# A request, its code over HTTP, and words of the sentence.
MISTAKES = {
    "steps": (request(inputs=GOOD[:, :100]), 400, ["inputs", "128", "100"]),
    "features": (request(inputs=GOOD[..., :8]), 400, ["inputs", "9", "8"]),
    "rank": (request(inputs=GOOD[0]), 400, ["inputs", "[?, 128, 9]", "[128, 9]"]),
    "type": (request(inputs=GOOD.astype(np.float64)), 400, ["inputs", "float", "double"]),
    "whole numbers": (request(inputs=GOOD.astype(np.int64)), 400, ["inputs", "float", "int64"]),
    "texts": (request(inputs=np.array([[["a"]]])), 400, ["inputs", "float", "string"]),
    "name of an input": (request(input=GOOD), 400, ["input", "inputs"]),
    "one input too many": (request(inputs=GOOD, lengths=np.array([3], np.int32)), 400, ["lengths", "inputs"]),
    "length of none": (lengths([0]), 400, ["lengths", "1 to 9", "0"]),
    "length beyond the steps": (lengths([10]), 400, ["lengths", "1 to 9", "10"]),
    "fewer lengths than rows": (lengths([3, 4]), 400, ["lengths"]),
    "type of lengths": (request("varied", inputs=VARIED, lengths=np.array([3.5], np.float32)), 400, ["lengths"]),
    "longer than any": (request("varied", inputs=np.zeros([1, 12, 2], np.float32), lengths=ONE), 400, ["inputs", "9", "12"]),
    "no lengths": (request("varied", inputs=VARIED), 400, ["lengths"]),
    "no input": (request(), 400, ["inputs"]),
    "fewer numbers than the shape says": (broken(inputs=GOOD), 400, ["inputs", "1161", "4608"]),
    "output": (request(inputs=GOOD, outputs=["nothing"]), 400, ["nothing", "probabilities"]),
    "output twice": (request(inputs=GOOD, outputs=["logits", "logits"]), 400, ["logits"]),
    "signature": (request(inputs=GOOD, signature="nothing"), 400, ["nothing", "serving_default"]),
    "signature that trains": (request(inputs=GOOD, signature="train"), 403, ["train", "variables"]),
    "model": (request("nobody", inputs=GOOD), 404, ["nobody"]),
    "version": (request(version=7, inputs=GOOD), 404, ["har-lstm", "7"]),
    "version of nobody": (request("nobody", version=7, inputs=GOOD), 404, ["nobody", "7"]),
    "label": (request(label="stable", inputs=GOOD), 400, ["stable", "har-lstm"]),
    "no name": (request("", inputs=GOOD), 400, ["name"]),
}


def assert_says(sentence, words):
    print(sentence)
    for word in words:
        assert word in sentence
    for trace in ("Exception", "\n\tat ", "null"):
        assert trace not in sentence


@pytest.fixture(scope="module")
def channel(server):
    with grpc.insecure_channel(server.grpc) as opened:
        yield opened


@pytest.mark.parametrize("mistake", MISTAKES)
def test_by_tensorflow_servings_grpc(channel, mistake):
    asked, code, words = MISTAKES[mistake]
    with pytest.raises(grpc.RpcError) as refusal:
        prediction_service_pb2_grpc.PredictionServiceStub(channel).Predict(asked, 60)
    # TensorFlow Serving's own code for an unknown signature.
    expected = grpc.StatusCode.FAILED_PRECONDITION if mistake == "signature" else CODES[code]
    assert refusal.value.code() in (expected, CODES[code])
    assert_says(refusal.value.details(), words)


def columns(asked):
    """The request as JSON."""
    inputs = {}
    for name, tensor in asked.inputs.items():
        values = tf.make_ndarray(tensor)
        inputs[name] = [[["a"]]] if values.dtype.kind in "OS" else values.tolist()
    return {"inputs": inputs} | ({"signature_name": asked.model_spec.signature_name or "serving_default"})


# What JSON cannot say: its numbers have no type, its lists no shape beside them, a path always a name; and TensorFlow
# Serving passes over further keys of the column form.
ONLY_GRPC = {
    "type",
    "whole numbers",
    "fewer numbers than the shape says",
    "no name",
    "output twice",
    "one input too many",
}


@pytest.mark.parametrize("mistake", [name for name in MISTAKES if name not in ONLY_GRPC])
def test_by_tensorflow_servings_http(server, mistake):
    asked, code, words = MISTAKES[mistake]
    spec = asked.model_spec
    path = f"/v1/models/{spec.name}"
    path += f"/versions/{spec.version.value}" if spec.HasField("version") else ""
    path += f"/labels/{spec.version_label}" if spec.version_label else ""
    query = {"outputs": ",".join(asked.output_filter)} if asked.output_filter else {}
    answer = requests.post(f"{server.url}{path}:predict", params=query, json=columns(asked))
    assert answer.status_code == code, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    assert list(answer.json()) == ["error"]
    assert_says(answer.json()["error"], [] if mistake == "texts" else words)


OF_TRITON = {
    "steps": ({"values": GOOD[:, :100]}, 400, ["inputs", "128", "100"]),
    "rank": ({"values": GOOD[0]}, 400, ["inputs", "[?, 128, 9]"]),
    "type": ({"values": GOOD.astype(np.float64), "datatype": "FP64"}, 400, ["inputs", "float", "double"]),
    "name of an input": ({"name": "input"}, 400, ["input", "inputs"]),
    "output": ({"outputs": ["nothing"]}, 400, ["nothing", "probabilities"]),
    "signature": ({"parameters": {"signature_name": "nothing"}}, 400, ["nothing", "serving_default"]),
    "signature that trains": ({"parameters": {"signature_name": "train"}}, 403, ["train", "variables"]),
    "model": ({"model": "nobody"}, 404, ["nobody"]),
    "version": ({"version": "7"}, 404, ["har-lstm", "7"]),
    "version that is no number": ({"version": "new"}, 400, ["har-lstm", "new"]),
    "sequence that did not start": ({"sequence_id": 4712, "values": GOOD[:, :1]}, 404, ["4712"]),
    "sequence of several rows": (
        {"sequence_id": 4713, "sequence_start": True, "values": np.repeat(GOOD, 2, axis=0)},
        400,
        ["inputs", "one row"],
    ),
    "sequence of other features": (
        {"sequence_id": 4714, "sequence_start": True, "values": GOOD[..., :8]},
        400,
        ["9", "8"],
    ),
}


@pytest.mark.parametrize("by", ["http", "grpc"])
@pytest.mark.parametrize("mistake", OF_TRITON)
def test_by_the_open_inference_protocol(server, by, mistake):
    asked, code, words = OF_TRITON[mistake]
    asked = dict(asked)
    module, address = (over_http, server.http) if by == "http" else (over_grpc, server.grpc)
    values = asked.pop("values", GOOD)
    given = module.InferInput(asked.pop("name", "inputs"), list(values.shape), asked.pop("datatype", "FP32"))
    given.set_data_from_numpy(values)
    wanted = [module.InferRequestedOutput(name) for name in asked.pop("outputs", [])] or None
    names = {"model_name": asked.pop("model", "har-lstm"), "model_version": asked.pop("version", "")}
    with module.InferenceServerClient(address) as client, pytest.raises(InferenceServerException) as refusal:
        client.infer(**names, inputs=[given], outputs=wanted, **asked)
    status = str(refusal.value.status())
    assert status in ({str(code)} if by == "http" else {str(CODES[code]), str(grpc.StatusCode.FAILED_PRECONDITION)})
    assert_says(refusal.value.message(), words)


BODIES = {
    "nothing": ("", ["empty"]),
    "a word": ("hello", ["JSON", "hello"]),
    "cut": ('{"instances": [[1, 2', ["JSON"]),
    "a list": ("[1]", ["object"]),
    "more after it": ('{"instances": [[1]]} {}', ["JSON"]),
    "a key twice": ('{"instances": [[1]], "instances": [[1]]}', ["instances"]),
    "both forms": ('{"instances": [[1]], "inputs": [[1]]}', ["instances", "inputs"]),
    "neither form": ("{}", ["instances", "inputs"]),
    "ragged": ('{"instances": [[[1, 2], [1]]]}', ["instances"]),
    "a value that is none": ('{"instances": [[[null]]]}', ["null"]),
    "deep": ('{"instances": ' + "[" * 100_000, []),
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_that_are_no_request(server, name):
    body, words = BODIES[name]
    answer = requests.post(f"{server.url}/v1/models/har-lstm:predict", data=body)
    assert answer.status_code == 400, answer.text
    sentence = answer.json()["error"]
    print(sentence)
    assert all(word in sentence for word in words)
    answer = requests.post(f"{server.url}/v2/models/har-lstm/infer", data=body)
    assert answer.status_code == 400, answer.text


def test_methods_and_paths(server):
    for method, path, status, allowed in (
        ("GET", "/v1/models/har-lstm:predict", 405, "POST"),
        ("PUT", "/v1/models/har-lstm", 405, "GET"),
        ("POST", "/v2/health/live", 405, "GET"),
        ("GET", "/v2/models/har-lstm/infer", 405, "POST"),
        ("DELETE", "/metrics", 405, "GET"),
        ("GET", "/v2/nothing", 404, None),
        ("GET", "/nothing", 404, None),
        ("GET", "/v1/models/har-lstm:nothing", 400, None),
    ):
        answer = requests.request(method, server.url + path)
        assert answer.status_code == status, path
        assert answer.json()["error"]
        assert (allowed in answer.headers["Allow"]) if allowed else "Allow" not in answer.headers
    for path, methods in (
        ("/v1/models/har-lstm", "GET, HEAD, OPTIONS"),
        ("/v1/models/har-lstm:predict", "POST, OPTIONS"),
        ("/v1/models/har-lstm/sessions/walk", "DELETE, OPTIONS"),
        ("/v2/models/nobody/infer", "POST, OPTIONS"),
        ("/metrics", "GET, HEAD, OPTIONS"),
    ):
        answer = requests.options(server.url + path)
        assert (answer.status_code, answer.headers["Allow"]) == (200, methods)
    answer = requests.post(f"{server.url}/v1/models/har-lstm:predict", data=b"x", headers={"Content-Encoding": "br"})
    assert answer.status_code == 415 and "gzip" in answer.json()["error"]


@pytest.fixture(scope="module")
def own(served, tmp_path_factory):
    """A server with one thread, no place to wait, and a token."""
    tokens = tmp_path_factory.mktemp("tokens") / "tokens"
    tokens.write_text("# of the tests\ncorrect-horse\n")
    options = ("--threads", 1, "--batch-rows", 1, "--longest-wait", 0, "--max-body", "8M", "--token-file", tokens)
    started = serving.Server(served, *options)
    yield started
    assert started.end() == 0, "\n".join(started.said)
    assert "finishing what was accepted" in started.said[-1]


TOKEN = {"Authorization": "Bearer correct-horse"}
CALL_TOKEN = [("authorization", "Bearer correct-horse")]


def test_tokens(own):
    path = f"{own.url}/v1/models/har-lstm"
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic correct-horse"}):
        answer = requests.get(path, headers=headers)
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
        assert "token" in answer.json()["error"].lower()
    assert requests.get(path, headers=TOKEN).ok
    assert requests.get(f"{own.url}/v2/health/ready").ok
    asked = get_model_status_pb2.GetModelStatusRequest()
    asked.model_spec.name = "har-lstm"
    with grpc.insecure_channel(own.grpc) as channel:
        stub = model_service_pb2_grpc.ModelServiceStub(channel)
        for headers in ([], [("authorization", "Bearer wrong")]):
            with pytest.raises(grpc.RpcError) as refusal:
                stub.GetModelStatus(asked, metadata=headers)
            assert refusal.value.code() == grpc.StatusCode.UNAUTHENTICATED
            assert "token" in refusal.value.details().lower()
        assert stub.GetModelStatus(asked, metadata=CALL_TOKEN).model_version_status


def test_bodies_that_are_too_large(own):
    answer = requests.post(f"{own.url}/v1/models/har-lstm:predict", data=b" " * (9 << 20), headers=TOKEN)
    assert answer.status_code == 413 and str(8 << 20) in answer.json()["error"]
    with grpc.insecure_channel(own.grpc) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        with pytest.raises(grpc.RpcError) as refusal:
            stub.Predict(request(inputs=np.repeat(GOOD, 2000, axis=0)), metadata=CALL_TOKEN)
        assert refusal.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
        assert str(8 << 20) in refusal.value.details()


def asked_by_many(ask):
    """Asks from many threads at once until somebody is refused; the refusal."""
    refused, done = [], threading.Event()

    def work():
        for _ in range(500):
            if done.is_set():
                return
            found = ask()
            if found is not None:
                refused.append(found)
                done.set()

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused
    return refused[0]


def test_who_comes_when_it_is_full_is_told_when_to_come_again(own):
    body = {"instances": np.repeat(GOOD, 40, axis=0).tolist()}
    large = request(inputs=np.repeat(GOOD, 100, axis=0))
    local = threading.local()

    def by_http():
        if not hasattr(local, "session"):
            local.session = requests.Session()
        answer = local.session.post(f"{own.url}/v1/models/har-lstm:predict", json=body, headers=TOKEN)
        assert answer.status_code in (200, 503), answer.text
        return answer if answer.status_code == 503 else None

    refusal = asked_by_many(by_http)
    assert "waiting" in refusal.json()["error"]
    assert int(refusal.headers["Retry-After"]) >= 1
    assert int(refusal.headers["retry-after-ms"]) >= 1
    assert refusal.headers.get("Connection") != "close"
    with grpc.insecure_channel(own.grpc, [("grpc.enable_retries", 0)]) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)

        def by_grpc():
            try:
                stub.Predict(large, 600, metadata=CALL_TOKEN)
                return None
            except grpc.RpcError as error:
                return error

        refusal = asked_by_many(by_grpc)
    assert refusal.code() == grpc.StatusCode.UNAVAILABLE
    assert "waiting" in refusal.details()
    assert int(dict(refusal.trailing_metadata())["grpc-retry-pushback-ms"]) >= 1


def test_a_deadline_that_passes(own):
    with grpc.insecure_channel(own.grpc) as channel:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        with pytest.raises(grpc.RpcError) as refusal:
            stub.Predict(request(inputs=np.repeat(GOOD, 1500, axis=0)), 0.005, metadata=CALL_TOKEN)
        assert refusal.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED


def test_another_list_of_models(own, served):
    def reload(*names, base=served):
        asked = model_management_pb2.ReloadConfigRequest()
        for name in names:
            config = asked.config.model_config_list.config.add(name=name, model_platform="tensorflow")
            config.base_path = str(base / name.removeprefix("other-"))
        return stub.HandleReloadConfigRequest(asked, 600, metadata=CALL_TOKEN)

    def status(name):
        return requests.get(f"{own.url}/v2/models/{name}/ready", headers=TOKEN).status_code

    with grpc.insecure_channel(own.grpc) as channel:
        stub = model_service_pb2_grpc.ModelServiceStub(channel)
        assert reload("har-lstm", "other-har-lstm").status.error_code == 0
        assert [status(name) for name in ("har-lstm", "other-har-lstm", "scores")] == [200, 200, 404]
        metadata = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
        metadata.model_spec.name = "other-har-lstm"
        predictions = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        assert predictions.GetModelMetadata(metadata, metadata=CALL_TOKEN).model_spec.version.value == 1
        # What cannot be had changes nothing.
        with pytest.raises(grpc.RpcError) as refusal:
            reload("har-lstm", base=served.relative_to(served.parent))
        assert refusal.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        assert "har-lstm" in refusal.value.details()
        assert [status(name) for name in ("har-lstm", "other-har-lstm")] == [200, 200]
