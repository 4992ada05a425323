"""Graph code in the style of TensorFlow 1: static_rnn over the cells of rnn_cell, placeholders and a session."""
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_USE_LEGACY_KERAS"] = "1"
import warnings

warnings.filterwarnings("ignore")
import numpy as np
import tensorflow as tf

from worker import serve

tf1 = tf.compat.v1
tf1.disable_eager_execution()
tf1.logging.set_verbosity(tf1.logging.ERROR)


def build(workload):
    tf1.reset_default_graph()
    name, units = workload["cell"], workload["units"]
    steps, features, classes = workload["steps"], workload["features"], workload["classes"]
    rnn_cell = tf1.nn.rnn_cell
    cells = {"rnn": rnn_cell.BasicRNNCell, "gru": rnn_cell.GRUCell, "conv-gru": rnn_cell.GRUCell}
    cell = cells.get(name, rnn_cell.BasicLSTMCell)
    x = tf1.placeholder(tf.float32, [None, steps, features])
    y = tf1.placeholder(tf.float32, [None, classes])
    made = x
    if name == "conv-gru":
        for i, inputs in enumerate((features, units)):
            kernel = tf1.get_variable(f"conv{i}/kernel", [5, inputs, units])
            bias = tf1.get_variable(f"conv{i}/bias", [units])
            made = tf.nn.relu(tf.nn.bias_add(tf1.nn.conv1d(made, kernel, 1, "VALID"), bias))
            made = tf.nn.max_pool1d(made, 3, 3, "VALID") if i == 0 else made
    width, length = made.shape[2], made.shape[1]
    rows = tf.split(tf.reshape(tf.transpose(made, [1, 0, 2]), [-1, width]), length, 0)
    if name == "bilstm":
        outputs = tf1.nn.static_bidirectional_rnn(cell(units), cell(units), rows, dtype=tf.float32)[0]
        end = tf.concat([outputs[-1][:, :units], outputs[0][:, units:]], 1)
    else:
        both = rnn_cell.MultiRNNCell([cell(units), cell(units)]) if name == "twolayer-lstm" else cell(units)
        end = tf1.nn.static_rnn(both, rows, dtype=tf.float32)[0][-1]
    w = tf1.get_variable("w", [end.shape[1], classes])
    b = tf1.get_variable("b", [classes])
    logits = tf.matmul(end, w) + b
    penalty = 0.0015 * tf.add_n([tf.nn.l2_loss(v) for v in tf1.trainable_variables()])
    cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=logits)) + penalty
    train_step = tf1.train.AdamOptimizer(0.0025).minimize(cost)
    probabilities = tf.nn.softmax(logits)
    session = tf1.Session()
    session.run(tf1.global_variables_initializer())
    values = np.random.default_rng(1).normal(size=(workload["batch"], steps, features)).astype(np.float32)
    labels = np.eye(classes, dtype=np.float32)[np.arange(workload["batch"]) % classes]
    return (lambda: session.run(train_step, {x: values, y: labels}),
            lambda: session.run(probabilities, {x: values}),
            lambda: session.run(probabilities, {x: values[:1]}))


serve({"TensorFlow": tf.__version__}, build)
