"""One trained model of each recipe, made while the tests run, two at a time."""
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import real_data
from launcher import predict, unroll
from sequences import Sequences

STEPS = 3


@dataclass(frozen=True)
class Run:
    """A run folder, its SavedModels, real inputs and what Java predicts of them."""

    folder: Path
    models: dict
    card: dict
    inputs: Sequences
    csv: Path
    predicted: np.ndarray

    def checkpoint(self):
        return str(self.folder / "checkpoints" / f"model.ckpt-{STEPS}")


class Runs:
    def __init__(self, folder):
        self.folder = folder
        self._pool = ThreadPoolExecutor(2)
        self._made = {}
        self._lock = threading.Lock()

    def begin(self, recipes):
        for recipe in recipes:
            self._future(recipe)

    def of(self, recipe):
        """The recipe's run; skips the test where its data are missing."""
        if not real_data.spec(recipe):
            pytest.skip(real_data.missing(recipe))
        return self._future(recipe).result()

    def close(self):
        self._pool.shutdown(cancel_futures=True)

    def _future(self, recipe):
        with self._lock:
            if recipe not in self._made:
                self._made[recipe] = self._pool.submit(self._make, recipe)
            return self._made[recipe]

    def _make(self, recipe):
        data = real_data.spec(recipe)
        if not data:
            return None
        folder = self.folder / recipe
        unroll("train", recipe, "--data", data, "--steps", STEPS, "--out", folder)
        static = self.folder / f"{recipe}-static"
        unroll("export", folder, "--to", static, "--kernels", "static")
        models = {"fused": folder / "savedmodel" / "1", "static": static}
        card = real_data.card(models["fused"])
        inputs = real_data.inputs(recipe, card, self.folder).first(real_data.COUNT)
        file = inputs.write(self.folder / f"{recipe}.csv")
        return Run(folder, models, card, inputs, file, predict(folder, file))


def arrays(run):
    """What a signature of the run's model takes."""
    given = {"inputs": run.inputs.padded(run.card["input"]["steps"])}
    if run.card["input"]["variableLength"]:
        given["lengths"] = run.inputs.lengths()
    return given


def tensors(run):
    import tensorflow as tf

    return {name: tf.constant(value) for name, value in arrays(run).items()}


def rows_of(outputs, run):
    """Predictions as `unroll predict` lists them: a row a sequence, or a row a step before the padding."""
    values = np.asarray(outputs["predictions" if "predictions" in outputs else "probabilities"])
    if values.ndim == 2:
        return values
    return np.concatenate([v[:length] for v, length in zip(values, run.inputs.lengths())])


def own_part(predicted, run):
    """What the network itself adds: of a forecast the change, since the newest value is only passed on."""
    target = run.card["schema"]["target"]
    if target["type"] != "numbers":
        return predicted
    newest = [values[-1, target["naive"]] for values in run.inputs.rows]
    return np.asarray(predicted, np.float64) - np.array(newest, np.float64)[:, None]
