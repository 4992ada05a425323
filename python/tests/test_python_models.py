"""Java evaluates and predicts by SavedModels and graphs that Python made, by their signatures."""
import json

import keras
import numpy as np
import pytest
import tensorflow as tf
import tf_keras
from launcher import difference, predict, unroll
from sequences import Sequences

tf1 = tf.compat.v1
STEPS, FEATURES, CLASSES = 11, 5, 3
INPUTS = Sequences.drawn(37, STEPS, FEATURES)
VALUES = np.stack(INPUTS.rows)


def keras_model(library, layer):
    """Random weights, its biases too."""
    layers = library.layers
    recurrent = {
        "lstm": lambda: layers.LSTM(7),
        "gru": lambda: layers.GRU(7),
        "gru reset before": lambda: layers.GRU(7, reset_after=False),
        "simple rnn": lambda: layers.SimpleRNN(7),
        "bidirectional": lambda: layers.Bidirectional(layers.LSTM(7)),
    }[layer]()
    shape = layers.InputLayer((STEPS, FEATURES)) if library is tf_keras else keras.Input((STEPS, FEATURES))
    model = library.Sequential([shape, recurrent, layers.Dense(CLASSES, activation="softmax")])
    random = np.random.default_rng(7)
    model.set_weights([random.normal(0, 0.5, w.shape).astype(np.float32) for w in model.get_weights()])
    return model


def assert_java_predicts(model, expected, tmp_path, figure, *options):
    measured = difference(predict(model, INPUTS.write_wide(tmp_path / "inputs.csv"), *options), expected)
    figure("relative difference", measured)
    assert measured <= 1e-5


@pytest.mark.parametrize("layer", ["lstm", "gru", "gru reset before", "simple rnn", "bidirectional"])
def test_a_model_of_keras_3(layer, tmp_path, figure):
    model = keras_model(keras, layer)
    model.export(str(tmp_path / "model"), verbose=False)
    assert_java_predicts(tmp_path / "model", model.predict(VALUES, verbose=0), tmp_path, figure)


@pytest.mark.parametrize("layer", ["lstm", "gru", "bidirectional"])
def test_a_model_of_tf_keras(layer, tmp_path, figure):
    model = keras_model(tf_keras, layer)
    model.save(str(tmp_path / "model"), save_format="tf")
    assert_java_predicts(tmp_path / "model", model.predict(VALUES, verbose=0), tmp_path, figure)


def test_functions_of_tensorflow_2_that_give_logits(tmp_path, figure):
    class Model(tf.Module):
        def __init__(self):
            random = np.random.default_rng(2)
            self.kernel = tf.Variable(random.normal(0, 1, (FEATURES, CLASSES)).astype(np.float32))

        @tf.function(input_signature=[tf.TensorSpec((None, STEPS, FEATURES))])
        def classify(self, x):
            return {"logits": tf.reduce_sum(x, 1) @ self.kernel}

    model = Model()
    tf.saved_model.save(model, str(tmp_path / "model"), signatures={"classify": model.classify})
    expected = tf.nn.softmax(model.classify(tf.constant(VALUES))["logits"])
    assert_java_predicts(tmp_path / "model", expected, tmp_path, figure)


def tensorflow_1_graph():
    x = tf1.placeholder(tf.float32, [None, STEPS, FEATURES], "x")
    keep = tf1.placeholder_with_default(1.0, [], "keep_prob")
    tf1.set_random_seed(4)
    outputs, _ = tf1.nn.static_rnn(tf1.nn.rnn_cell.GRUCell(6), tf.unstack(x, axis=1), dtype=tf.float32)
    w = tf1.get_variable("w", [6, CLASSES], initializer=tf1.random_normal_initializer())
    return x, tf.nn.softmax(tf1.nn.dropout(outputs[-1], rate=1 - keep) @ w, name="y")


def test_a_simple_save_of_tensorflow_1(tmp_path, figure):
    with tf.Graph().as_default(), tf1.Session() as session:
        x, y = tensorflow_1_graph()
        session.run(tf1.global_variables_initializer())
        tf1.saved_model.simple_save(session, str(tmp_path / "model"), {"x": x}, {"y": y})
        expected = session.run(y, {x: VALUES})
    assert_java_predicts(tmp_path / "model", expected, tmp_path, figure)


def test_a_frozen_graph(tmp_path, figure):
    with tf.Graph().as_default() as graph, tf1.Session() as session:
        x, y = tensorflow_1_graph()
        session.run(tf1.global_variables_initializer())
        expected = session.run(y, {x: VALUES})
        frozen = tf1.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), ["y"])
    (tmp_path / "model.pb").write_bytes(frozen.SerializeToString())
    tensors = ("--input-tensor", "x:0", "--output-tensor", "y:0")
    assert_java_predicts(tmp_path / "model.pb", expected, tmp_path, figure)
    assert_java_predicts(tmp_path / "model.pb", expected, tmp_path, figure, *tensors)


def test_java_scores_a_model_of_keras_as_python_does(tmp_path):
    file = tmp_path / "motion.csv"
    unroll("data", "motion", "--out", file, "--split", "test")
    motion = Sequences.read(file)
    names = [line.split()[0] for line in unroll("data", "motion").rsplit("\n\n", 1)[-1].splitlines()[1:]]
    labels = np.array([names.index(label) for label in motion.labels])
    values = np.stack(motion.rows)
    keras.utils.set_random_seed(1)
    layers = [keras.Input(values.shape[1:]), keras.layers.GRU(8), keras.layers.Dense(len(names), activation="softmax")]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(values, labels, batch_size=25, epochs=10, verbose=0)
    model.export(str(tmp_path / "model"), verbose=False)
    expected = np.mean(model.predict(values, verbose=0).argmax(1) == labels)
    scores = json.loads(unroll("evaluate", tmp_path / "model", "--data", "motion", "--json"))
    # Two sequences may lie at a border between classes.
    assert scores["accuracy"] == pytest.approx(expected, abs=2 / len(labels))
    assert 0.4 < expected < 1
