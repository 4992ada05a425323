"""Small models of Keras, PyTorch and TensorFlow 1 with random weights, and what they give for random inputs.

    python make_golden.py keras        # Keras 3 with TensorFlow, h5py
    python make_golden.py keras2       # Keras 2: tf_keras
    python make_golden.py torch        # PyTorch, safetensors
    TF_USE_LEGACY_KERAS=1 python make_golden.py tensorflow1    # TensorFlow 2 with tf_keras

writes NAME.keras or NAME.h5, NAME.safetensors, NAME/model.ckpt-N, and NAME.npz with `inputs` and `outputs`, into
this folder; NAME-losses.npz has the losses of three more steps on the same inputs. All weights are random, biases and statistics too, and steps, features, units and outputs differ, so
that no two gates or axes can be swapped unseen.
"""
import os
import sys
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS, FEATURES, UNITS, CLASSES, ROWS = 7, 3, 5, 4, 6
rng = np.random.default_rng(20240)


def path(name):
    return os.path.join(HERE, name)


def inputs(*shape):
    return rng.normal(0, 1, (ROWS, *shape)).astype(np.float32)


def sample(name, x, y):
    np.savez(path(name + ".npz"), inputs=x, outputs=np.asarray(y, np.float32))


def noise(shape):
    return rng.normal(0, 0.5, shape).astype(np.float32)


def packed(file):
    """The same zip, compressed: Keras stores what it writes."""
    with zipfile.ZipFile(file) as old:
        entries = [(name, old.read(name)) for name in old.namelist()]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in entries:
            new.writestr(name, content)


def make_keras():
    import keras
    from keras import layers as L

    def finish(name, model, x, end=".keras"):
        for variable in model.weights:
            if variable.dtype != "float32":
                continue
            value = noise(variable.shape)
            positive = variable.path.endswith("variance") or variable.path.endswith("gamma")
            variable.assign(np.abs(value) + 0.3 if positive else value)
        model.save(path(name + end))
        if end == ".keras" and name != "keras-lstm":
            packed(path(name + end))
        sample(name, x, model.predict(x, verbose=0))

    def sequence(name, *layers, end=".keras", output=None):
        head = output or L.Dense(CLASSES, activation="softmax")
        model = keras.Sequential([L.Input((STEPS, FEATURES)), *layers, head])
        finish(name, model, inputs(STEPS, FEATURES), end)

    def weights_alone(name):
        model = keras.Sequential([L.Input((STEPS, FEATURES)), L.LSTM(UNITS, return_sequences=True), L.LSTM(UNITS),
                                  L.Dense(6, activation="tanh"), L.Dense(CLASSES, activation="softmax")])
        for variable in model.weights:
            variable.assign(noise(variable.shape))
        model.save_weights(path(name + ".weights.h5"))
        x = inputs(STEPS, FEATURES)
        sample(name, x, model.predict(x, verbose=0))

    weights_alone("keras-alone")
    sequence("keras-rnn", L.SimpleRNN(UNITS))
    sequence("keras-lstm", L.LSTM(UNITS, name="lstm"))
    sequence("keras-lstm-no-bias", L.LSTM(UNITS, use_bias=False), output=L.Dense(CLASSES))
    sequence("keras-gru", L.GRU(UNITS, reset_after=False))
    sequence("keras-gru-reset-after", L.GRU(UNITS))
    sequence("keras-gru-reset-after-no-bias", L.GRU(UNITS, use_bias=False))
    sequence("keras-bilstm", L.Bidirectional(L.LSTM(UNITS)))
    sequence(
        "keras-stacked",
        L.LSTM(UNITS, return_sequences=True, dropout=0.1, recurrent_dropout=0.2),
        L.Dropout(0.2),
        L.Bidirectional(L.GRU(4, return_sequences=True)),
        L.LayerNormalization(),
        L.SimpleRNN(6, return_sequences=True),
        L.GlobalMaxPooling1D(),
    )
    sequence(
        "keras-conv",
        L.Conv1D(4, 3, strides=2, padding="same", activation="relu"),
        L.BatchNormalization(),
        L.Conv1D(5, 2, padding="causal", dilation_rate=2, use_bias=False),
        L.BatchNormalization(center=False, scale=False),
        L.Activation("tanh"),
        L.MaxPooling1D(3, strides=2, padding="same"),
        L.Conv1D(6, 2, padding="same", activation="elu"),
        L.AveragePooling1D(2, strides=1, padding="same"),
        L.Flatten(),
        L.Dense(5, activation="silu"),
        output=L.Dense(2),
    )
    sequence(
        "keras-conv-valid",
        L.Conv1D(4, 2, padding="valid", activation="sigmoid"),
        L.SpatialDropout1D(0.1),
        L.AveragePooling1D(2),
        L.GRU(UNITS, return_sequences=True),
        L.GlobalAveragePooling1D(),
    )
    sequence(
        "keras-steps",
        L.Bidirectional(L.LSTM(UNITS, return_sequences=True)),
        output=L.TimeDistributed(L.Dense(CLASSES, activation="softmax")),
    )
    sequence("keras-legacy", L.Bidirectional(L.GRU(UNITS, return_sequences=True)), L.BatchNormalization(),
             L.LSTM(4), end=".h5")

    normalized = keras.Sequential([L.Input((STEPS, FEATURES)), (norm := L.Normalization()), L.LSTM(UNITS), L.Dense(2)])
    x = inputs(STEPS, FEATURES) * [1, 30, 0.01] + [5, -40, 0.2]
    norm.adapt(x)
    for variable in normalized.trainable_weights:
        variable.assign(noise(variable.shape))
    normalized.save(path("keras-normalized.keras"))
    packed(path("keras-normalized.keras"))
    sample("keras-normalized", x, normalized.predict(x, verbose=0))

    frames = keras.Sequential(
        [
            L.Input((4, 9, 8, 2)),
            L.TimeDistributed(L.Conv2D(3, 3, strides=2, padding="same", activation="relu")),
            L.TimeDistributed(L.BatchNormalization()),
            L.TimeDistributed(L.MaxPooling2D(2)),
            L.TimeDistributed(L.Flatten()),
            L.LSTM(UNITS),
            L.Dense(CLASSES, activation="softmax"),
        ]
    )
    finish("keras-frames", frames, inputs(4, 9, 8, 2))

    entry = keras.Input((STEPS, FEATURES))
    value = L.LSTM(UNITS, return_sequences=True)(entry)
    value = L.LSTM(4)(value)
    value = L.Softmax()(L.Dense(CLASSES)(value))
    finish("keras-functional", keras.Model(entry, value), inputs(STEPS, FEATURES))


def make_keras2():
    import tf_keras
    from tf_keras import layers as L

    for name, end in (("keras2-legacy", ".h5"), ("keras2", ".keras")):
        model = tf_keras.Sequential(
            [
                L.Input((STEPS, FEATURES)),
                L.Conv1D(4, 2, padding="same", activation="relu"),
                L.BatchNormalization(),
                L.Bidirectional(L.LSTM(UNITS, return_sequences=True)),
                L.GRU(4, return_sequences=True),
                L.GRU(3, reset_after=False),
                L.Dense(CLASSES, activation="softmax"),
            ]
        )
        for variable in model.weights:
            value = noise(tuple(variable.shape))
            positive = "variance" in variable.name or "gamma" in variable.name
            variable.assign(np.abs(value) + 0.3 if positive else value)
        model.save(path(name + end))
        x = inputs(STEPS, FEATURES)
        sample(name, x, model.predict(x, verbose=0))


def make_torch():
    import torch
    from safetensors.torch import save_file
    from torch import nn

    class Model(nn.Module):
        """Recurrent layers and a linear one, of the last step or of both directions' last states."""

        def __init__(self, recurrent, size):
            super().__init__()
            self.rnn = recurrent
            self.fc = nn.Linear(size, CLASSES)

        def forward(self, x):
            outputs, _ = self.rnn(x)
            if not self.rnn.bidirectional:
                return self.fc(outputs[:, -1])
            half = outputs.shape[2] // 2
            return self.fc(torch.cat([outputs[:, -1, :half], outputs[:, 0, half:]], 1))

    def finish(name, model, x):
        model.eval()
        with torch.no_grad():
            for key, value in model.state_dict().items():
                if value.is_floating_point():
                    new = torch.from_numpy(noise(tuple(value.shape)))
                    value.copy_(new.abs() + 0.3 if key.endswith("running_var") else new)
            outputs = model(torch.from_numpy(x)).numpy()
        save_file(model.state_dict(), path(name + ".safetensors"))
        sample(name, x, outputs)

    def recurrent(name, layer, size):
        finish(name, Model(layer, size), inputs(STEPS, FEATURES))

    recurrent("torch-rnn", nn.RNN(FEATURES, UNITS, batch_first=True), UNITS)
    recurrent("torch-lstm", nn.LSTM(FEATURES, UNITS, batch_first=True), UNITS)
    recurrent("torch-gru", nn.GRU(FEATURES, UNITS, batch_first=True), UNITS)
    recurrent("torch-gru-no-bias", nn.GRU(FEATURES, UNITS, batch_first=True, bias=False), UNITS)
    recurrent("torch-projection", nn.LSTM(FEATURES, UNITS, batch_first=True, proj_size=2), 2)
    recurrent("torch-lstm-2", nn.LSTM(FEATURES, UNITS, 2, batch_first=True), UNITS)
    recurrent("torch-bilstm-2", nn.LSTM(FEATURES, UNITS, 2, batch_first=True, bidirectional=True), 2 * UNITS)
    recurrent("torch-bigru-2", nn.GRU(FEATURES, UNITS, 2, batch_first=True, bidirectional=True), 2 * UNITS)

    class Convolutions(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv1d(FEATURES, 4, 3)
            self.norm = nn.BatchNorm1d(4)
            self.conv2 = nn.Conv1d(4, 6, 2)
            self.gru = nn.GRU(6, UNITS, batch_first=True)
            self.fc = nn.Linear(UNITS, CLASSES)

        def forward(self, x):
            x = torch.relu(self.norm(self.conv1(x.transpose(1, 2))))
            x = torch.tanh(self.conv2(x))
            outputs, _ = self.gru(x.transpose(1, 2))
            return self.fc(outputs[:, -1])

    finish("torch-conv", Convolutions(), inputs(STEPS, FEATURES))


def make_tensorflow1():
    import tensorflow as tf

    tf1 = tf.compat.v1
    tf1.disable_eager_execution()
    cells = tf1.nn.rnn_cell

    class CudnnCompatibleGru(cells.RNNCell):
        """The cell of tf.contrib.cudnn_rnn, which TensorFlow 2 no longer has."""

        state_size = output_size = UNITS

        def __call__(self, x, h, scope=None):
            def affine(value, size):
                kernel = tf1.get_variable("kernel", [int(value.shape[1]), size])
                return tf.matmul(value, kernel) + tf1.get_variable("bias", [size])

            with tf1.variable_scope("cudnn_compatible_gru_cell"):
                with tf1.variable_scope("gates"):
                    r, u = tf.split(tf.sigmoid(affine(tf.concat([x, h], 1), 2 * UNITS)), 2, 1)
                with tf1.variable_scope("candidate/input_projection"):
                    of_input = affine(x, UNITS)
                with tf1.variable_scope("candidate/hidden_projection"):
                    of_state = affine(h, UNITS)
            new = u * h + (1 - u) * tf.tanh(of_input + r * of_state)
            return new, new

    def finish(name, build, scope="", step=12, rename=None, adam=False):
        with tf1.Graph().as_default(), tf1.Session() as session:
            x = tf1.placeholder(tf.float32, [None, STEPS, FEATURES], "x")
            with tf1.variable_scope(scope) if scope else tf1.name_scope(None):
                last = build(x)
                size = int(last.shape[1])
                w = tf1.Variable(tf1.random_normal([size, CLASSES]))
                b = tf1.Variable(tf1.random_normal([CLASSES]))
                logits = tf.matmul(last, w) + b
            if adam:
                counter = tf1.train.get_or_create_global_step()
                labels = rng.integers(0, CLASSES, ROWS)
                targets = tf.one_hot(labels, CLASSES)
                loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=targets, logits=logits))
                loss += 0.01 * tf.add_n([tf.nn.l2_loss(v) for v in tf1.trainable_variables()])
                train = tf1.train.AdamOptimizer(0.01).minimize(loss, counter)
            session.run(tf1.global_variables_initializer())
            for variable in tf1.trainable_variables():
                variable.load(noise(tuple(variable.shape)), session)
            values = inputs(STEPS, FEATURES)
            if adam:
                for _ in range(3):
                    session.run(train, {x: values})
            saved = {(rename or (lambda n: n))(v.op.name): v for v in tf1.global_variables()}
            os.makedirs(path(name), exist_ok=True)
            saver = tf1.train.Saver(saved, save_relative_paths=True)
            saver.save(session, path(name + "/model.ckpt"), global_step=step, write_meta_graph=False)
            sample(name, values, session.run(logits, {x: values}))
            if adam:
                losses = [session.run([loss, train], {x: values})[0] for _ in range(3)]
                np.savez(path(name + "-losses.npz"), inputs=values, labels=labels, losses=np.float32(losses))

    def static(cell):
        return lambda x: tf1.nn.static_rnn(cell(), tf.unstack(x, axis=1), dtype=tf.float32)[0][-1]

    def dynamic(cell):
        return lambda x: tf1.nn.dynamic_rnn(cell(), x, dtype=tf.float32)[0][:, -1]

    def both(x):
        pair = cells.BasicLSTMCell(UNITS), cells.BasicLSTMCell(UNITS)
        return tf1.nn.static_bidirectional_rnn(*pair, tf.unstack(x, axis=1), dtype=tf.float32)[0][-1]

    output = {"Variable": "dense/kernel", "Variable_1": "dense/bias"}
    finish("tf1-rnn", static(lambda: cells.BasicRNNCell(UNITS)), rename=lambda n: output.get(n, n))
    finish("tf1-lstm", static(lambda: cells.BasicLSTMCell(UNITS)), adam=True)
    finish("tf1-gru", dynamic(lambda: cells.GRUCell(UNITS)), scope="model")
    finish("tf1-peephole", dynamic(lambda: cells.LSTMCell(UNITS, use_peepholes=True, num_proj=2)))
    finish("tf1-gru-cudnn", dynamic(CudnnCompatibleGru))
    finish("tf1-bilstm", both)
    finish("tf1-multi", static(lambda: cells.MultiRNNCell([cells.BasicLSTMCell(UNITS) for _ in range(2)])))
    old = {"kernel": "weights", "bias": "biases"}
    finish(
        "tf1-old-names",
        static(lambda: cells.BasicLSTMCell(UNITS)),
        rename=lambda n: "/".join(old.get(part, part) for part in n.split("/")),
    )
    block = {"gates/kernel": "w_ru", "gates/bias": "b_ru", "candidate/kernel": "w_c", "candidate/bias": "b_c"}

    def block_name(name):
        for long, short in block.items():
            name = name.replace(long, short)
        return name

    finish("tf1-gru-block", static(lambda: cells.GRUCell(UNITS)), rename=block_name)
    finish(
        "tf1-lstm-fused",
        static(lambda: cells.LSTMCell(UNITS)),
        rename=lambda n: n.replace("rnn/lstm_cell", "lstm_fused_cell"),
    )


{"keras": make_keras, "keras2": make_keras2, "torch": make_torch, "tensorflow1": make_tensorflow1}[sys.argv[1]]()
