"""Who has `requests` or the `curl` command alone asks `unroll serve`, as docs/serving.md has it."""
import gzip
import json
import shutil
import subprocess

import numpy as np
import pytest
import requests
from launcher import unroll
from serving import SHAPES, WITHIN, numbers, same, windows

CURL = shutil.which("curl")
curl_only = pytest.mark.skipif(CURL is None, reason="there is no curl on this machine")


@pytest.fixture(scope="module")
def session():
    with requests.Session() as one:
        yield one


def array(values):
    return np.array(values, np.float32)


@pytest.mark.parametrize("model", SHAPES)
def test_rows(server, session, expected, model):
    inputs = windows(model, 3, seed=41)
    answer = session.post(f"{server.url}/v1/models/{model}:predict", json={"instances": inputs.tolist()})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Unroll-Model-Name"] == model
    assert answer.headers["Unroll-Model-Version"] == "1"
    rows = answer.json()["predictions"]
    right = expected.of(model, inputs=inputs)
    assert [row.keys() for row in rows] == [right.keys()] * 3
    for name in ("probabilities", "logits"):
        same(array([row[name] for row in rows]), right[name], WITHIN[model])
    assert [row["classes"] for row in rows] == right["classes"].tolist()


def test_sequences_of_several_lengths(server, session, expected):
    inputs, lengths = numbers([4, 9, 2], seed=50), [9, 3, 1, 5]
    right = expected.of("varied", inputs=inputs, lengths=np.array(lengths, np.int32))["probabilities"]
    url = f"{server.url}/v1/models/varied:predict?outputs=probabilities"
    ragged = {"instances": [row[:length].tolist() for row, length in zip(inputs, lengths)]}
    same(array(session.post(url, json=ragged).json()["predictions"]), right)
    padded = {"inputs": {"inputs": inputs.tolist(), "lengths": lengths}}
    same(array(session.post(url, json=padded).json()["outputs"]), right)


@pytest.mark.parametrize("path", ["har-lstm", "har-lstm/versions/1"])
def test_columns(server, session, expected, path):
    inputs = windows("har-lstm", 2, seed=42)
    body = {"inputs": {"inputs": inputs.tolist()}, "signature_name": "features"}
    outputs = session.post(f"{server.url}/v1/models/{path}:predict", json=body).json()["outputs"]
    same(array(outputs), expected.of("har-lstm", "features", inputs=inputs)["features"])


def test_some_outputs(server, session, expected):
    inputs = windows("har-lstm", 2, seed=43)
    url = f"{server.url}/v1/models/har-lstm:predict?outputs=probabilities"
    found = session.post(url, json={"instances": inputs.tolist()}).json()["predictions"]
    same(array(found), expected.of("har-lstm", inputs=inputs)["probabilities"])


def test_several_inputs_of_several_types(server, session, expected):
    given = {"x": numbers([2, 3], seed=44), "count": np.array([3, 2**53 + 1]), "note": np.array([b"plain", b"\xff\x00"])}
    rows = [
        {"x": given["x"][0].tolist(), "count": 3, "note": "plain"},
        {"x": given["x"][1].tolist(), "count": 2**53 + 1, "note": {"b64": "/wA="}},
    ]
    url = f"{server.url}/v1/models/scores:predict?outputs=scores,many,twice"
    found = session.post(url, json={"instances": rows}).json()["predictions"]
    right = expected.of("scores", **given)
    same(array([row["scores"] for row in found]), right["scores"])
    assert [row["twice"] for row in found] == right["twice"].tolist()
    assert [row["many"] for row in found] == right["many"].tolist()


def test_a_body_in_gzip(server, session, expected):
    inputs = windows("har-lstm", 4, seed=45)
    body = gzip.compress(json.dumps({"instances": inputs.tolist()}).encode())
    answer = session.post(
        f"{server.url}/v1/models/har-lstm:predict?outputs=probabilities",
        data=body,
        headers={"Content-Encoding": "gzip"},
    )
    same(array(answer.json()["predictions"]), expected.of("har-lstm", inputs=inputs)["probabilities"])


def test_a_body_in_pieces(server, session, expected):
    inputs = windows("har-lstm", 1, seed=46)
    body = json.dumps({"instances": inputs.tolist()}).encode()
    pieces = (body[at : at + 1000] for at in range(0, len(body), 1000))
    found = session.post(f"{server.url}/v1/models/har-lstm:predict", data=pieces).json()["predictions"]
    same(array([row["probabilities"] for row in found]), expected.of("har-lstm", inputs=inputs)["probabilities"])


@pytest.mark.parametrize("verb", ["classify", "regress"])
def test_examples(server, session, expected, verb):
    x = numbers([3, 3], seed=47)
    body = {
        "signature_name": verb,
        "context": {"weight": 1.5},
        "examples": [{"x": [float(value) for value in row]} for row in x],
    }
    found = session.post(f"{server.url}/v1/models/scores:{verb}", json=body).json()["results"]
    if verb == "classify":
        same(array([[score for _, score in row] for row in found]), softmax(x))
    else:
        same(array(found), x @ np.array([1.5, -0.5, 0.25]) * 1.5)


def softmax(x):
    """As the model has it."""
    kernel = np.array([[0.5, -1.25, 0.75], [2.0, 0.25, -0.5], [-0.375, 1.5, 0.125]])
    powers = np.exp(x @ kernel)
    return powers / powers.sum(axis=1, keepdims=True)


def test_a_sequence_step_by_step(server, session, expected):
    inputs = windows("har-lstm", 1, seed=48)[0]
    url = f"{server.url}/v1/models/har-lstm:step"
    found = []
    for begin in range(0, 128, 16):
        body = {"session": "walk-7", "steps": inputs[begin : begin + 16].tolist()}
        body |= {"start": True} if begin == 0 else {"end": True} if begin == 112 else {}
        answer = session.post(url, json=body).json()
        assert answer["taken"] == begin + 16
        found += answer["probabilities"]
    same(array([found[-1]]), expected.of("har-lstm", inputs=inputs[None])["probabilities"])
    # It has ended.
    answer = session.post(url, json={"session": "walk-7", "steps": inputs[:1].tolist()})
    assert answer.status_code == 404 and "walk-7" in answer.json()["error"]
    # A client may keep the state.
    state = {}
    for begin in range(0, 128, 64):
        answer = session.post(url, json={"steps": inputs[begin : begin + 64].tolist()} | state).json()
        state = {"state": answer["state"]}
    same(array([answer["probabilities"][-1]]), expected.of("har-lstm", inputs=inputs[None])["probabilities"])
    # Who does not want it any more deletes it.
    assert session.post(url, json={"session": "walk-8", "start": True, "step": inputs[0].tolist()}).ok
    assert session.delete(f"{server.url}/v1/models/har-lstm/sessions/walk-8").ok
    assert session.delete(f"{server.url}/v1/models/har-lstm/sessions/walk-8").status_code == 404


def test_status_metadata_and_metrics(server, session):
    def told(path):
        return session.get(server.url + path).json()

    status = {"error_code": "OK", "error_message": ""}
    assert told("/v1/models/scores") == {
        "model_version_status": [{"version": "3", "state": "AVAILABLE", "status": status}]
    }
    found = told("/v1/models/scores/versions/3/metadata")
    assert found["model_spec"] == {"name": "scores", "signature_name": "", "version": "3"}
    signatures = found["metadata"]["signature_def"]["signature_def"]
    assert sorted(signatures) == ["classify", "regress", "serving_default"]
    assert signatures["serving_default"]["inputs"]["count"]["dtype"] == "DT_INT64"
    text = session.get(f"{server.url}/metrics").text
    assert ':tensorflow:serving:request_count{model_name="har-lstm",status="OK"}' in text
    assert session.head(f"{server.url}/v2/health/ready").status_code == 200


def curl(*arguments):
    """Status and body of what curl gets."""
    command = [CURL, "-sS", "--max-time", "600", "-w", "\n%{http_code}", *arguments]
    written = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    body, _, status = written.rpartition("\n")
    return int(status), body


@curl_only
def test_curl(server, expected, tmp_path):
    inputs = windows("har-lstm", 1, seed=49)
    right = expected.of("har-lstm", inputs=inputs)["probabilities"]
    url = f"{server.url}/v1/models/har-lstm:predict?outputs=probabilities"
    text = json.dumps({"instances": inputs.tolist()})
    status, body = curl("-d", text, url)
    assert status == 200
    same(array(json.loads(body)["predictions"]), right)
    # Large bodies are asked for first, by Expect: 100-continue.
    large = tmp_path / "large.json"
    large.write_text(json.dumps({"instances": np.repeat(inputs, 200, axis=0).tolist()}))
    status, body = curl("-H", "Expect: 100-continue", "--data-binary", f"@{large}", url)
    assert status == 200
    same(array(json.loads(body)["predictions"][199:]), right)
    packed = tmp_path / "body.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    status, body = curl("-H", "Content-Encoding: gzip", "--data-binary", f"@{packed}", url)
    assert status == 200
    same(array(json.loads(body)["predictions"]), right)


@curl_only
def test_curl_is_told_what_was_wrong(server):
    model = f"{server.url}/v1/models/har-lstm"
    assert curl("-d", '{"instances": [[1, 2]]}', f"{model}:predict")[0] == 400
    assert curl("-d", "{", f"{model}:predict")[0] == 400
    assert curl(f"{model}:predict")[0] == 405
    assert curl(f"{server.url}/v1/models/nobody")[0] == 404
    assert curl("-d", '{"signature_name": "train", "instances": [1]}', f"{model}:predict")[0] == 403
    assert curl("-d", '{"session": "nobody", "steps": [[0,0,0,0,0,0,0,0,0]]}', f"{model}:step")[0] == 404


@curl_only
def test_the_line_that_check_prints(server, served):
    printed = unroll("serve", served / "har-lstm", "--check", "--rest-port", server.url.rpartition(":")[2])
    line = next(line for line in printed.splitlines() if line.startswith("curl "))
    answer = subprocess.run(line, shell=True, check=True, capture_output=True, text=True).stdout
    assert np.shape(json.loads(answer)["outputs"]["probabilities"]) == (1, 6)
