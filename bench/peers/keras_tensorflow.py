import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import tensorflow as tf

from worker import serve

LAYERS = {"rnn": keras.layers.SimpleRNN, "gru": keras.layers.GRU}


def network(workload):
    units = workload["units"]
    layer = LAYERS.get(workload["cell"], keras.layers.LSTM)
    if workload["cell"] == "bilstm":
        layers = [keras.layers.Bidirectional(layer(units))]
    elif workload["cell"] == "twolayer-lstm":
        layers = [layer(units, return_sequences=True), layer(units)]
    elif workload["cell"] == "conv-gru":
        layers = [keras.layers.Conv1D(units, 5, activation="relu"), keras.layers.MaxPooling1D(3),
                  keras.layers.Conv1D(units, 5, activation="relu"), keras.layers.GRU(units)]
    else:
        layers = [layer(units)]
    inputs = keras.Input((workload["steps"], workload["features"]))
    return keras.Sequential([inputs, *layers, keras.layers.Dense(workload["classes"])])


def build(workload):
    keras.utils.set_random_seed(1)
    model = network(workload)
    optimizer = keras.optimizers.Adam(0.0025)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    inputs = tf.random.normal((workload["batch"], workload["steps"], workload["features"]))
    labels = tf.range(workload["batch"]) % workload["classes"]

    @tf.function
    def step():
        weights = model.trainable_variables
        with tf.GradientTape() as tape:
            penalty = tf.add_n([tf.nn.l2_loss(weight) for weight in weights])
            loss = cross_entropy(labels, model(inputs, training=True)) + 0.0015 * penalty
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return loss

    infer = tf.function(lambda x: tf.nn.softmax(model(x, training=False)))
    one = inputs[:1]
    return lambda: step().numpy(), lambda: infer(inputs).numpy(), lambda: infer(one).numpy()


serve({"Keras": keras.__version__, "TensorFlow": tf.__version__}, build)
