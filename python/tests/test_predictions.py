"""Java and Python give the same numbers for real inputs: every recipe, both kinds of kernels."""
import functools
import shutil

import numpy as np
import pytest
import real_data
import tensorflow as tf
from launcher import difference, predict, unroll
from models import arrays, own_part, rows_of, tensors

tf1 = tf.compat.v1


def test_every_recipe_is_here():
    listed = [line.split()[0] for line in unroll("recipes").splitlines()]
    assert sorted(name for name in listed if not name.startswith("sick-")) == real_data.RECIPES


@functools.cache
def load(model):
    return tf.saved_model.load(str(model))


def by_tensorflow_2(model, run):
    return load(model).signatures["serving_default"](**tensors(run))


def by_tensorflow_1(model, run):
    """Loads thousands of unrolled operations in a fraction of the time."""
    config = tf1.ConfigProto()
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    with tf.Graph().as_default(), tf1.Session(config=config) as session:
        signature = tf1.saved_model.load(session, ["serve"], str(model)).signature_def["serving_default"]
        feed = {signature.inputs[name].name: value for name, value in arrays(run).items()}
        return session.run({name: output.name for name, output in signature.outputs.items()}, feed)


@pytest.mark.parametrize("kernels", ["fused", "static"])
@pytest.mark.parametrize("recipe", real_data.RECIPES)
def test_python_predicts_what_java_predicts(runs, recipe, kernels, figure):
    run = runs.of(recipe)
    serve = by_tensorflow_2 if kernels == "fused" else by_tensorflow_1
    found = rows_of(serve(run.models[kernels], run), run)
    found, expected = own_part(found, run), own_part(run.predicted, run)
    assert np.ptp(found, axis=0).max() > 1e-2, "all rows are alike: this compares nothing"
    measured = difference(found, expected)
    figure("relative difference", measured)
    assert measured <= 1e-5


@pytest.mark.parametrize("recipe", ["har-best", "burst-rnn-carried", "climate-crnn", "uea-crnn"])
def test_java_predicts_by_static_kernels_too(runs, recipe):
    run = runs.of(recipe)
    assert difference(predict(run.models["static"], run.csv), run.predicted) <= 1e-5


@pytest.mark.parametrize("recipe", real_data.RECIPES)
def test_java_predicts_by_what_python_saved(runs, recipe, tmp_path, figure):
    run = runs.of(recipe)
    model = load(run.models["fused"])
    saved = tmp_path / "saved"
    serve = model.signatures["serving_default"]
    tf.saved_model.save(model, str(saved), signatures={"serving_default": serve})
    # The card says what the tensors mean; Python does not carry it along.
    shutil.copytree(run.models["fused"] / "assets.extra", saved / "assets.extra")
    found, expected = predict(saved, run.csv), rows_of(serve(**tensors(run)), run)
    measured = difference(own_part(found, run), own_part(expected, run))
    figure("relative difference", measured)
    assert measured <= 1e-5
