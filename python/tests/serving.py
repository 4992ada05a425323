"""Servers as a user starts them, and models to serve."""
import os
import re
import shutil
import signal
import subprocess
import threading

import numpy as np
import tensorflow as tf
from launcher import ENVIRONMENT, HANGS, ROOT, difference, unroll

# The models of ours and what they take: [steps, features].
SHAPES = {"har-lstm": [128, 9], "burst-lstm": [130, 1]}
MODELS_AND_ROWS = [("har-lstm", 1), ("har-lstm", 3), ("har-lstm", 64), ("burst-lstm", 1), ("burst-lstm", 5)]
# Where burst-lstm is in doubt, a step multiplies the rounding of those before.
WITHIN = {"har-lstm": 1e-6, "burst-lstm": 1e-5}
CLASSES = ["low", "middle", "high"]
COLUMNS = {"x": [3], "weight": [1]}


class Server:
    """`unroll serve` in a process of its own."""

    def __init__(self, folder, *options):
        command = [os.environ.get("UNROLL", str(ROOT / "unroll")), "serve", str(folder)]
        command += ["--rest-port", "0", "--grpc-port", "0", *map(str, options)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=ENVIRONMENT
        )
        hangs = threading.Timer(HANGS, self._process.kill)
        hangs.start()
        self.said = []
        for line in self._process.stdout:
            self.said.append(line.rstrip("\n"))
            if line == "ready\n":
                break
        hangs.cancel()
        assert self.said and self.said[-1] == "ready", "\n".join(self.said)
        self.url = self._after("HTTP at ")
        self.http = self.url.removeprefix("http://")
        self.grpc = self._after("gRPC at ")

    def _after(self, words):
        return next(line.removeprefix(words) for line in self.said if line.startswith(words))

    def version(self, model):
        """The version that it said to serve."""
        return next(
            int(found.group(1)) for line in self.said if (found := re.match(f"model {model} version (\\d+):", line))
        )

    def end(self):
        """Asks it to end, as systemd and Docker do; its exit code."""
        self._process.send_signal(signal.SIGTERM)
        self.said += self._process.communicate(timeout=HANGS)[0].splitlines()
        return self._process.returncode


class Scores(tf.Module):
    """A model of others, by all that TensorFlow Serving's clients ask for."""

    def __init__(self):
        super().__init__()
        self.kernel = tf.Variable([[0.5, -1.25, 0.75], [2.0, 0.25, -0.5], [-0.375, 1.5, 0.125]])
        self.slope = tf.Variable([[1.5], [-0.5], [0.25]])

    def scores(self, x):
        return tf.nn.softmax(x @ self.kernel)

    def _examples(self, inputs):
        columns = {name: tf.io.FixedLenFeature(shape, tf.float32) for name, shape in COLUMNS.items()}
        return tf.io.parse_example(inputs, columns)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="inputs")])
    def classify(self, inputs):
        x = self._examples(inputs)["x"]
        return {"classes": tf.tile(tf.constant([CLASSES]), [tf.shape(x)[0], 1]), "scores": self.scores(x)}

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="inputs")])
    def regress(self, inputs):
        columns = self._examples(inputs)
        return {"outputs": (columns["x"] @ self.slope) * columns["weight"]}

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, 3], tf.float32, name="x"),
            tf.TensorSpec([None], tf.int64, name="count"),
            tf.TensorSpec([None], tf.string, name="note"),
        ]
    )
    def serve(self, x, count, note):
        scores = self.scores(x) * tf.cast(count, tf.float32)[:, None]
        return {"scores": scores, "many": count > 2, "twice": 2 * count, "note": tf.strings.join([note, note])}

    def save(self, folder):
        signatures = {"serving_default": self.serve, "classify": self.classify, "regress": self.regress}
        tf.saved_model.save(self, str(folder), signatures)


def varied(folder):
    """A model of ours for sequences of 3 to 9 steps of two numbers, hardly trained."""
    random = np.random.default_rng(5)
    lines = ["index,step,label,a,b"]
    for index in range(40):
        for step in range(9 if index < 10 else random.integers(3, 10)):
            a, b = random.normal(size=2)
            lines.append(f"{index},{step},{'odd' if index % 2 else 'even'},{a:.4f},{b:.4f}")
    data = folder / "varied.csv"
    data.write_text("\n".join(lines) + "\n")
    unroll("train", "har-gru", "--data", f"csv:{data}", "--steps", 3, "--out", folder / "varied-run")
    return folder / "varied-run" / "savedmodel"


def models(folder):
    """A folder of models: three of ours, and one of others in version 3."""
    shutil.copytree(varied(folder.parent), folder / "varied")
    for name in ("har-lstm", "burst-lstm"):
        shutil.copytree(ROOT / "savedmodels" / name, folder / name)
    Scores().save(folder / "scores" / "3")
    return folder


class Expected:
    """What TensorFlow itself gives by a signature."""

    def __init__(self, folder):
        self._loaded = {
            model: tf.saved_model.load(str(next((folder / model).iterdir())))
            for model in ("har-lstm", "burst-lstm", "scores", "varied")
        }

    def of(self, model, signature="serving_default", **inputs):
        given = {name: tf.constant(value) for name, value in inputs.items()}
        return {name: value.numpy() for name, value in self._loaded[model].signatures[signature](**given).items()}


def windows(model, rows, seed):
    """Sequences such as the model was made for, alike nowhere."""
    if model == "har-lstm":
        return numbers([rows, *SHAPES[model]], seed)
    random = np.random.default_rng(seed)
    heights = random.uniform(size=[rows, *SHAPES[model]])
    return np.where(random.uniform(size=heights.shape) < 0.12, heights, 0).astype(np.float32)


def numbers(shape, seed, scale=0.7):
    """Numbers that are alike nowhere."""
    return (np.random.default_rng(seed).normal(size=shape) * scale).astype(np.float32)


def same(found, expected, within=1e-6):
    """The largest difference relative to the largest magnitude, which is below `within`; 0 where nothing is rounded."""
    found = np.asarray(found)
    if expected.dtype.kind != "f":
        assert found.shape == expected.shape and (found == expected).all(), (found, expected)
        return 0
    measured = difference(found, expected)
    assert measured < within
    return measured
