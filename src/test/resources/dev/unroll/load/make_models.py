"""Makes the small foreign models of this folder and what Python gets from them.

    python make_models.py

TensorFlow 2.21 with Keras 3 and tf_keras. All weights are random, so that swapped gates,
axes or inputs show. expected.json: inputs [8, 5, 3] and the outputs of each model.
"""
import json
import os
import shutil
import subprocess
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
BATCH, STEPS, FEATURES, CLASSES = 8, 5, 3, 4


def inputs():
    import numpy as np

    return np.random.default_rng(7).normal(size=(BATCH, STEPS, FEATURES)).astype("float32")


def fresh(name):
    path = os.path.join(FOLDER, name)
    shutil.rmtree(path, ignore_errors=True)
    return path


def shake(model):
    """Random weights, biases too."""
    import numpy as np

    random = np.random.default_rng(11)
    model.set_weights([random.normal(size=w.shape) * 0.5 for w in model.get_weights()])


def keras3():
    import keras

    model = keras.Sequential([
        keras.Input((STEPS, FEATURES)),
        keras.layers.LSTM(6),
        keras.layers.Dense(CLASSES, activation="softmax"),
    ])
    shake(model)
    model.export(fresh("keras3"), verbose=False)
    return {"keras3": model.predict(inputs(), verbose=0).tolist()}


def keras2():
    """Logits, and any number of steps."""
    import tensorflow as tf
    import tf_keras

    model = tf_keras.Sequential([
        tf_keras.Input((None, FEATURES)),
        tf_keras.layers.Bidirectional(tf_keras.layers.GRU(4)),
        tf_keras.layers.Dense(CLASSES),
    ])
    shake(model)
    model.export(fresh("keras2"))
    return {"keras2": model(tf.constant(inputs())).numpy().tolist()}


def tensorflow1():
    """Logits by TensorFlow 1's cell; dropout is off unless keep_prob is fed."""
    import numpy as np
    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    x = tf.placeholder(tf.float32, [None, STEPS, FEATURES], "x")
    keep = tf.placeholder_with_default(1.0, [], "keep_prob")
    outputs, _ = tf.nn.static_rnn(
        tf.nn.rnn_cell.BasicLSTMCell(6), tf.unstack(x, axis=1), dtype=tf.float32)
    w = tf.get_variable("w", [6, CLASSES])
    b = tf.get_variable("b", [CLASSES])
    logits = tf.add(tf.matmul(tf.nn.dropout(outputs[-1], keep_prob=keep), w), b, name="logits")
    random = np.random.default_rng(13)
    with tf.Session() as session:
        for v in tf.global_variables():
            v.load(random.normal(size=v.shape.as_list()) * 0.5, session)
        tf.saved_model.simple_save(
            session, fresh("tensorflow1"), {"x": x, "keep_prob": keep}, {"y": logits})
        return {"tensorflow1": session.run(logits, {x: inputs()}).tolist()}


def tensorflow2():
    """A module that trains itself by gradient descent; one-hot labels."""
    import numpy as np
    import tensorflow as tf

    random = np.random.default_rng(17)

    class Model(tf.Module):
        def __init__(self):
            super().__init__()
            self.w = tf.Variable(random.normal(size=(FEATURES, CLASSES)).astype("float32"))
            self.b = tf.Variable(random.normal(size=CLASSES).astype("float32"))
            self.global_step = tf.Variable(0, dtype=tf.int64, name="global_step", trainable=False)

        def logits(self, x):
            return tf.matmul(tf.reduce_mean(x, 1), self.w) + self.b

        @tf.function(input_signature=[tf.TensorSpec([None, STEPS, FEATURES], name="x")])
        def predict(self, x):
            return {"scores": tf.nn.softmax(self.logits(x))}

        @tf.function(input_signature=[
            tf.TensorSpec([None, STEPS, FEATURES], name="x"),
            tf.TensorSpec([None, CLASSES], name="y"),
            tf.TensorSpec([], name="rate"),
        ])
        def train(self, x, y, rate):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(
                    tf.nn.softmax_cross_entropy_with_logits(y, self.logits(x)))
            for v, g in zip([self.w, self.b], tape.gradient(loss, [self.w, self.b])):
                v.assign_sub(rate * g)
            self.global_step.assign_add(1)
            return {"mean_loss": loss}

    model = Model()
    tf.saved_model.save(
        model, fresh("tensorflow2"), {"predict": model.predict, "fit": model.train})
    x = tf.constant(inputs())
    before = model.predict(x)["scores"].numpy().tolist()
    labels = tf.one_hot(np.arange(BATCH) % CLASSES, CLASSES)
    losses = [float(model.train(x, labels, tf.constant(0.5))["mean_loss"]) for _ in range(4)]
    return {
        "tensorflow2": before,
        "tensorflow2_losses": losses,
        "tensorflow2_after": model.predict(x)["scores"].numpy().tolist(),
    }


def keras3_saved():
    """A Keras 3 model by tf.saved_model.save: only Python's loader fills its variables."""
    import keras
    import tensorflow as tf

    model = keras.Sequential([
        keras.Input((STEPS, FEATURES)),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(5, activation="tanh"),
        keras.layers.Dense(CLASSES, activation="softmax"),
    ])
    shake(model)
    tf.saved_model.save(model, fresh("keras3_saved"))
    return {"keras3_saved": model(inputs()).numpy().tolist()}


def stateful():
    """Keeps the mean of all that it was given, by a function within a loop; one row at a time."""
    import numpy as np
    import tensorflow as tf

    random = np.random.default_rng(19)

    class Model(tf.Module):
        def __init__(self):
            super().__init__()
            self.w = tf.Variable(random.normal(size=(FEATURES, CLASSES)).astype("float32"))
            self.mean = tf.Variable(random.normal(size=(1, FEATURES)).astype("float32"))

        @tf.function(input_signature=[tf.TensorSpec([1, STEPS, FEATURES], name="x")])
        def predict(self, x):
            for t in tf.range(STEPS):
                self.mean.assign(0.5 * self.mean + x[:, t])
            return {"scores": tf.nn.softmax(self.mean @ self.w)}

    model = Model()
    first = model.mean.numpy()
    tf.saved_model.save(model, fresh("stateful"), {"predict": model.predict})
    rows = []
    for row in inputs():
        model.mean.assign(first)
        rows.append(model.predict(tf.constant(row[None]))["scores"].numpy()[0].tolist())
    return {"stateful": rows}


def fed():
    """A training step that takes more than sequences, labels and a learning rate."""
    import numpy as np
    import tensorflow as tf

    random = np.random.default_rng(29)

    class Model(tf.Module):
        def __init__(self):
            super().__init__()
            self.w = tf.Variable(random.normal(size=(FEATURES, CLASSES)).astype("float32"))

        def logits(self, x, keep_prob):
            return tf.matmul(tf.reduce_mean(x, 1), self.w) * keep_prob

        @tf.function(input_signature=[
            tf.TensorSpec([None, STEPS, FEATURES], name="x"),
            tf.TensorSpec([], name="keep_prob"),
        ])
        def predict(self, x, keep_prob):
            return {"scores": tf.nn.softmax(self.logits(x, keep_prob))}

        @tf.function(input_signature=[
            tf.TensorSpec([None, STEPS, FEATURES], name="x"),
            tf.TensorSpec([None], tf.int64, name="labels"),
            tf.TensorSpec([], name="learning_rate"),
            tf.TensorSpec([], name="keep_prob"),
            tf.TensorSpec([], tf.bool, name="is_training"),
            tf.TensorSpec([2], name="gain"),
        ])
        def train(self, x, labels, learning_rate, keep_prob, is_training, gain):
            with tf.GradientTape() as tape:
                logits = self.logits(x, keep_prob) * gain[0] + gain[1] * tf.range(4.0)
                loss = tf.reduce_mean(
                    tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
            self.w.assign_sub(learning_rate * tape.gradient(loss, self.w))
            return {"loss": loss + tf.where(is_training, 0.25, 0.0)}

    model = Model()
    tf.saved_model.save(model, fresh("fed"), {"predict": model.predict, "train": model.train})
    x = tf.constant(inputs())
    labels = tf.constant(np.arange(BATCH) % CLASSES, tf.int64)
    losses = [
        float(model.train(x, labels, 0.5, 0.5, is_training, [2.0, -1.0])["loss"])
        for is_training in (True, True, False)]
    return {"fed_losses": losses}


def frozen():
    """A Keras 3 network of convolutions as one file of constants."""
    import keras
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import (
        convert_variables_to_constants_v2)

    model = keras.Sequential([
        keras.Input((STEPS, FEATURES)),
        keras.layers.Conv1D(5, 3, activation="tanh"),
        keras.layers.GlobalMaxPooling1D(),
        keras.layers.Dense(CLASSES, activation="softmax"),
    ])
    shake(model)
    function = tf.function(lambda x: model(x)).get_concrete_function(
        tf.TensorSpec([None, STEPS, FEATURES], name="x"))
    graph = convert_variables_to_constants_v2(function).graph.as_graph_def()
    with open(os.path.join(FOLDER, "frozen.pb"), "wb") as file:
        file.write(graph.SerializeToString())
    return {"frozen": model(inputs()).numpy().tolist()}


MAKERS = [keras3, keras2, tensorflow1, tensorflow2, keras3_saved, stateful, frozen, fed]


def main():
    if len(sys.argv) > 1:
        made = globals()[sys.argv[1]]()
        print("\n" + json.dumps(made))
        return
    expected = {"inputs": inputs().tolist()}
    for maker in MAKERS:  # each in a process of its own: Keras 2 and 3 exclude each other
        legacy = "0" if maker in (keras3, keras3_saved, frozen) else "1"
        output = subprocess.run(
            [sys.executable, __file__, maker.__name__], check=True, stdout=subprocess.PIPE,
            env={**os.environ, "TF_USE_LEGACY_KERAS": legacy, "TF_CPP_MIN_LOG_LEVEL": "3"})
        expected.update(json.loads(output.stdout.decode().strip().splitlines()[-1]))
    with open(os.path.join(FOLDER, "expected.json"), "w") as file:
        json.dump(expected, file)
        file.write("\n")


if __name__ == "__main__":
    main()
