"""Python takes a SavedModel of Unroll's as one of its own."""
import json

import numpy as np
import pytest
import tensorflow as tf
from launcher import difference
from models import STEPS, tensors

tf1 = tf.compat.v1
# LSTM; GRU with batch normalisation, whose averages are no trainable variables; peepholes.
SOME = pytest.mark.parametrize("recipe", ["motion-lstm", "ais-crnn", "har-lstm-peephole", "blog-bilstm"])
UNTRAINED = ("Adam", "Adam_1", "moving_mean", "moving_variance")
COUNTERS = {"beta1_power", "beta2_power", "global_step", "elapsed_milliseconds"}


def name(variable):
    return variable.name.split(":")[0]


def checkpoint_values(run):
    reader = tf.train.load_checkpoint(run.checkpoint())
    return {found: reader.get_tensor(found) for found in reader.get_variable_to_shape_map()}


@SOME
def test_variables_have_the_names_and_values_of_the_checkpoint(runs, recipe):
    run = runs.of(recipe)
    found = {name(v): v.numpy() for v in tf.saved_model.load(str(run.models["fused"])).variables}
    expected = checkpoint_values(run)
    assert set(found) | {"elapsed_milliseconds"} == set(expected)
    for variable, value in found.items():
        np.testing.assert_array_equal(value, expected[variable], variable)


@SOME
def test_tensorflow_1_lists_the_trainable_variables(runs, recipe):
    run = runs.of(recipe)
    expected = checkpoint_values(run)
    trainable = {n for n in expected if n not in COUNTERS and n.split("/")[-1] not in UNTRAINED}
    with tf.Graph().as_default(), tf1.Session() as session:
        tf1.saved_model.load(session, ["serve"], str(run.models["static"]))
        assert {name(v) for v in tf1.trainable_variables()} == trainable
        assert {name(v) for v in tf1.global_variables()} == set(expected) - {"elapsed_milliseconds"}
        for variable in tf1.trainable_variables():
            np.testing.assert_array_equal(session.run(variable), expected[name(variable)])


@SOME
def test_signatures_say_how_they_are_called(runs, recipe):
    run = runs.of(recipe)
    with tf.Graph().as_default(), tf1.Session() as session:
        signatures = tf1.saved_model.load(session, ["serve"], str(run.models["fused"])).signature_def
    assert {"serving_default", "features", "train"} <= set(signatures)
    assert all(s.method_name == "tensorflow/serving/predict" for s in signatures.values() if s.inputs)
    ways = {key: (set(s.inputs), set(s.outputs)) for key, s in signatures.items()}
    given = {"inputs"} | ({"lengths"} if run.card["input"]["variableLength"] else set())
    assert ways["serving_default"] == (given, {"probabilities", "logits", "classes"})
    assert ways["features"] == (given, {"features"})
    assert ways["train"] == (given | {"labels", "learning_rate"}, {"loss"})
    sizes = [d.size for d in signatures["serving_default"].inputs["inputs"].tensor_shape.dim]
    assert sizes == [-1, run.card["input"]["steps"], run.card["input"]["features"]]


@SOME
def test_features_are_what_the_output_layer_takes(runs, recipe):
    run = runs.of(recipe)
    model = tf.saved_model.load(str(run.models["fused"]))
    given = tensors(run)
    features = model.signatures["features"](**given)["features"]
    variables = {name(v): v for v in model.variables}
    logits = features @ variables["Variable"] + variables["Variable_1"]
    served = model.signatures["serving_default"](**given)
    assert difference(logits, served["logits"]) <= 1e-5
    probabilities = served["probabilities"].numpy()
    chosen = np.take_along_axis(probabilities, served["classes"].numpy()[..., None], -1)[..., 0]
    np.testing.assert_allclose(chosen, probabilities.max(-1), rtol=1e-6)


@SOME
def test_the_model_carries_its_card_recipe_and_origin(runs, recipe):
    extra = runs.of(recipe).models["static"] / "assets.extra"
    card = json.loads((extra / "unroll.json").read_text())
    assert len(card["schema"]["signals"]) == card["input"]["features"]
    assert all(set(signal) == {"name", "unit"} for signal in card["schema"]["signals"])
    assert len(card["schema"]["target"]["names"]) > 1
    assert f"name: {recipe}" in (extra / "recipe.yaml").read_text()
    origin = json.loads((extra / "provenance.json").read_text())
    assert len(origin["dataSha256"]) == 64 and origin["seed"] == 1 and origin["tensorflow"]
    assert json.loads((extra / "result.json").read_text())["steps"] == STEPS
