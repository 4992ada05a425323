"""Java predicts what Python does by models of others: shapes and types of inputs, meanings of outputs, states, feeds."""
import keras
import numpy as np
import pytest
import tensorflow as tf
import tf_keras
from launcher import difference, predict, refused, run
from sequences import Sequences

tf1 = tf.compat.v1
STEPS, FEATURES, CLASSES = 8, 4, 3
INPUTS = Sequences.drawn(7, STEPS, FEATURES, seed=11)
VALUES = np.stack(INPUTS.rows)
L = keras.layers


def with_random_weights(model, seed=7):
    random = np.random.default_rng(seed)
    for weight in model.weights:
        if "float" in str(weight.dtype):
            drawn = random.normal(0, 0.5, weight.shape)
            weight.assign(abs(drawn) if "variance" in weight.name else drawn)
    return model


def network(*layers, shape=(STEPS, FEATURES)):
    return with_random_weights(keras.Sequential([keras.Input(shape), *layers]))


def exported(model, tmp_path):
    model.export(str(tmp_path / "model"), verbose=False)
    return tmp_path / "model"


def assert_java_gives(model, expected, tmp_path, figure, *options, tolerance=1e-5, inputs=INPUTS):
    for file in inputs.write(tmp_path / "rows.csv"), inputs.write_wide(tmp_path / "wide.csv"):
        found = predict(model, file, *options)
        measured = difference(found, np.asarray(expected, np.float64).reshape(found.shape))
        figure(f"relative difference ({file.stem})", measured)
        assert measured <= tolerance


SHAPES = {
    "flat": ((STEPS * FEATURES,), lambda: [L.Dense(6, activation="relu")]),
    "image": ((STEPS, FEATURES, 1), lambda: [L.Conv2D(4, 3, activation="relu"), L.Flatten()]),
    "channels first": ((1, STEPS, FEATURES), lambda: [L.Permute((2, 3, 1)), L.Conv2D(4, 2), L.Flatten()]),
    "parts": ((2, 4, FEATURES), lambda: [L.TimeDistributed(L.Conv1D(3, 2)), L.TimeDistributed(L.Flatten()), L.LSTM(5)]),
    "convolutional lstm": ((2, 1, 4, FEATURES), lambda: [L.ConvLSTM2D(3, (1, 2)), L.Flatten()]),
    "parts of one feature": ((4, 2, FEATURES), lambda: [L.Reshape((8, FEATURES)), L.GRU(5)]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_same_numbers_in_another_shape(name, tmp_path, figure):
    shape, layers = SHAPES[name]
    model = network(*layers(), L.Dense(CLASSES, activation="softmax"), shape=shape)
    expected = model(VALUES.reshape((-1, *shape)))
    assert_java_gives(exported(model, tmp_path), expected, tmp_path, figure)


def test_steps_and_features_are_never_mixed(tmp_path):
    model = exported(network(L.Flatten(), L.Dense(2), shape=(FEATURES, STEPS, 1)), tmp_path)
    message = refused("predict", model, "--input", INPUTS.write(tmp_path / "rows.csv"))
    assert "which is not the shape of 8 steps of 4 features" in message


ENDS = {
    "linear": (CLASSES, None, (), lambda y: y),
    "one number": (1, None, (), lambda y: y),
    "softmax": (CLASSES, "softmax", (), lambda y: y),
    "log softmax": (CLASSES, "log_softmax", (), np.exp),
    "sigmoid": (1, "sigmoid", (), lambda y: np.concatenate([1 - y, y], -1)),
    "sigmoids": (CLASSES, "sigmoid", (), lambda y: y),
    "softmax as numbers": (CLASSES, "softmax", ("--outputs", "numbers"), lambda y: y),
    "logits": (CLASSES, None, ("--outputs", "logits"), lambda y: tf.nn.softmax(y).numpy()),
    "a logit": (1, None, ("--outputs", "logits"), lambda y: tf.sigmoid(np.concatenate([-y, y], -1)).numpy()),
}


@pytest.mark.parametrize("per_step", [False, True], ids=["once", "every step"])
@pytest.mark.parametrize("name", ENDS)
def test_what_outputs_mean(name, per_step, tmp_path, figure):
    width, activation, options, made = ENDS[name]
    model = network(L.LSTM(5, return_sequences=per_step), L.Dense(width, activation=activation))
    assert_java_gives(exported(model, tmp_path), made(model(VALUES).numpy()), tmp_path, figure, *options)


def test_more_rows_than_steps_of_a_decoder(tmp_path, figure):
    model = network(L.LSTM(5), L.RepeatVector(11), L.LSTM(4, return_sequences=True), L.Dense(2))
    assert_java_gives(exported(model, tmp_path), model(VALUES), tmp_path, figure)


def test_numbers_in_small_units(tmp_path, figure):
    model = network(L.LSTM(5), L.Dense(1), L.Rescaling(1e-8))
    assert_java_gives(exported(model, tmp_path), model(VALUES), tmp_path, figure)


@pytest.mark.parametrize("policy", ["float64", "mixed_float16", "float16", "mixed_bfloat16"])
def test_numbers_of_other_widths(policy, tmp_path, figure):
    before = keras.config.dtype_policy(), keras.config.floatx()
    try:
        if policy == "float64":
            keras.config.set_floatx(policy)
        keras.config.set_dtype_policy(policy)
        model = network(L.LSTM(5), L.Dense(CLASSES, activation="softmax"))
        expected = tf.cast(model(VALUES), tf.float64)
        path = exported(model, tmp_path)
    finally:
        keras.config.set_dtype_policy(before[0])
        keras.config.set_floatx(before[1])
    assert_java_gives(path, expected, tmp_path, figure, tolerance=1e-5 if policy == "float64" else 2e-2)


SAVED = {
    "lstm": lambda: [L.LSTM(5)],
    "gru": lambda: [L.GRU(5)],
    "bidirectional": lambda: [L.Bidirectional(L.LSTM(3))],
    "batch norm and dropout": lambda: [L.Conv1D(4, 3), L.BatchNormalization(), L.Dropout(0.5), L.Flatten()],
    "layer norm": lambda: [L.LayerNormalization(), L.GlobalMaxPooling1D()],
    "stacked": lambda: [L.LSTM(4, return_sequences=True), L.LSTM(4, return_sequences=True), L.GRU(3)],
}


@pytest.mark.parametrize("compiled", [False, True], ids=["plain", "trained"])
@pytest.mark.parametrize("name", SAVED)
def test_keras_3_by_the_saver_of_tensorflow(name, compiled, tmp_path, figure):
    model = network(*SAVED[name](), L.Dense(CLASSES, activation="softmax"))
    if compiled:
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(VALUES, np.arange(7) % CLASSES, verbose=0)
    tf.saved_model.save(model, str(tmp_path / "model"))
    assert_java_gives(tmp_path / "model", model(VALUES), tmp_path, figure)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("cell", ["LSTM", "GRU", "SimpleRNN"])
@pytest.mark.parametrize("library", [tf_keras, keras], ids=["keras 2", "keras 3"])
def test_a_state_goes_from_no_sequence_into_another(library, cell, rows, tmp_path, figure):
    layers = library.layers
    if library is keras:
        first = keras.Input(batch_shape=(rows, STEPS, FEATURES))
    else:
        first = layers.InputLayer(batch_input_shape=(rows, STEPS, FEATURES))
    model = library.Sequential(
        [first, getattr(layers, cell)(5, stateful=True), layers.Dense(CLASSES, activation="softmax")]
    )
    with_random_weights(model)
    reset = model.layers[-2].reset_state if library is keras else model.reset_states
    reset()
    padded = np.concatenate([VALUES, VALUES[: -len(VALUES) % rows]]) if rows > 1 else VALUES
    if library is keras:
        tf.saved_model.save(model, str(tmp_path / "model"))
    else:
        model.save(str(tmp_path / "model"), save_format="tf")
    expected = []
    for start in range(0, len(padded), rows):
        reset()
        expected.append(model(padded[start : start + rows]).numpy())
    expected = np.concatenate(expected)[: len(VALUES)]
    assert_java_gives(tmp_path / "model", expected, tmp_path, figure)
    said = run("predict", tmp_path / "model", "--input", tmp_path / "rows.csv").stderr
    assert "the model keeps a state" in said


def test_sequences_of_any_length_without_lengths(tmp_path, figure):
    model = network(L.Bidirectional(L.GRU(4)), L.Dense(CLASSES, activation="softmax"), shape=(None, FEATURES))
    path = exported(model, tmp_path)
    random = np.random.default_rng(1)
    rows = [random.normal(size=(n, FEATURES)).astype(np.float32) for n in (3, 9, 1, 3, 20, 9, 3)]
    expected = np.concatenate([model(row[None]).numpy() for row in rows])
    found = predict(path, Sequences(INPUTS.names, rows).write(tmp_path / "rows.csv"))
    figure("relative difference", difference(found, expected))
    assert difference(found, expected) <= 1e-5


def test_a_second_input_of_every_sequence(tmp_path, figure):
    signal, person = keras.Input((STEPS, FEATURES), name="signal"), keras.Input((2,), name="person")
    outputs = L.Dense(CLASSES, activation="softmax")(L.Concatenate()([L.LSTM(5)(signal), person]))
    model = with_random_weights(keras.Model([signal, person], outputs))
    path = exported(model, tmp_path)
    expected = model([VALUES, np.repeat([[0.3, -1.2]], len(VALUES), 0)])
    assert_java_gives(path, expected, tmp_path, figure, "--feed", "person=0.3,-1.2")
    message = refused("predict", path, "--input", tmp_path / "rows.csv")
    assert "the model also needs 'person: float [?, 2]'" in message
    message = refused("predict", path, "--input", tmp_path / "rows.csv", "--feed", "person=1,2,3")
    assert "expected one number or 2, got 3" in message


@pytest.mark.parametrize("training", ["keep_prob", "is_training", "keep_prob with default", "rate"])
def test_a_frozen_graph_that_could_drop_or_train(training, tmp_path, figure):
    with tf.Graph().as_default() as graph, tf1.Session() as session:
        x = tf1.placeholder(tf.float32, [None, STEPS, FEATURES], "x")
        hidden = tf.reshape(x, [-1, STEPS * FEATURES])
        if training.startswith("keep_prob"):
            default = training.endswith("default")
            keep = tf1.placeholder_with_default(0.5, [], "keep_prob") if default else tf1.placeholder(tf.float32, name="keep_prob")
            dropped, fed = tf1.nn.dropout(hidden, keep_prob=keep), {keep: 1.0}
        elif training == "rate":
            rate = tf1.placeholder(tf.float32, [], name="drop_rate")
            dropped, fed = tf1.nn.dropout(hidden, rate=rate), {rate: 0.0}
        else:
            flag = tf1.placeholder(tf.bool, [], name="model/is_training")
            dropped = tf.cond(flag, lambda: tf.nn.dropout(hidden, 0.5), lambda: hidden)
            fed = {flag: False}
        w = tf.constant(np.random.default_rng(2).normal(size=(STEPS * FEATURES, CLASSES)).astype(np.float32))
        y = tf.nn.softmax(dropped @ w, name="y")
        expected = session.run(y, {x: VALUES, **fed})
        (tmp_path / "model.pb").write_bytes(graph.as_graph_def().SerializeToString())
    assert_java_gives(tmp_path / "model.pb", expected, tmp_path, figure)


def test_a_graph_as_text(tmp_path, figure):
    model = network(L.LSTM(5), L.Dense(CLASSES, activation="softmax"))
    path = exported(model, tmp_path)
    from google.protobuf import text_format
    from tensorflow.core.protobuf import saved_model_pb2

    saved = saved_model_pb2.SavedModel.FromString((path / "saved_model.pb").read_bytes())
    (path / "saved_model.pb").unlink()
    (path / "saved_model.pbtxt").write_text(text_format.MessageToString(saved))
    assert_java_gives(path, model(VALUES), tmp_path, figure)
