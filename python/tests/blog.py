"""The six networks of the blog post that Unroll began with, as its TensorFlow 1 program builds and trains them.

The functions are those of "Building Recurrent Neural Networks in Tensorflow", on `tf.compat.v1`; labels, which the
post shifts by one class, are from 0 here.
"""
import io
import zipfile

import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1
rnn_cell = tf1.nn.rnn_cell
HIDDEN, LEARNING_RATE, LAMBDA, BATCH = 32, 0.001, 0.001, 100
SIGNALS = [f"{kind}_{axis}" for kind in ("body_acc", "body_gyro", "total_acc") for axis in "xyz"]


def softmax_layer(output, num_labels):
    w_softmax = tf1.Variable(tf1.truncated_normal([output.shape[1], num_labels]))
    b_softmax = tf1.Variable(tf1.random_normal([num_labels]))
    return tf.matmul(output, w_softmax) + b_softmax


def static_model(cell, data, num_labels):
    outputs, _ = tf1.nn.static_rnn(cell, tf.unstack(data, axis=1), dtype=tf.float32)
    return softmax_layer(outputs[-1], num_labels)


def rnn_model(data, num_hidden, num_labels):
    return static_model(rnn_cell.BasicRNNCell(num_hidden), data, num_labels)


def rnn_lstm_model(data, num_hidden, num_labels):
    return static_model(rnn_cell.BasicLSTMCell(num_hidden), data, num_labels)


def gru_rnn_model(data, num_hidden, num_labels):
    return static_model(rnn_cell.GRUCell(num_hidden), data, num_labels)


def bidirectional_rnn_model(data, num_hidden, num_labels):
    forward, backward = rnn_cell.BasicLSTMCell(num_hidden), rnn_cell.BasicLSTMCell(num_hidden)
    steps = tf.unstack(data, axis=1)
    outputs, _, _ = tf1.nn.static_bidirectional_rnn(forward, backward, steps, dtype=tf.float32)
    return softmax_layer(outputs[-1], num_labels)


def twolayer_rnn_model(data, num_hidden, num_labels):
    return multi_rnn_model(data, num_hidden, num_labels, num_cells=2)


def multi_rnn_model(data, num_hidden, num_labels, num_cells=4):
    cells = [rnn_cell.BasicLSTMCell(num_hidden) for _ in range(num_cells)]
    return static_model(rnn_cell.MultiRNNCell(cells), data, num_labels)


MODELS = {
    "blog-rnn": rnn_model,
    "blog-lstm": rnn_lstm_model,
    "blog-gru": gru_rnn_model,
    "blog-bilstm": bidirectional_rnn_model,
    "blog-twolayer-lstm": twolayer_rnn_model,
    "blog-multilayer-lstm": multi_rnn_model,
}


class Script:
    """The program: placeholders, a model, the loss with its penalty, Adam, a saver."""

    def __init__(self, recipe, dataset, labels):
        self.recipe, self.dataset, self.labels = recipe, dataset, labels
        num_labels = labels.shape[1]
        self.graph = tf.Graph()
        with self.graph.as_default():
            tf1.set_random_seed(5)
            self.x = tf1.placeholder(tf.float32, [None, *dataset.shape[1:]])
            self.y = tf1.placeholder(tf.float32, [None, num_labels])
            logits = MODELS[recipe](self.x, HIDDEN, num_labels)
            l2 = LAMBDA * sum(tf.nn.l2_loss(variable) for variable in tf1.trainable_variables())
            cross_entropy = tf1.nn.softmax_cross_entropy_with_logits(logits=logits, labels=self.y)
            self.loss = tf.reduce_mean(cross_entropy) + l2
            self.optimizer = tf1.train.AdamOptimizer(LEARNING_RATE).minimize(self.loss)
            self.saver = tf1.train.Saver()
            initializer = tf1.global_variables_initializer()
        # Rewriting thousands of unrolled operations takes longer than the steps of a test.
        config = tf1.ConfigProto()
        config.graph_options.rewrite_options.disable_meta_optimizer = True
        self.session = tf1.Session(graph=self.graph, config=config)
        self.session.run(initializer)

    def save(self, folder, step):
        """The checkpoint's prefix."""
        with self.graph.as_default():
            return self.saver.save(self.session, str(folder / "model.ckpt"), global_step=step)

    def restore(self, folder):
        """The latest checkpoint in a folder."""
        with self.graph.as_default():
            self.saver.restore(self.session, tf.train.latest_checkpoint(str(folder)))

    def train(self, steps):
        """The loss before each step."""
        losses = []
        for step in steps:
            offset = step * BATCH % (len(self.labels) - BATCH)
            rows = slice(offset, offset + BATCH)
            feed = {self.x: self.dataset[rows], self.y: self.labels[rows]}
            losses.append(float(self.session.run([self.optimizer, self.loss], feed)[1]))
        return losses

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.session.close()


def read_training_part(archive):
    """UCI HAR in the order of its files: values [sequences, steps, signals], labels from 0."""
    with zipfile.ZipFile(archive) as files:
        members = {name.rsplit("/", 1)[-1]: name for name in files.namelist() if "MACOSX" not in name}

        def numbers(name):
            return np.loadtxt(io.BytesIO(files.read(members[name])), dtype=np.float64, ndmin=2)

        values = np.stack([numbers(f"{signal}_train.txt") for signal in SIGNALS], axis=2)
        return values.astype(np.float32), numbers("y_train.txt")[:, 0].astype(int) - 1


def permutation(count, seed):
    """The numbers 0 to count - 1 as Unroll orders them: a Fisher-Yates shuffle by java.util.Random."""
    state = (seed ^ 0x5DEECE66D) & (1 << 48) - 1

    def bits():
        nonlocal state
        state = (state * 0x5DEECE66D + 0xB) & (1 << 48) - 1
        return state >> 17

    def below(bound):
        drawn = bits()
        if bound & bound - 1 == 0:
            return bound * drawn >> 31
        while drawn - drawn % bound + bound - 1 >= 1 << 31:
            drawn = bits()
        return drawn % bound

    order = np.arange(count)
    for i in range(count - 1, 0, -1):
        j = below(i + 1)
        order[i], order[j] = order[j], order[i]
    return order


def batch_rows(count, seed):
    """All rows in the order that Unroll's sequential batches take them, for a seed of `unroll train`."""
    return permutation(count, seed * 1_000_003)
