"""SavedModels of static kernels become TFLite, ONNX and TensorFlow.js without operations of TensorFlow's own, and give the same."""
import csv
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import real_data
import tensorflow as tf
from launcher import HANGS, difference, unroll
from models import arrays, own_part
from sequences import Sequences

HERE = Path(__file__).parent
ROWS = 4

# Of convolutions and recurrent layers: a conversion of a long unrolled graph takes up to a minute.
FEW = ["frames-lstm", "har-best"]


def serving(model):
    return tf.saved_model.load(str(model)).signatures["serving_default"]


def by_tflite(model, given, _):
    converter = tf.lite.TFLiteConverter.from_saved_model(str(model), signature_keys=["serving_default"])
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
    interpreter = tf.lite.Interpreter(model_content=converter.convert())
    runner = interpreter.get_signature_runner("serving_default")
    rows = [runner(**{name: value[i : i + 1] for name, value in given.items()}) for i in range(ROWS)]
    return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}


def by_onnx(model, given, _):
    tf2onnx = pytest.importorskip("tf2onnx", reason="tf2onnx is not installed")
    onnxruntime = pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed")
    serve = serving(model)
    signature = [serve.structured_input_signature[1][name] for name in given]
    function = tf.function(lambda *values: serve(**dict(zip(given, values))), input_signature=signature)
    converted, _ = tf2onnx.convert.from_function(function, input_signature=signature)
    session = onnxruntime.InferenceSession(converted.SerializeToString(), providers=["CPUExecutionProvider"])
    found = session.run(None, {entry.name: value for entry, value in zip(session.get_inputs(), given.values())})
    return dict(zip(sorted(serve.structured_outputs), found))


def node(*arguments, given=""):
    return subprocess.run(["node", *map(str, arguments)], input=given, capture_output=True, text=True, timeout=HANGS)


def require_tensorflow_js():
    if importlib.util.find_spec("tensorflowjs") is None:
        pytest.skip("tensorflowjs is not installed")
    try:
        there = node("-e", "require('@tensorflow/tfjs')").returncode == 0
    except FileNotFoundError:
        there = False
    if not there:
        pytest.skip("Node.js does not find @tensorflow/tfjs (NODE_PATH)")


def by_tensorflow_js(model, given, tmp_path):
    require_tensorflow_js()
    # TensorFlow.js lacks what TensorFlow fuses for oneDNN while it converts.
    environment = os.environ | {"TF_ENABLE_ONEDNN_OPTS": "0"}
    command = [sys.executable, str(HERE / "to_tensorflow_js.py"), str(model), str(tmp_path / "js")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == 0, done.stdout + done.stderr
    tensors = {
        name: {"values": value.ravel().tolist(), "shape": value.shape, "type": value.dtype.name}
        for name, value in given.items()
    }
    ran = node(HERE / "run_tensorflow_js.js", tmp_path / "js", given=json.dumps(tensors))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    outputs = json.loads(ran.stdout)
    return {name.split(":")[0]: np.reshape(out["values"], out["shape"]) for name, out in outputs.items()}


CONVERTERS = pytest.mark.parametrize(
    "convert", [by_tflite, by_onnx, by_tensorflow_js], ids=["tflite", "onnx", "tensorflow.js"]
)


def assert_gives_the_same(convert, model, given, tmp_path, figure, own=lambda name, value: value):
    want = {name: value.numpy() for name, value in serving(model)(**{n: tf.constant(v) for n, v in given.items()}).items()}
    found = convert(model, given, tmp_path)
    assert set(found) == set(want)
    values = [name for name in want if want[name].dtype == np.float32]
    worst = max(difference(own(name, found[name]), own(name, want[name])) for name in values)
    figure("relative difference", worst)
    assert worst <= 1e-5


def pytest_generate_tests(metafunc):
    if "recipe" in metafunc.fixturenames:
        recipes = real_data.RECIPES if metafunc.config.getoption("all_conversions") else FEW
        metafunc.parametrize("recipe", recipes)


@CONVERTERS
def test_a_recipe(runs, recipe, convert, tmp_path, figure):
    run = runs.of(recipe)
    run = replace(run, inputs=run.inputs.first(ROWS))
    # Of a forecast, what the network itself adds.
    own = lambda name, value: own_part(value, run) if name == "predictions" else value
    assert_gives_the_same(convert, run.models["static"], arrays(run), tmp_path, figure, own)


@pytest.fixture(scope="module")
def layers(tmp_path_factory):
    """A model of every kind of layer on sequences that differ in length, and inputs for it."""
    folder = tmp_path_factory.mktemp("layers")
    random = np.random.default_rng(5)
    rows = [random.normal(0, 1, (5 + i % 7, 3)).astype(np.float32) for i in range(60)]
    with open(folder / "rows.csv", "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["index", "label", "a", "b", "c"])
        table.writerows([i, "xyz"[i % 3], *step] for i, values in enumerate(rows) for step in values.tolist())
    unroll("train", HERE / "recipes" / "layers.yaml", "--data", f"csv:{folder / 'rows.csv'}", "--out", folder / "run")
    unroll("export", folder / "run", "--to", folder / "static", "--kernels", "static")
    steps = real_data.card(folder / "static")["input"]["steps"]
    inputs = Sequences(["a", "b", "c"], rows).first(ROWS)
    return folder / "static", {"inputs": inputs.padded(steps), "lengths": inputs.lengths()}


@CONVERTERS
def test_every_layer(layers, convert, tmp_path, figure):
    assert_gives_the_same(convert, *layers, tmp_path, figure)
