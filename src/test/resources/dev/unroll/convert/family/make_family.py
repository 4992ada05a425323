"""A family of small networks of Keras 3, Keras 2, PyTorch and TensorFlow 1 with random weights, and what they give.

    python make_family.py keras        # Keras 3 with TensorFlow
    python make_family.py mixed        # the same, layers drawn at random
    python make_family.py keras2       # Keras 2: tf_keras
    python make_family.py torch        # PyTorch
    python make_family.py tensorflow1  # TensorFlow 2, by its names of version 1

Each writes its files, NAME.npz with `inputs` and `outputs`, and MAKER.json with a line a network: its name, its file,
the settings that its file does not tell, and a recipe where it needs one. Steps, features, units and outputs differ,
and all weights are random, so that no two gates, axes, branches or directions can be swapped unseen.
"""
import json
import os
import sys
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS, FEATURES, ROWS = 6, 3, 5
rng = np.random.default_rng(1212)
cases = []


def path(name):
    return os.path.join(HERE, name)


def inputs():
    return rng.normal(0, 1, (ROWS, STEPS, FEATURES)).astype(np.float32)


def noise(shape, scale=0.45):
    return rng.normal(0, scale, tuple(shape)).astype(np.float32)


def add(name, file, x, y, settings=(), recipe=None, names=None):
    y = np.asarray(y, np.float32)
    assert np.isfinite(y).all() and np.abs(y - y[:1]).max() > 1e-3, name + " gives what shows nothing"
    np.savez(path(name + ".npz"), inputs=x, outputs=y)
    cases.append({"name": name, "file": file, "settings": list(settings), "recipe": recipe,
                  "names": names or {}})


def packed(file):
    """The same zip, compressed: Keras stores what it writes."""
    with zipfile.ZipFile(file) as old:
        entries = [(name, old.read(name)) for name in old.namelist()]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in entries:
            new.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def keras_networks(keras, version):
    """Networks by name; those of both versions have no layer that only one of them knows."""
    L = keras.layers
    head = lambda: L.Dense(4, activation="softmax")
    sequence = lambda *layers: keras.Sequential([keras.Input((STEPS, FEATURES)), *layers])
    networks = {}

    for activation in ("relu", "linear", "softsign", "selu"):
        networks["rnn-" + activation] = lambda a=activation: sequence(L.SimpleRNN(5, activation=a), head())
    for activation in ("relu", "sigmoid", "elu", "linear", "softsign", "gelu"):
        networks["lstm-" + activation] = lambda a=activation: sequence(L.LSTM(5, activation=a), L.Dense(2))
    for gate in ("hard_sigmoid", "tanh"):
        networks["lstm-gates-" + gate] = lambda g=gate: sequence(L.LSTM(4, recurrent_activation=g), head())
    for after in (False, True):
        end = "-after" if after else ""
        networks["gru-relu" + end] = lambda r=after: sequence(L.GRU(4, activation="relu", reset_after=r), head())
        networks["gru-gates-hard_sigmoid" + end] = lambda r=after: sequence(
            L.GRU(5, activation="softsign", recurrent_activation="hard_sigmoid", reset_after=r), head())
    for merge in ("sum", "ave", "mul"):
        networks["bidirectional-" + merge] = lambda m=merge: sequence(L.Bidirectional(L.LSTM(4), merge_mode=m), head())
        networks["bidirectional-steps-" + merge] = lambda m=merge: sequence(
            L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode=m), L.LSTM(4), head())
    networks["bidirectional-relu"] = lambda: sequence(L.Bidirectional(L.LSTM(4, activation="relu")), L.Dense(2))
    networks["noise"] = lambda: sequence(
        L.GaussianNoise(0.1), L.LSTM(5, return_sequences=True), L.GaussianDropout(0.1), L.Activation("linear"),
        L.GRU(4), L.ActivityRegularization(0.01), L.Dense(6), L.Dropout(0.2), head(), L.Dropout(0.1))
    networks["sigmoid"] = lambda: sequence(L.LSTM(5), L.Dense(1, activation="sigmoid"))
    networks["sigmoid-apart"] = lambda: sequence(L.GRU(5), L.Dense(1), L.Activation("sigmoid"))
    networks["sigmoid-steps"] = lambda: sequence(
        L.LSTM(5, return_sequences=True), L.TimeDistributed(L.Dense(1, activation="sigmoid")))
    networks["sigmoid-several"] = lambda: sequence(L.LSTM(5), L.Dense(3, activation="sigmoid"))
    networks["relu-output"] = lambda: sequence(L.LSTM(5), L.Dense(3, activation="relu"))
    networks["tanh-output"] = lambda: sequence(L.GRU(5), L.Dense(1, activation="tanh"))
    networks["recurrent-output"] = lambda: sequence(L.Dense(4, activation="elu"), L.LSTM(3))
    networks["softmax-of-recurrent"] = lambda: sequence(L.LSTM(3), L.Activation("softmax"))
    networks["repeat"] = lambda: sequence(L.LSTM(5), L.RepeatVector(3), L.GRU(4), head())
    networks["autoencoder"] = lambda: sequence(
        L.LSTM(5), L.RepeatVector(STEPS), L.LSTM(5, return_sequences=True), L.TimeDistributed(L.Dense(FEATURES)))
    networks["forecast-steps"] = lambda: sequence(
        L.LSTM(5), L.RepeatVector(4), L.GRU(4, return_sequences=True), L.Dense(2))
    networks["recurrent-output-steps"] = lambda: sequence(L.Bidirectional(L.GRU(2, return_sequences=True)))
    networks["relu-output-steps"] = lambda: sequence(
        L.LSTM(4, return_sequences=True), L.TimeDistributed(L.Dense(2, activation="relu")))
    networks["pad"] = lambda: sequence(L.ZeroPadding1D((2, 1)), L.Conv1D(4, 3, activation="tanh"), L.LSTM(4), head())
    networks["rescale"] = lambda: sequence(L.Rescaling(0.5, offset=-0.3), L.LSTM(5), L.Rescaling(-2.0), head())
    networks["reshape"] = lambda: sequence(L.LSTM(5), L.Dense(8, activation="tanh"), L.Reshape((4, 2)), L.LSTM(3), head())
    networks["nested"] = lambda: sequence(
        keras.Sequential([keras.Input((STEPS, FEATURES)), L.LSTM(5, return_sequences=True), L.BatchNormalization(),
                          keras.Sequential([L.Bidirectional(L.GRU(4))])]), L.Dense(5, activation="relu"), head())

    def functional(build):
        entry = keras.Input((STEPS, FEATURES))
        return keras.Model(entry, build(entry))

    networks["branches"] = lambda: functional(
        lambda x: head()(L.Concatenate()([L.LSTM(5)(x), L.GRU(4)(x)])))
    networks["branches-alike"] = lambda: functional(
        lambda x: head()(L.Concatenate()([L.Dense(4, activation="tanh")(L.LSTM(5)(x)), L.Dense(4)(L.LSTM(4)(x))])))
    networks["branches-conv"] = lambda: functional(
        lambda x: head()(L.LSTM(5)(L.Concatenate()([
            L.Conv1D(4, 3, padding="same", activation="relu")(x), x, L.Conv1D(2, 5, padding="same")(x)]))))

    def residual(x):
        wide = L.Dense(4)(x)
        made = L.LSTM(4, return_sequences=True)(wide)
        return head()(L.LSTM(3)(L.Add()([wide, L.LSTM(4, return_sequences=True)(made)])))

    networks["residual"] = lambda: functional(residual)
    for name in ("Add", "Average", "Multiply", "Maximum", "Minimum", "Subtract"):
        networks["join-" + name.lower()] = lambda n=name: functional(
            lambda x: L.Dense(2)(getattr(L, n)()(
                [L.LSTM(4)(x), L.GRU(4)(x)] + ([] if n == "Subtract" else [L.SimpleRNN(4)(x)]))))

    def deep(x):
        left = L.LSTM(4, return_sequences=True)(x)
        inner = L.Concatenate()([L.GRU(3)(left), L.GRU(2)(left)])
        return head()(L.Concatenate()([L.Dense(4, activation="softsign")(inner), L.LSTM(2)(x)]))

    networks["branches-in-branches"] = lambda: functional(deep)

    def nested_branches(x):
        entry = keras.Input((STEPS, FEATURES))
        inner = keras.Model(entry, L.Concatenate()([L.LSTM(3)(entry), L.LSTM(2)(entry)]))
        return head()(L.Dense(4, activation="elu")(inner(x)))

    networks["nested-branches"] = lambda: functional(nested_branches)

    def unused_state(x):
        outputs, h, c = L.LSTM(5, return_state=True)(x)
        return head()(outputs)

    networks["unused-state"] = lambda: functional(unused_state)
    if version == 3:
        for activation in ("leaky_relu", "hard_tanh", "mish"):
            networks["lstm-" + activation] = lambda a=activation: sequence(L.LSTM(5, activation=a), L.Dense(2))
        networks["gru-silu-after"] = lambda: sequence(L.GRU(5, activation="silu", recurrent_activation="softsign"), head())
        for i, three in enumerate((("selu", "gelu", "softsign"), ("leaky_relu", "relu6", "mish"),
                                   ("hard_sigmoid", "hard_silu", "exponential"), ("log_sigmoid", "hard_tanh", "elu"))):
            networks["dense-%d" % i] = lambda t=three: sequence(
                L.LSTM(5), *[L.Dense(4 + k, activation=a) for k, a in enumerate(t)], head())
        networks["activation-layers"] = lambda: sequence(
            L.LSTM(5), L.Dense(6), L.LeakyReLU(), L.Dense(5), L.LeakyReLU(negative_slope=0.05), L.Dense(4),
            L.ReLU(max_value=6.0), L.Dense(5), L.ReLU(negative_slope=0.1), L.ELU(), head())
        networks["identity-noise"] = lambda: sequence(L.Identity(), L.LSTM(5), L.AlphaDropout(0.1), head(), L.Identity())
        networks["rescale-each"] = lambda: sequence(L.Rescaling([0.5, 2.0, -1.0], offset=[0.1, 0.0, -3.0]), L.LSTM(5), head())
    return networks


def make_keras(keras, version):
    kinds = {
        3: {"": ".keras", "h5": ".h5", "weights": ".weights.h5"},
        2: {"": ".keras", "h5": ".h5", "weights": ".h5"},
    }[version]
    others = {"h5": ["lstm-gates-hard_sigmoid", "nested", "branches-alike", "join-subtract"],
              "weights": ["gru-gates-hard_sigmoid-after", "nested", "branches-conv", "noise", "bidirectional-sum"]}
    wanted = {2: ["lstm-gates-hard_sigmoid", "gru-gates-hard_sigmoid", "nested", "branches-in-branches", "residual",
                  "bidirectional-mul", "autoencoder", "sigmoid", "unused-state"]}
    for kind, end in kinds.items():
        networks = keras_networks(keras, version)
        for name in networks if not kind and version == 3 else others.get(kind, wanted.get(version)):
            keras.backend.clear_session()
            model = networks[name]()
            linear = "linear" in name
            for variable in model.weights:
                which = getattr(variable, "path", variable.name)
                if "seed_generator" in which or not str(variable.dtype).count("float32"):
                    continue
                value = noise(variable.shape, 0.3 if linear else 0.45)
                positive = "variance" in which or "gamma" in which
                variable.assign(np.abs(value) + 0.3 if positive else value)
            full = "keras%d-%s%s" % (version, kind + "-" if kind else "", name.replace("_", "-"))
            file = full + end
            if kind == "weights":
                model.save_weights(path(file))
                with open(path(full + ".json"), "w") as out:
                    out.write(model.to_json())
            else:
                model.save(path(file))
            if end == ".keras":
                packed(path(file))
            x = inputs()
            add(full, file, x, model.predict(x, verbose=0))


def make_mixed(keras, count=96):
    """Layers drawn at random before, in and after the recurrent part, in models of either kind."""
    L = keras.layers
    pick = lambda *choices: choices[rng.integers(len(choices))]
    units = lambda: int(rng.integers(2, 6))
    smooth = lambda: pick("tanh", "relu", "softsign", "elu", "gelu", "silu", "linear")

    def before(x):
        for _ in range(rng.integers(0, 3)):
            x = pick(
                lambda: L.Dense(units(), activation=smooth())(x),
                lambda: L.Conv1D(units(), int(rng.integers(2, 4)), padding=pick("same", "valid", "causal"), activation=smooth())(x),
                lambda: L.BatchNormalization()(x), lambda: L.Dropout(0.1)(x), lambda: L.LayerNormalization()(x))()
        return x

    def recurrent(x, steps):
        cell = pick(
            lambda: L.LSTM(units(), activation=pick("tanh", "softsign"), return_sequences=steps),
            lambda: L.LSTM(units(), recurrent_activation=pick("sigmoid", "hard_sigmoid"), return_sequences=steps),
            lambda: L.GRU(units(), reset_after=bool(rng.integers(2)), return_sequences=steps),
            lambda: L.SimpleRNN(units(), activation=pick("tanh", "softsign"), return_sequences=steps))()
        if rng.integers(3) == 0:
            cell = L.Bidirectional(cell, merge_mode=pick("concat", "sum", "ave", "mul"))
        return cell(x)

    while len(cases) < count:
        keras.backend.clear_session()
        entry = keras.Input((STEPS, FEATURES))
        x = before(entry)
        for _ in range(rng.integers(0, 2)):
            x = recurrent(x, True)
        ends = pick("vector", "branches", "steps", "pool")
        if ends == "branches":
            x = L.Concatenate()([recurrent(x, False), recurrent(x, False)])
        elif ends == "pool":
            x = pick(L.GlobalMaxPooling1D, L.GlobalAveragePooling1D)()(recurrent(x, True))
        else:
            x = recurrent(x, ends == "steps")
        if ends != "steps" and rng.integers(2):
            x = L.Dense(units(), activation=smooth())(x)
        x = L.Dense(int(rng.integers(2, 5)), activation=pick("softmax", "linear"))(x)
        model = keras.Model(entry, x)
        for variable in model.weights:
            if "seed_generator" not in variable.path:
                value = noise(variable.shape)
                positive = "variance" in variable.path or "gamma" in variable.path
                variable.assign(np.abs(value) + 0.3 if positive else value)
        x = inputs()
        y = model.predict(x, verbose=0)
        if np.isfinite(y).all() and np.abs(y - y[:1]).max() > 1e-2:
            name = "mixed-%02d" % len(cases)
            model.save(path(name + ".keras"))
            packed(path(name + ".keras"))
            add(name, name + ".keras", x, y)


def make_torch():
    import torch
    from torch import nn

    class Net(nn.Module):
        """A recurrent module and a linear one, of the last step or of both directions' last states."""

        def __init__(self, rnn, outputs=4, ends=False):
            super().__init__()
            self.rnn = rnn
            self.ends = ends
            size = (getattr(rnn, "proj_size", 0) or rnn.hidden_size) * (2 if rnn.bidirectional else 1)
            self.fc = nn.Linear(size, outputs)

        def forward(self, x):
            y = self.rnn(x)[0]
            if not self.ends:
                return self.fc(y[:, -1])
            half = y.shape[2] // 2
            return self.fc(torch.cat([y[:, -1, :half], y[:, 0, half:]], 1))

    def filled(net):
        net.eval()
        with torch.no_grad():
            for value in net.parameters():
                value.copy_(torch.from_numpy(noise(value.shape)))
        return net

    def save(name, net, held, settings=(), end=".pth", **options):
        x = inputs()
        content = held(net)
        torch.save(content, path("torch-" + name + end), **options)
        with torch.no_grad():
            y = net.float()(torch.from_numpy(x)).numpy()
        add("torch-" + name, "torch-" + name + end, x, y, settings)

    old = {"_use_new_zipfile_serialization": False}
    weights = lambda net: net.state_dict()
    lstm = lambda layers=1, **more: filled(Net(nn.LSTM(FEATURES, 5, layers, batch_first=True, **more)))
    gru = lambda layers=1, **more: filled(Net(nn.GRU(FEATURES, 4, layers, batch_first=True, **more)))

    save("lstm", lstm(), weights)
    save("lstm-2", lstm(2), weights, end=".pt")
    save("gru-2", gru(2), weights, end=".bin")
    save("old", lstm(2), weights, **old)
    save("old-gru", gru(), weights, end=".pt", **old)
    save("projection", lstm(proj_size=2), weights)
    save("no-bias", lstm(bias=False), weights, **old)
    save("protocol-4", lstm(), weights, pickle_protocol=4)
    save("parameters", lstm(), lambda net: dict(net.named_parameters()))
    save("training", gru(), lambda net: {
        "epoch": 7, "loss": 0.25, "best": torch.tensor(0.5), "model_state_dict": net.state_dict(),
        "optimizer_state_dict": stepped(torch, net).state_dict(), "big": 2**80, "name": "naïve", "done": True})
    save("old-training", gru(), lambda net: {
        "optimizer": stepped(torch, net).state_dict(), "state_dict": net.state_dict(), "classes": ("a", "b")}, **old)
    save("lightning", lstm(2), lambda net: {
        "epoch": 3, "global_step": 120, "pytorch-lightning_version": "2.4.0",
        "state_dict": {"model." + key: value for key, value in net.state_dict().items()},
        "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"total": {"ready": 3}}}},
        "callbacks": {"ModelCheckpoint{'monitor': 'loss'}": {"best_model_score": torch.tensor(0.1)}},
        "optimizer_states": [stepped(torch, net).state_dict()], "lr_schedulers": [],
        "hparams_name": "kwargs", "hyper_parameters": {"units": 5, "rate": 1e-3, "betas": (0.9, 0.999)}}, end=".ckpt")
    save("data-parallel", lstm(), lambda net: {"module." + k: v for k, v in net.state_dict().items()})
    save("columns-first", lstm(), lambda net: {
        k: v.t().contiguous().t() if v.dim() == 2 else v for k, v in net.state_dict().items()})

    def one_storage(net):
        flat = torch.cat([v.reshape(-1) for v in net.state_dict().values()])
        views, at = {}, 0
        for key, value in net.state_dict().items():
            views[key] = flat[at:at + value.numel()].view(value.shape)
            at += value.numel()
        return views

    save("one-storage", gru(), one_storage)
    save("old-one-storage", gru(), one_storage, **old)
    rounded = lambda net, type_: net.to(type_).float()
    save("half", rounded(lstm(), torch.float16), lambda net: net.half().state_dict())
    save("bfloat16", rounded(gru(), torch.bfloat16), lambda net: net.bfloat16().state_dict(), **old)
    for nonlinearity in ("tanh", "relu"):
        save("rnn-" + nonlinearity, filled(Net(nn.RNN(FEATURES, 5, batch_first=True, nonlinearity=nonlinearity))), weights,
             ["model.layers.0.cell.activation=" + nonlinearity])
    for take in ("last", "both-ends"):
        both = lambda kind, units, layers=1: filled(
            Net(kind(FEATURES, units, layers, batch_first=True, bidirectional=True), ends=take == "both-ends"))
        save("bilstm-" + take, both(nn.LSTM, 5), weights, ["model.layers.1.take=" + take])
        save("bigru-2-" + take, both(nn.GRU, 3, 2), weights, ["model.layers.2.take=" + take])
    birnn = filled(Net(nn.RNN(FEATURES, 4, 2, batch_first=True, bidirectional=True, nonlinearity="relu")))
    save("birnn-2-relu", birnn, weights, ["model.layers.0.cell.activation=relu", "model.layers.1.cell.activation=relu",
                                          "model.layers.2.take=last"])

    whole = filled(nn.Sequential(nn.Linear(2, 3), nn.ReLU()))
    torch.save(whole, path("whole.pth"))
    torch.save(whole, path("whole-old.pth"), **old)
    torch.save({"a": lstm().state_dict(), "b": gru().state_dict()}, path("two.pth"))
    torch.save(lstm().double().state_dict(), path("double.pth"))


def stepped(torch, net):
    optimizer = torch.optim.Adam(net.parameters())
    sum(p.square().sum() for p in net.parameters()).backward()
    optimizer.step()
    return optimizer


def make_tensorflow1():
    import tensorflow as tf

    v1 = tf.compat.v1
    sigmoid = lambda z: 1 / (1 + np.exp(-z))

    def lstm(x, kernel, bias):
        units = kernel.shape[1] // 4
        h = c = np.zeros((len(x), units))
        out = []
        for t in range(x.shape[1]):
            i, j, f, o = np.split(np.concatenate([x[:, t], h], 1) @ kernel + bias, 4, 1)
            c = c * sigmoid(f + 1) + sigmoid(i) * np.tanh(j)
            h = np.tanh(c) * sigmoid(o)
            out.append(h)
        return np.stack(out, 1)

    def save(name, shapes, forward, recipe, names=None):
        value = {key: noise(shape) for key, shape in shapes.items()}
        with tf.Graph().as_default(), v1.Session() as session:
            variables = [v1.get_variable(key, initializer=array) for key, array in value.items()]
            session.run(v1.global_variables_initializer())
            os.makedirs(path(name), exist_ok=True)
            v1.train.Saver(save_relative_paths=True).save(session, path(name + "/model.ckpt"), write_meta_graph=False)
        x = inputs()
        add(name, name, x, forward(x.astype(float), value), (), recipe, names)

    cell = "rnn/multi_rnn_cell/cell_%d/basic_lstm_cell/"
    cells = lambda rows, units: {cell % d + "kernel": ((rows if d == 0 else units) + units, 4 * units) for d in (0, 1)} | {
        cell % d + "bias": (4 * units,) for d in (0, 1)}

    def stacked(x, w):
        for d in (0, 1):
            x = lstm(x, w[cell % d + "kernel"], w[cell % d + "bias"])
        return x[:, -1]

    layers = """
    - {type: dense, units: %d, activation: relu}
    - {type: recurrent, cell: {type: basic-lstm, units: %d}, depth: 2}
    - {type: readout, take: last}"""
    # As guillaume-chevalier's activity recognition names them: weights of both, then biases of both.
    save("tf1-unnamed", {"Variable": (FEATURES, 5), "Variable_1": (5, 4), "Variable_2": (5,), "Variable_3": (4,)} | cells(5, 5),
         lambda x, w: stacked(np.maximum(x @ w["Variable"] + w["Variable_2"], 0), w) @ w["Variable_1"] + w["Variable_3"],
         layers % (5, 5))
    save("tf1-unnamed-order", {"Variable": (FEATURES, 6), "Variable_1": (6,), "Variable_2": (6, 4), "Variable_3": (4,)} | cells(6, 6),
         lambda x, w: stacked(np.maximum(x @ w["Variable"] + w["Variable_1"], 0), w) @ w["Variable_2"] + w["Variable_3"],
         layers % (6, 6))
    # Kernels and biases of one shape each: only somebody's word tells them apart.
    save("tf1-alike", {"Variable": (4, 4), "Variable_1": (4,), "Variable_2": (4, 4), "Variable_3": (4,),
                       "first/kernel": (FEATURES, 4), "first/bias": (4,)} | cells(4, 4),
         lambda x, w: stacked((x @ w["first/kernel"] + w["first/bias"]) @ w["Variable_2"] + w["Variable_1"], w)
         @ w["Variable"] + w["Variable_3"],
         """
    - {type: dense, units: 4}
    - {type: dense, units: 4}
    - {type: recurrent, cell: {type: basic-lstm, units: 4}, depth: 2}
    - {type: readout, take: last}""",
         {"dense/kernel": "first/kernel", "dense/bias": "first/bias", "dense_1/kernel": "Variable_2",
          "dense_1/bias": "Variable_1", "Variable": "Variable", "Variable_1": "Variable_3"})


maker = sys.argv[1]
if maker == "keras":
    import keras

    make_keras(keras, 3)
elif maker == "mixed":
    import keras

    make_mixed(keras)
elif maker == "keras2":
    import tf_keras

    make_keras(tf_keras, 2)
else:
    {"torch": make_torch, "tensorflow1": make_tensorflow1}[maker]()
with open(path(maker + ".json"), "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
