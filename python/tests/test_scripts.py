"""The scripts of this folder do what their help says."""
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from launcher import HANGS, difference, unroll
from torch import nn

import torch_to_unroll

SCRIPTS = Path(__file__).resolve().parents[1]


def script(name, *arguments):
    command = [sys.executable, str(SCRIPTS / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=HANGS)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def training_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("scripts") / "train.csv"
    unroll("data", "motion", "--split", "train", "--limit", 200, "--out", file)
    return file


@pytest.mark.parametrize("recipe", ["motion-lstm", "burst-lstm", "uea-crnn", "climate-gru"])
def test_predict_prints_what_unroll_predicts(runs, recipe):
    run = runs.of(recipe)
    rows = [line.split(",") for line in script("predict.py", run.models["fused"], run.csv).splitlines()]
    columns = [i for i, name in enumerate(rows[0]) if name not in ("index", "step", "class")]
    found = np.array([[float(row[i]) for i in columns] for row in rows[1:]])
    assert difference(found, run.predicted) <= 1e-5


def test_fine_tune_lowers_the_loss_and_unroll_goes_on(runs, training_file, tmp_path):
    begun = runs.of("motion-lstm").models["fused"]
    said = script("fine_tune.py", begun, training_file, "--to", tmp_path / "tuned" / "1", "--steps", 30)
    before, after = (float(word) for word in said.split() if word[0].isdigit() and "." in word)
    assert after < before
    target = tmp_path / "more"
    unroll("train", "--model", tmp_path / "tuned", "--data", "motion", "--steps", 5, "--out", target)
    assert "accuracy" in unroll("evaluate", target, "--data", "motion", "--json")


def test_a_keras_model_is_exported_and_imported(training_file, tmp_path):
    folder = tmp_path / "keras"
    script("export_keras.py", training_file, "--to", folder, "--epochs", 1)
    unroll("import", folder / "model.keras", "--sample", folder / "sample.npz", "--to", tmp_path / "run")


def test_a_pytorch_checkpoint_is_turned_and_imported(tmp_path):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.gru = nn.GRU(4, 5, batch_first=True)
            self.head = nn.Linear(5, 2)

        def forward(self, x):
            return self.head(self.gru(x)[0][:, -1])

    net = Net().eval()
    torch_to_unroll.write(net, np.random.default_rng(1).normal(0, 1, (6, 7, 4)).astype(np.float32), tmp_path / "a")
    torch.save(net.state_dict(), tmp_path / "net.pt")
    script("torch_to_unroll.py", tmp_path / "net.pt", "--to", tmp_path / "b")
    weights = [(tmp_path / f / "model.safetensors").read_bytes() for f in "ab"]
    assert weights[0] == weights[1]
    sample = tmp_path / "a" / "sample.npz"
    unroll("import", tmp_path / "b" / "model.safetensors", "--sample", sample, "--steps", 7, "--to", tmp_path / "run")


@pytest.mark.parametrize("name", ["predict.py", "fine_tune.py", "export_keras.py", "torch_to_unroll.py"])
def test_every_script_explains_itself(name):
    assert "usage" in script(name, "--help")
