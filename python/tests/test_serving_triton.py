"""Triton's client, tritonclient, asks `unroll serve` by the Open Inference Protocol: HTTP, gRPC and gRPC's stream."""
import queue

import numpy as np
import pytest
import tritonclient.grpc as over_grpc
import tritonclient.http as over_http
from serving import MODELS_AND_ROWS, SHAPES, WITHIN, numbers, same, windows
from tritonclient.utils import InferenceServerException

@pytest.fixture(scope="module")
def clients(server):
    opened = {
        "http": over_http.InferenceServerClient(server.http, concurrency=4),
        "grpc": over_grpc.InferenceServerClient(server.grpc),
    }
    yield opened
    for client in opened.values():
        client.close()


KINDS = {"http": over_http, "grpc": over_grpc}
both = pytest.mark.parametrize("by", ["http", "grpc"])


def tensor(by, name, values, datatype=None, **options):
    kinds = {"f": "FP32", "i": "INT64", "S": "BYTES", "b": "BOOL"}
    made = KINDS[by].InferInput(name, list(values.shape), datatype or kinds[values.dtype.kind])
    made.set_data_from_numpy(values if values.dtype.kind != "S" else values.astype(object), **options)
    return made


@both
@pytest.mark.parametrize(("model", "rows"), MODELS_AND_ROWS)
def test_whole_sequences(clients, expected, figure, by, model, rows):
    inputs = windows(model, rows, seed=rows)
    answer = clients[by].infer(model, [tensor(by, "inputs", inputs)])
    right = expected.of(model, inputs=inputs)
    figure("difference", max(same(answer.as_numpy(name), right[name], WITHIN[model]) for name in right))


@pytest.mark.parametrize("sent", [True, False], ids=["binary", "json"])
@pytest.mark.parametrize("answered", [True, False], ids=["binary", "json"])
@pytest.mark.parametrize("compression", [None, "gzip", "deflate"])
def test_forms_of_data_over_http(clients, expected, sent, answered, compression):
    inputs = windows("har-lstm", 3, seed=11)
    answer = clients["http"].infer(
        "har-lstm",
        [tensor("http", "inputs", inputs, binary_data=sent)],
        outputs=[over_http.InferRequestedOutput("probabilities", binary_data=answered)],
        request_id="seven",
        request_compression_algorithm=compression,
    )
    same(answer.as_numpy("probabilities"), expected.of("har-lstm", inputs=inputs)["probabilities"])
    said = answer.get_response()
    assert said["id"] == "seven"
    assert (said["model_name"], said["model_version"]) == ("har-lstm", "1")
    assert ("data" in said["outputs"][0]) != answered


@both
def test_numbers_strings_and_truth_values(clients, expected, by):
    given = {"x": numbers([3, 3], seed=12), "count": np.array([1, 2, 3]), "note": np.array([b"a", b"", b"\xff\x00b"])}
    answer = clients[by].infer("scores", [tensor(by, name, values) for name, values in given.items()])
    right = expected.of("scores", **given)
    for name in right:
        same(answer.as_numpy(name), right[name])


def test_strings_as_json(clients):
    texts = np.array(["\u00e4\u20ac\U0001f600".encode(), b"plain"])
    given = [
        tensor("http", "x", numbers([2, 3], seed=13), binary_data=False),
        tensor("http", "count", np.array([1, 2]), binary_data=False),
        tensor("http", "note", texts, binary_data=False),
    ]
    wanted = [over_http.InferRequestedOutput("note", binary_data=False)]
    answer = clients["http"].infer("scores", given, outputs=wanted)
    assert answer.get_output("note")["data"] == [text.decode() * 2 for text in texts]


@both
def test_a_signature_and_a_version(clients, expected, by):
    inputs = windows("har-lstm", 2, seed=14)
    answer = clients[by].infer(
        "har-lstm", [tensor(by, "inputs", inputs)], model_version="1", parameters={"signature_name": "features"}
    )
    same(answer.as_numpy("features"), expected.of("har-lstm", "features", inputs=inputs)["features"])


def pieces(total, sizes=(1, 7, 2, 30)):
    """Where to cut a sequence: pieces of several lengths."""
    begin = at = 0
    while begin < total:
        end = min(total, begin + sizes[at % len(sizes)])
        yield begin, end
        begin, at = end, at + 1


@both
@pytest.mark.parametrize("model", SHAPES)
@pytest.mark.parametrize("name", [77, "walk-7"], ids=["number", "name"])
def test_a_sequence_in_pieces_is_the_whole_one(clients, expected, by, model, name):
    steps = SHAPES[model][0]
    inputs = {who: windows(model, 1, seed) for who, seed in (("first", 21), ("second", 22))}
    found = {"first": [], "second": []}
    ids = {"first": name, "second": name + 1 if isinstance(name, int) else name + "-other"}
    # Two sequences, piece after piece, each with a state of its own.
    for begin, end in pieces(steps):
        for who in inputs:
            answer = clients[by].infer(
                model,
                [tensor(by, "inputs", inputs[who][:, begin:end])],
                sequence_id=ids[who],
                sequence_start=begin == 0,
                sequence_end=end == steps,
            )
            found[who].append(answer.as_numpy("probabilities"))
    for who in inputs:
        right = expected.of(model, inputs=inputs[who])["probabilities"]
        # A class a step, or one for the sequence: that after its last step.
        same(np.concatenate(found[who], axis=1) if right.ndim == 3 else found[who][-1], right, WITHIN[model])


def test_sequences_over_a_stream(clients, expected):
    answers = queue.Queue()
    client = clients["grpc"]
    client.start_stream(lambda result, error: answers.put((result, error)))
    inputs = {sequence: windows("burst-lstm", 1, sequence) for sequence in (31, 32, 33)}
    sent = 0
    for begin, end in pieces(130):
        for sequence, values in inputs.items():
            client.async_stream_infer(
                "burst-lstm",
                [tensor("grpc", "inputs", values[:, begin:end])],
                request_id=f"{sequence}/{begin}",
                sequence_id=sequence,
                sequence_start=begin == 0,
                sequence_end=end == 130,
            )
            sent += 1
    found = {sequence: {} for sequence in inputs}
    for _ in range(sent):
        result, error = answers.get(timeout=600)
        assert error is None, error
        sequence, begin = map(int, result.get_response().id.split("/"))
        found[sequence][begin] = result.as_numpy("probabilities")
    # A mistake is one answer; the stream goes on.
    client.async_stream_infer("burst-lstm", [tensor("grpc", "inputs", inputs[31][:, :1])], sequence_id=999)
    assert "999" in answers.get(timeout=600)[1].message()
    client.async_stream_infer("burst-lstm", [tensor("grpc", "inputs", inputs[31])])
    assert answers.get(timeout=600)[1] is None
    client.stop_stream()
    for sequence, values in inputs.items():
        whole = np.concatenate([found[sequence][begin] for begin, _ in pieces(130)], axis=1)
        same(whole, expected.of("burst-lstm", inputs=values)["probabilities"], WITHIN["burst-lstm"])


@both
def test_a_sequence_that_did_not_start_is_refused(clients, by):
    with pytest.raises(InferenceServerException) as refusal:
        clients[by].infer(
            "har-lstm", [tensor(by, "inputs", numbers([1, 1, 9], seed=1))], sequence_id=4711, sequence_start=False
        )
    assert "4711" in refusal.value.message()


@both
def test_health_and_metadata(clients, by):
    client = clients[by]
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready("har-lstm") and client.is_model_ready("scores", "3")
    assert not client.is_model_ready("nobody") and not client.is_model_ready("scores", "4")
    told = client.get_server_metadata() if by == "http" else client.get_server_metadata(as_json=True)
    assert told["name"] == "unroll"
    assert {"binary_tensor_data", "sequence", "statistics", "model_repository"} <= set(told["extensions"])
    told = client.get_model_metadata("har-lstm", **({} if by == "http" else {"as_json": True}))
    assert (told["name"], told["versions"], told["platform"]) == ("har-lstm", ["1"], "tensorflow_savedmodel")
    (given,) = told["inputs"]
    assert (given["name"], given["datatype"], [int(size) for size in given["shape"]]) == ("inputs", "FP32", [-1, 128, 9])


@both
def test_statistics_and_the_list_of_models(clients, by):
    client = clients[by]
    options = {} if by == "http" else {"as_json": True}

    def count():
        told = client.get_inference_statistics("scores", "3", **options)["model_stats"][0]
        assert (told["name"], told["version"]) == ("scores", "3")
        return int(told.get("inference_count", 0))

    before = count()
    given = {"x": numbers([3, 3], seed=15), "count": np.array([1, 2, 3]), "note": np.array([b"a", b"b", b"c"])}
    client.infer("scores", [tensor(by, name, values) for name, values in given.items()])
    assert count() == before + 3
    listed = client.get_model_repository_index(**options)
    models = listed if by == "http" else listed["models"]
    assert {(one["name"], one["version"], one["state"]) for one in models} == {
        ("burst-lstm", "1", "READY"),
        ("har-lstm", "1", "READY"),
        ("scores", "3", "READY"),
        ("varied", "1", "READY"),
    }
