"""A family of small networks as PyTorch's two exporters write them, and what onnxruntime gives for random inputs.

    python make_golden_onnx_family.py           # PyTorch, onnx, onnxscript, onnxruntime; some minutes
    python make_golden_onnx_family.py more      # the same packages: nn.RNN as PyTorch writes it today, functions, sums
    python make_golden_onnx_family.py keras     # TensorFlow, Keras, tf2onnx, onnxruntime

writes onnx-family.zip, onnx-family-more.zip or onnx-family-keras.zip with, for each network, NAME.onnx (maybe NAME.onnx.data) and NAME.npz with `inputs` [rows, steps,
features] and `outputs`; and, for each that no import can be exact for, refused/NAME.onnx. All weights are random, and steps, features,
units and outputs differ.
"""
import os
import sys
import tempfile
import warnings
import zipfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS, FEATURES, UNITS, CLASSES, ROWS = 7, 3, 4, 5, 2
PART = sys.argv[1] if len(sys.argv) > 1 else ""
rng = np.random.default_rng({"": 20262, "more": 20263, "keras": 20264}[PART])
warnings.simplefilter("ignore")
if PART != "keras":
    import torch
    from torch import nn

    torch.set_grad_enabled(False)


def keras_networks():
    """(name, layers)"""
    from keras import layers as l

    yield "lstm", [l.LSTM(UNITS), l.Dense(CLASSES)]
    yield "bilstm", [l.Bidirectional(l.LSTM(UNITS)), l.Dense(CLASSES)]
    yield "bilstm-sum", [l.Bidirectional(l.LSTM(UNITS), merge_mode="sum"), l.Dense(CLASSES)]
    yield "bilstm-steps", [l.Bidirectional(l.LSTM(UNITS, return_sequences=True)), l.Dense(CLASSES)]
    yield "bilstm-max", [l.Bidirectional(l.LSTM(UNITS, return_sequences=True)), l.GlobalMaxPooling1D(), l.Dense(CLASSES)]
    yield "stacked", [l.LSTM(UNITS, return_sequences=True), l.LSTM(6), l.Dense(8, activation="relu"),
                      l.Dense(CLASSES, activation="softmax")]
    yield "conv", [l.Conv1D(6, 3, activation="relu"), l.MaxPooling1D(2), l.LSTM(UNITS), l.Dense(CLASSES)]
    yield "conv-same", [l.Conv1D(6, 3, padding="same"), l.BatchNormalization(), l.ReLU(), l.LSTM(UNITS), l.Dense(CLASSES)]
    yield "conv-causal", [l.Conv1D(6, 3, padding="causal", dilation_rate=2), l.LSTM(UNITS), l.Dense(CLASSES)]
    yield "conv-mean", [l.Conv1D(6, 3, strides=2, padding="same"), l.GlobalAveragePooling1D(), l.Dense(CLASSES)]
    yield "flat", [l.LSTM(UNITS, return_sequences=True), l.Flatten(), l.Dense(CLASSES)]
    yield "sigmoid", [l.LSTM(UNITS), l.Dropout(0.2), l.Dense(1, activation="sigmoid")]
    yield "norm-first", [l.BatchNormalization(), l.LSTM(UNITS), l.Dense(2)]


def export_keras(layers, path):
    import keras
    import tensorflow as tf
    import tf2onnx

    model = keras.Sequential([keras.Input((STEPS, FEATURES))] + layers)
    for value in model.weights:
        spread = "variance" in value.name
        value.assign(rng.uniform(0.5, 2, value.shape) if spread else rng.normal(0, 0.5, value.shape))
    tf2onnx.convert.from_function(
        tf.function(lambda x: model(x, training=False)),
        input_signature=[tf.TensorSpec((None, STEPS, FEATURES), tf.float32, name="x")], opset=15, output_path=path)


def final(state):
    return state[0] if isinstance(state, tuple) else state


# What is read out of the outputs o [batch, steps, features] and the final states h [directions, batch, units].
FORWARD = {
    "last": lambda o, h: o[:, -1],
    "last-slice": lambda o, h: o[:, STEPS - 1:STEPS].squeeze(1),
    "last-of-flipped": lambda o, h: o.flip(1)[:, 0],
    "first": lambda o, h: o[:, 0],
    "state": lambda o, h: h[-1],
    "state-squeezed": lambda o, h: h.squeeze(0),
    "mean": lambda o, h: o.mean(1),
    "max": lambda o, h: o.max(1).values,
    "pooled": lambda o, h: nn.functional.adaptive_avg_pool1d(o.transpose(1, 2), 1).squeeze(-1),
    "steps": lambda o, h: o,
    "flat": lambda o, h: o.reshape(o.shape[0], STEPS * UNITS),
    "flat-features-first": lambda o, h: o.transpose(1, 2).flatten(1),
    "half": lambda o, h: o[:, -1, 1:3],
}
BOTH = {
    "last": lambda o, h: o[:, -1],
    "first": lambda o, h: o[:, 0],
    "states": lambda o, h: torch.cat([h[-2], h[-1]], 1),
    "states-swapped": lambda o, h: torch.cat([h[-1], h[-2]], 1),
    "states-turned": lambda o, h: h.transpose(0, 1).reshape(-1, 2 * UNITS),
    "ends": lambda o, h: torch.cat([o[:, -1, :UNITS], o[:, 0, UNITS:]], 1),
    "ends-swapped": lambda o, h: torch.cat([o[:, 0, UNITS:], o[:, -1, :UNITS]], 1),
    "swapped": lambda o, h: torch.cat([o[..., UNITS:], o[..., :UNITS]], 2)[:, -1],
    "sum": lambda o, h: o[..., :UNITS] + o[..., UNITS:],
    "sum-last": lambda o, h: o[:, -1, :UNITS] + o[:, -1, UNITS:],
    "sum-states": lambda o, h: h[0] + h[1],
    "mean-of-states": lambda o, h: h.mean(0),
    "difference": lambda o, h: h[0] - h[1],
    "forward": lambda o, h: o[:, -1, :UNITS],
    "backward": lambda o, h: h[1],
    "mean": lambda o, h: o.mean(1),
    "max": lambda o, h: o.amax(1),
    "steps": lambda o, h: o,
    "viewed": lambda o, h: o.view(o.shape[0], STEPS, 2, UNITS)[:, :, 1],
}


if PART != "keras":

    class Net(nn.Module):
        """Some layers, a recurrent one, a readout and an end."""

        def __init__(self, cell, read, both=False, depth=1, before=None, end=None, dense=True, sizes=(FEATURES, None), **settings):
            super().__init__()
            self.before, self.read, self.end = before, read, end or nn.Identity()
            self.prepare = before if isinstance(before, nn.Module) else None
            self.rnn = cell(sizes[0], UNITS, depth, batch_first=True, bidirectional=both, **settings)
            probe = self.read(torch.zeros(1, STEPS, UNITS * (1 + both)), torch.zeros((1 + both) * depth, 1, UNITS))
            self.dense = nn.Linear(probe.shape[-1], sizes[1] or CLASSES) if dense else nn.Identity()

        def forward(self, x):
            o, h = self.rnn(x if self.before is None else self.before(x))
            return self.end(self.dense(self.read(o, final(h))))


    class Turned(nn.Module):
        """Layers that take [batch, features, steps]."""

        def __init__(self, *layers):
            super().__init__()
            self.layers = nn.Sequential(*layers)

        def forward(self, x):
            return self.layers(x.transpose(1, 2)).transpose(1, 2)


    class Normalised(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("mean", torch.tensor(rng.normal(size=FEATURES), dtype=torch.float32))
            self.register_buffer("deviation", torch.tensor(rng.uniform(0.5, 2, FEATURES), dtype=torch.float32))

        def forward(self, x):
            return (x - self.mean) / self.deviation


    class Applied(nn.Module):
        def __init__(self, function):
            super().__init__()
            self.function = function

        def forward(self, x):
            return self.function(x)


    class Chain(nn.Module):
        """Recurrent, linear, recurrent, linear."""

        def __init__(self, first, second, both, read):
            super().__init__()
            self.a = first(FEATURES, UNITS, batch_first=True, bidirectional=both)
            self.middle = nn.Linear(UNITS * (1 + both), 6)
            self.b = second(6, UNITS, batch_first=True, bidirectional=both)
            self.read, self.dense = read, nn.Linear(UNITS * (1 + both), CLASSES)

        def forward(self, x):
            o, h = self.b(torch.relu(self.middle(self.a(x)[0])))
            return self.dense(self.read(o, final(h)))


    class Convolutions(nn.Module):
        """No recurrent layer; inputs [batch, features, steps]."""

        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.Conv1d(FEATURES, 6, 3, padding=1), nn.BatchNorm1d(6), nn.ReLU(), nn.MaxPool1d(2),
                                        nn.Conv1d(6, 4, 2), nn.Tanh(), nn.Flatten(), nn.Linear(8, CLASSES))

        def forward(self, x):
            return self.layers(x)


    class Sum(nn.Module):
        """What layers take and what they give, together."""

        def __init__(self, *layers):
            super().__init__()
            self.layers = nn.Sequential(*layers)

        def forward(self, x):
            return x + self.layers(x)

    class Skip(nn.Module):
        def __init__(self, cell, both):
            super().__init__()
            size = UNITS * (1 + both)
            self.before, self.rnn = nn.Linear(FEATURES, size), cell(size, UNITS, batch_first=True, bidirectional=both)
            self.norm, self.dense = nn.LayerNorm(size), nn.Linear(size, CLASSES)

        def forward(self, x):
            x = torch.tanh(self.before(x))
            return self.dense(self.norm(self.rnn(x)[0] + x)[:, -1])

    class Forgotten(nn.Module):
        """Without batch_first, though the batch comes first."""

        def __init__(self, read):
            super().__init__()
            self.rnn, self.read, self.dense = nn.LSTM(FEATURES, UNITS), read, nn.Linear(UNITS, CLASSES)

        def forward(self, x):
            o, h = self.rnn(x)
            return self.dense(self.read(o, final(h)))


    class State(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn, self.dense = nn.LSTM(FEATURES, UNITS, batch_first=True), nn.Linear(UNITS, CLASSES)
            self.start = nn.Parameter(torch.zeros(1, 1, UNITS))

        def forward(self, x):
            start = self.start.expand(1, x.shape[0], UNITS).contiguous()
            return self.dense(self.rnn(x, (start, start))[0][:, -1])


def more():
    """(name, network, exporter)"""
    exporters = ["dynamo", "dynamo-free", "torchscript"]
    # Step by step, as today's exporter writes it.
    for i, name in enumerate(["last", "first", "state", "mean", "steps", "half"]):
        yield "rnn-" + name, Net(nn.RNN, FORWARD[name], bias=i != 1), exporters[i % 2]
    for i, name in enumerate(["last", "states", "ends-swapped", "sum", "steps", "backward", "max"]):
        yield "birnn-" + name, Net(nn.RNN, BOTH[name], True), exporters[i % 2]
    for i, exporter in enumerate(exporters):
        yield "rnn-stacked", Net(nn.RNN, FORWARD["last"], depth=2), exporter
        yield "birnn-relu", Net(nn.RNN, BOTH["states"], True, nonlinearity="relu"), exporter
        yield "rnn-chain", Chain(nn.RNN, nn.LSTM, False, FORWARD["last"]), exporter
        yield "residual", Skip(nn.LSTM, False), exporter
        yield "biresidual", Skip(nn.GRU, True), exporter
        end = nn.Sequential(Sum(nn.Linear(CLASSES, CLASSES), nn.Tanh()), nn.ReLU(), nn.Linear(CLASSES, 2))
        yield "residual-head", Net(nn.GRU, FORWARD["last"], end=end), exporter
    functions = [nn.LeakyReLU(0.1), nn.GELU(), nn.Hardswish(), nn.Hardsigmoid(), nn.ReLU6(), nn.SELU(),
                 nn.Hardtanh(), nn.Mish(), nn.SiLU(), nn.ELU()]
    for i, function in enumerate(functions):
        before = nn.Sequential(nn.Linear(FEATURES, 6), function)
        name = type(function).__name__.lower()
        yield name, Net(nn.LSTM, FORWARD["last"], before=before, sizes=(6, None)), exporters[i % 2]


def networks():
    """(name, network, exporter)"""
    cells = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}
    exporters = ["torchscript", "dynamo", "dynamo-free", "torchscript-free"]
    count = 0
    for name, readouts, both in [("", FORWARD, False), ("bi", BOTH, True)]:
        for reading, read in readouts.items():
            for _ in range(2):
                exporter = exporters[count % 4]
                if reading in ("flat", "flat-features-first", "viewed", "last-slice"):
                    exporter = exporter.replace("script-free", "script")  # They hold for one number of steps.
                # Today's exporter writes nn.RNN step by step.
                fitting = list(cells)[:2] if exporter.startswith("dynamo") else list(cells)
                cell = fitting[count // 4 % len(fitting)]
                yield f"{name}{cell}-{reading}", Net(cells[cell], read, both), exporter
                count += 1
    last, both = FORWARD["last"], BOTH["states"]
    for exporter in exporters[:3]:
        yield "stacked", Net(nn.LSTM, last, depth=2), exporter
        yield "bistacked", Net(nn.GRU, both, True, 2), exporter
        yield "chain", Chain(nn.LSTM, nn.GRU, False, last), exporter
        yield "bichain", Chain(nn.LSTM, nn.LSTM, True, BOTH["steps"]), exporter
        yield "normalised", Net(nn.GRU, last, before=Normalised()), exporter
        turned = Turned(nn.Conv1d(FEATURES, 6, 3), nn.BatchNorm1d(6), nn.ReLU())
        yield "conv", Net(nn.LSTM, last, before=turned, sizes=(6, None)), exporter
    wrapped = {
        "conv-same": Turned(nn.Conv1d(FEATURES, 6, 3, padding="same"), nn.Tanh()),
        "conv-stride": Turned(nn.Conv1d(FEATURES, 6, 3, stride=2, padding=1)),
        "conv-causal": Turned(nn.ConstantPad1d((4, 0), 0.0), nn.Conv1d(FEATURES, 6, 3, dilation=2), nn.ELU()),
        "conv-groups": Turned(nn.Conv1d(FEATURES, 6, 2, groups=3), nn.MaxPool1d(2)),
        "conv-pool": Turned(nn.Conv1d(FEATURES, 6, 2, bias=False), nn.AvgPool1d(3, 2), nn.Sigmoid()),
        "dense-before": nn.Sequential(nn.Linear(FEATURES, 6), nn.LayerNorm(6), nn.SiLU()),
        "norm-before": nn.Sequential(nn.Linear(FEATURES, 6, bias=False), nn.Dropout(0.5), Turned(nn.BatchNorm1d(6)), nn.Tanh()),
    }
    for i, (name, before) in enumerate(wrapped.items()):
        for k in (0, 1):
            yield name, Net([nn.LSTM, nn.GRU][k], last, before=before, sizes=(6, None)), exporters[(i + k) % 4]
    ordered = {
        "features-some": (Applied(lambda x: x[..., :2]), 2),
        "features-turned": (Applied(lambda x: x[..., [2, 0, 1]]), 3),
        "features-flipped": (Applied(lambda x: x.flip(2)), 3),
        "features-padded": (Applied(lambda x: nn.functional.pad(x, (1, 2))), 6),
        "features-twice": (Applied(lambda x: torch.cat([x, x[..., 1:]], 2)), 5),
        "scaled": (Applied(lambda x: x * 0.25 + 1.5), 3),
        "negative": (Applied(lambda x: 2 - x), 3),
    }
    for i, (name, (before, size)) in enumerate(ordered.items()):
        yield name, Net(nn.GRU, last, before=before, sizes=(size, None)), exporters[i % 4]
    ends = {
        "head": nn.Sequential(nn.ReLU(), nn.Linear(CLASSES, 6), nn.Tanh(), nn.Dropout(0.3), nn.Linear(6, 2)),
        "norm-head": nn.Sequential(nn.LayerNorm(CLASSES), nn.SiLU(), nn.Linear(CLASSES, 2)),
        "batch-norm-head": nn.Sequential(nn.BatchNorm1d(CLASSES), nn.ReLU(), nn.Linear(CLASSES, 2)),
        "softmax": nn.Softmax(-1),
        "log-softmax": nn.LogSoftmax(-1),
        "sigmoids": nn.Sigmoid(),
        "relu-end": nn.ReLU(),
        "rescaled": Applied(lambda y: y * 3.5 - 2),
        "chosen": Applied(lambda y: y[:, [3, 1]]),
    }
    for i, (name, end) in enumerate(ends.items()):
        yield name, Net([nn.LSTM, nn.GRU][i % 2], last, end=end), exporters[i % 4]
        yield "bi" + name, Net([nn.GRU, nn.LSTM][i % 2], both, True, end=end), exporters[(i + 1) % 4]
    softplus = nn.Sequential(nn.Linear(FEATURES, 6), nn.Softplus())
    yield "softplus", Net(nn.RNN, last, before=softplus, sizes=(6, None)), "torchscript"
    for exporter in exporters[:2]:
        yield "sigmoid", Net(nn.LSTM, last, end=nn.Sigmoid(), sizes=(FEATURES, 1)), exporter
        yield "one", Net(nn.LSTM, last, end=Applied(lambda y: y.squeeze(-1)), sizes=(FEATURES, 1)), exporter
        yield "undense", Net(nn.GRU, last, dense=False), exporter
        yield "biundense", Net(nn.LSTM, both, True, dense=False), exporter
        yield "dense-steps-last", Net(nn.LSTM, FORWARD["steps"], end=Applied(lambda y: y[:, -1])), exporter
        yield "features-first", Convolutions(), exporter
    yield "lstm-last", Net(nn.LSTM, last), "dynamo-data"
    yield "bilstm-last", Net(nn.LSTM, BOTH["last"], True), "dynamo-data"





def refused():
    """(name, network, exporter)"""
    for exporter in ("torchscript", "dynamo", "dynamo-free", "torchscript-free"):
        for name, read in {"last": lambda o, h: o[:, -1], "state": lambda o, h: h[-1], "steps": lambda o, h: o}.items():
            yield "forgotten-" + name, Forgotten(read), exporter
    wrong = {
        "mixed": lambda x: x.reshape(-1, FEATURES, STEPS).transpose(1, 2),
        "mixed-again": lambda x: x.transpose(1, 2).reshape(-1, STEPS, FEATURES),
        "steps-flipped": lambda x: x.flip(1),
        "steps-cut": lambda x: x[:, 2:],
        "steps-skipped": lambda x: x[:, ::2],
        "differences": lambda x: x[:, 1:] - x[:, :-1],
        "batch-flipped": lambda x: x.flip(0),
        "centred": lambda x: x - x.mean(1, keepdim=True),
        "squared": lambda x: x * x,
    }
    for i, (name, before) in enumerate(wrong.items()):
        for exporter in ("torchscript", "dynamo"):
            yield name, Net(nn.LSTM, FORWARD["last"], before=Applied(before)), exporter
    reads = {
        "step-before": lambda o, h: o[:, -2],
        "last-three": lambda o, h: o[:, -3:].mean(1),
        "sum-of-steps": lambda o, h: o.sum(1),
        "two-steps": lambda o, h: torch.cat([o[:, -1], o[:, -2]], 1),
        "mean-and-max": lambda o, h: torch.cat([o.mean(1), o.max(1).values], 1),
        "next-sequence": lambda o, h: o.roll(1, 0)[:, -1],
        "attention": lambda o, h: (torch.softmax(o.mean(2, keepdim=True), 1) * o).sum(1),
    }
    for name, read in reads.items():
        for exporter in ("torchscript", "dynamo"):
            yield name, Net(nn.GRU, read), exporter
    bireads = {
        "states-viewed": lambda o, h: h.reshape(-1, 2 * UNITS),
        "wrong-ends": lambda o, h: torch.cat([o[:, 0, :UNITS], o[:, -1, UNITS:]], 1),
        "product": lambda o, h: h[0] * h[1],
    }
    for name, read in bireads.items():
        for exporter in ("torchscript", "dynamo"):
            yield name, Net(nn.LSTM, read, True), exporter
    yield "start", State(), "dynamo"


def randomise(model):
    for value in list(model.parameters()) + list(model.buffers()):
        if value.is_floating_point():
            value.copy_(torch.from_numpy(rng.normal(0, 0.5, tuple(value.shape)).astype(np.float32)))
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            module.running_var.copy_(torch.from_numpy(rng.uniform(0.5, 2, module.running_var.shape)))
        if isinstance(module, Normalised):
            module.deviation.copy_(torch.from_numpy(rng.uniform(0.5, 2, FEATURES)))
    return model.eval()


def export(model, path, exporter, x):
    if exporter.startswith("torchscript"):
        axes = {0: "batch", 1: "steps"} if exporter.endswith("free") and isinstance(model, (Net, Chain)) else {0: "batch"}
        torch.onnx.export(model, (x,), path, dynamo=False, input_names=["x"], dynamic_axes={"x": axes})
        return
    shapes = ({0: torch.export.Dim("batch")},) if exporter.endswith("free") else None
    torch.onnx.export(model, (x,), path, dynamo=True, dynamic_shapes=shapes, external_data=exporter.endswith("data"),
                      verbose=False)


def main():
    import onnxruntime

    with zipfile.ZipFile(os.path.join(HERE, "onnx-family" + ("-" + PART if PART else "") + ".zip"), "w", zipfile.ZIP_DEFLATED) as archive, \
            tempfile.TemporaryDirectory() as folder:

        def add(path, name):
            # The same date everywhere, so that nothing changes but what has changed.
            with open(path, "rb") as content:
                archive.writestr(zipfile.ZipInfo(name), content.read(), zipfile.ZIP_DEFLATED)

        def made(name, model, exporter):
            if exporter == "keras":
                path = os.path.join(folder, f"{name}-{exporter}.onnx")
                x = rng.normal(0, 1, (ROWS, STEPS, FEATURES)).astype(np.float32)
                export_keras(model, path)
                return path, x, x
            path = os.path.join(folder, f"{name}-{exporter}.onnx")
            x = torch.from_numpy(rng.normal(0, 1, (ROWS, STEPS, FEATURES)).astype(np.float32))
            given = x.transpose(1, 2).contiguous() if isinstance(model, Convolutions) else x
            export(randomise(model), path, exporter, given)
            return path, x.numpy(), given.numpy()

        of_keras = ((name, layers, "keras") for name, layers in keras_networks())
        for name, model, exporter in {"": networks, "more": more, "keras": lambda: of_keras}[PART]():
            path, x, given = made(name, model, exporter)
            session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
            (y,) = session.run(None, {session.get_inputs()[0].name: given})
            y = y.reshape(ROWS, -1) if y.ndim == 1 else y
            np.savez(path[:-5] + ".npz", inputs=x, outputs=y)
            stem = os.path.basename(path)[:-5]
            for end in (".onnx", ".onnx.data", ".npz"):
                if os.path.exists(path[:-5] + end):
                    add(path[:-5] + end, stem + end)
            print(stem, flush=True)
        for name, model, exporter in refused() if not PART else []:
            path, _, _ = made(name, model, exporter)
            add(path, "refused/" + os.path.basename(path))
            print("refused", os.path.basename(path), flush=True)


if __name__ == "__main__":
    main()
