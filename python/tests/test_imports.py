"""Weights of Keras and PyTorch, random and asymmetric, become models of Unroll's with the same outputs."""
import keras
import numpy as np
import pytest
import safetensors.torch
import torch
from launcher import difference, predict, refused, unroll
from sequences import Sequences
from torch import nn

STEPS, FEATURES, UNITS, OUTPUTS = 13, 4, 6, 3
INPUTS = Sequences.drawn(21, STEPS, FEATURES)
VALUES = np.stack(INPUTS.rows)
L = keras.layers

KERAS = {
    "SimpleRNN": lambda: [L.SimpleRNN(UNITS)],
    "LSTM": lambda: [L.LSTM(UNITS)],
    "LSTM without bias": lambda: [L.LSTM(UNITS, use_bias=False)],
    "GRU": lambda: [L.GRU(UNITS)],
    "GRU reset before": lambda: [L.GRU(UNITS, reset_after=False)],
    "Bidirectional LSTM": lambda: [L.Bidirectional(L.LSTM(UNITS))],
    "Bidirectional GRU": lambda: [L.Bidirectional(L.GRU(UNITS))],
    "stacked": lambda: [L.LSTM(UNITS, return_sequences=True), L.GRU(5, return_sequences=True), L.SimpleRNN(7)],
    "stacked bidirectional": lambda: [
        L.Bidirectional(L.LSTM(UNITS, return_sequences=True)),
        L.Bidirectional(L.LSTM(5)),
    ],
    "convolution": lambda: [
        L.Conv1D(8, 3, padding="same", activation="relu"),
        L.BatchNormalization(),
        L.MaxPooling1D(2),
        L.Dropout(0.5),
        L.LSTM(UNITS),
    ],
    "causal convolution": lambda: [L.Conv1D(8, 3, padding="causal", dilation_rate=2), L.GRU(UNITS)],
}


class Net(nn.Module):
    """A recurrent network, its last step read out (of a bidirectional one: both ends)."""

    def __init__(self, rnn):
        super().__init__()
        self.rnn = rnn
        self.output = nn.Linear(rnn.hidden_size * (2 if rnn.bidirectional else 1), OUTPUTS)

    def forward(self, x):
        steps, _ = self.rnn(x)
        if not self.rnn.bidirectional:
            return self.output(steps[:, -1])
        forward, backward = steps.split(self.rnn.hidden_size, -1)
        return self.output(torch.cat([forward[:, -1], backward[:, 0]], -1))


TORCH = {
    "RNN": lambda: nn.RNN(FEATURES, UNITS, batch_first=True),
    "LSTM": lambda: nn.LSTM(FEATURES, UNITS, batch_first=True),
    "GRU": lambda: nn.GRU(FEATURES, UNITS, batch_first=True),
    "2-layer LSTM": lambda: nn.LSTM(FEATURES, UNITS, 2, batch_first=True),
    "bidirectional 2-layer LSTM": lambda: nn.LSTM(FEATURES, UNITS, 2, batch_first=True, bidirectional=True),
    "bidirectional 2-layer GRU": lambda: nn.GRU(FEATURES, UNITS, 2, batch_first=True, bidirectional=True),
}


def assert_imported(weights, outputs, predictions, tmp_path, figure, *options):
    sample = tmp_path / "sample.npz"
    np.savez(sample, inputs=VALUES, outputs=outputs)
    folder = tmp_path / "imported"
    said = unroll("import", weights, "--sample", sample, "--to", folder, *options)
    assert "sample" in said
    measured = difference(predict(folder, INPUTS.write_wide(tmp_path / "inputs.csv")), predictions)
    figure("relative difference", measured)
    assert measured <= 1e-5


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("layers", KERAS)
def test_a_model_of_keras(layers, suffix, tmp_path, figure):
    output = L.Dense(OUTPUTS, activation="softmax")
    model = keras.Sequential([keras.Input((STEPS, FEATURES)), *KERAS[layers](), output])
    random = np.random.default_rng(11)
    for layer in model.layers:
        values = [random.normal(0, 0.5, w.shape).astype(np.float32) for w in layer.get_weights()]
        if isinstance(layer, L.BatchNormalization):
            values[3] = np.abs(values[3]) + 0.1
        layer.set_weights(values)
    file = tmp_path / f"model{suffix}"
    model.save(str(file))
    expected = model.predict(VALUES, verbose=0)
    assert_imported(file, expected, expected, tmp_path, figure)


@pytest.mark.parametrize("rnn", TORCH)
def test_a_network_of_pytorch(rnn, tmp_path, figure):
    torch.manual_seed(5)
    net = Net(TORCH[rnn]()).eval()
    with torch.no_grad():
        for weight in net.parameters():
            weight.normal_(0, 0.5)
        logits = net(torch.from_numpy(VALUES))
    file = tmp_path / "model.safetensors"
    safetensors.torch.save_file(net.state_dict(), str(file))
    # A file of weights does not say what they are for: classes, whose logits these are.
    told = ["--steps", STEPS]
    assert_imported(file, logits.numpy(), torch.softmax(logits, -1).numpy(), tmp_path, figure, *told)


def test_a_sample_that_differs_is_refused(tmp_path):
    model = keras.Sequential([keras.Input((STEPS, FEATURES)), L.GRU(UNITS), L.Dense(OUTPUTS, activation="softmax")])
    model.save(str(tmp_path / "model.keras"))
    expected = model.predict(VALUES, verbose=0)[:, ::-1]
    np.savez(tmp_path / "sample.npz", inputs=VALUES, outputs=expected)
    target = tmp_path / "imported"
    refused("import", tmp_path / "model.keras", "--sample", tmp_path / "sample.npz", "--to", target)
    assert not target.exists()
