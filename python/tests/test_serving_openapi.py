"""Schemathesis makes requests out of an OpenAPI file of the Open Inference Protocol, and holds the answers to it."""
import importlib.metadata
import json
import subprocess
import sys

import pytest
from serving import windows

# What the file leaves out says nothing of the server: answers 404 for /ready, 403 and 405; methods beside its own.
CHECKS = [
    "not_a_server_error",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
]


def description():
    """MLServer's, of the protocol's own paths."""
    try:
        package = importlib.metadata.distribution("mlserver")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("there is no mlserver, whose OpenAPI file this needs: see requirements-apart.txt")
    text = package.locate_file("mlserver/rest/openapi/dataplane.json").read_text()
    found = json.loads(text)
    # Extensions for models of language.
    apart = ("infer_stream", "generate", "generate_stream")
    found["paths"] = {path: told for path, told in found["paths"].items() if path.rpartition("/")[2] not in apart}
    # OpenAPI has no type "bytes"; JSON has none either.
    tensor = found["components"]["schemas"]["TensorData"]
    tensor["oneOf"] = [kind for kind in tensor["oneOf"] if kind.get("type") != "bytes"]
    return found


def choose(described):
    """Lets it ask for models that there are, and some that there are not, with one request that is right."""
    names = {"model_name": ["har-lstm", "scores", "nobody", "a b"], "model_version": ["1", "3", "0", "new"]}
    inputs = windows("har-lstm", 1, seed=61)
    example = {
        "id": "42",
        "inputs": [{"name": "inputs", "shape": [1, 128, 9], "datatype": "FP32", "data": inputs.ravel().tolist()}],
    }
    for told in described["paths"].values():
        for parameter in told.get("parameters", []):
            parameter["schema"] = {"type": "string", "enum": names[parameter["name"]]}
            parameter["example"] = names[parameter["name"]][0]
        if "post" in told:
            told["post"]["requestBody"]["content"]["application/json"]["example"] = example
    return described


def test_the_protocols_openapi_file(server, tmp_path):
    file = tmp_path / "dataplane.json"
    file.write_text(json.dumps(choose(description())))
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(file), "--url", server.url]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", "40", "--seed", "1"]
    command += ["--checks", ",".join(CHECKS), "--no-color", "--request-timeout", "600"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    assert "Tested: 9\n" in done.stdout
