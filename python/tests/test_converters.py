"""SavedModels of static kernels become TFLite and ONNX without operations of TensorFlow's own, and give the same."""
import numpy as np
import pytest
import real_data
import tensorflow as tf
from launcher import difference
from models import arrays

ROWS = 4

# Of convolutions and recurrent layers: a conversion of a long unrolled graph takes up to a minute.
FEW = ["frames-lstm", "har-best"]


def pytest_generate_tests(metafunc):
    recipes = real_data.RECIPES if metafunc.config.getoption("all_conversions") else FEW
    metafunc.parametrize("recipe", recipes)


def some(run):
    """The signature's inputs for a few rows, each row as often as a converted model is run."""
    return {name: value[:ROWS] for name, value in arrays(run).items()}


def expected(run):
    """What TensorFlow gives for them."""
    serve = tf.saved_model.load(str(run.models["static"])).signatures["serving_default"]
    return {name: value.numpy() for name, value in serve(**{n: tf.constant(v) for n, v in some(run).items()}).items()}


def compare(found, run, figure):
    want = expected(run)
    worst = max(difference(found[name], want[name]) for name in want if want[name].dtype == np.float32)
    figure("relative difference", worst)
    assert worst <= 1e-5


def test_tflite(runs, recipe, figure):
    run = runs.of(recipe)
    converter = tf.lite.TFLiteConverter.from_saved_model(str(run.models["static"]), signature_keys=["serving_default"])
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS]
    interpreter = tf.lite.Interpreter(model_content=converter.convert())
    runner = interpreter.get_signature_runner("serving_default")
    rows = [runner(**{name: value[i : i + 1] for name, value in some(run).items()}) for i in range(ROWS)]
    compare({name: np.concatenate([row[name] for row in rows]) for name in rows[0]}, run, figure)


def test_onnx(runs, recipe, figure):
    tf2onnx = pytest.importorskip("tf2onnx", reason="tf2onnx is not installed")
    onnxruntime = pytest.importorskip("onnxruntime", reason="ONNX Runtime is not installed")
    run = runs.of(recipe)
    serve = tf.saved_model.load(str(run.models["static"])).signatures["serving_default"]
    model, _ = tf2onnx.convert.from_function(serve, input_signature=list(serve.structured_input_signature[1].values()))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    given = {entry.name: some(run)[entry.name.split(":")[0]] for entry in session.get_inputs()}
    names = [entry.name for entry in session.get_outputs()]
    found = dict(zip(sorted(expected(run)), session.run(names, given)))
    compare(found, run, figure)
