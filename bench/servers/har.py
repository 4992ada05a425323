"""The model as the Python servers load and run it: the SavedModel's own signature, in process.

The environment says what to run: BENCH_MODEL (folder of the SavedModel), BENCH_THREADS (of TensorFlow; 0 for its own
choice), BENCH_ROWS (rows that may run together; 1 for no batches); and to servers that take no options: BENCH_PORT,
BENCH_GRPC_PORT and BENCH_FOLDER, an empty folder for what they want to write.
"""
import os

import tensorflow as tf

MODEL = os.environ["BENCH_MODEL"]
ROWS = int(os.environ.get("BENCH_ROWS", 1))
THREADS = int(os.environ.get("BENCH_THREADS", 1))

tf.config.threading.set_intra_op_parallelism_threads(THREADS)
tf.config.threading.set_inter_op_parallelism_threads(THREADS)


class Har:
    def __init__(self):
        self.model = tf.saved_model.load(MODEL)
        self.signature = self.model.signatures["serving_default"]

    def __call__(self, rows):
        """All outputs of rows [n, 128, 9] as arrays by name."""
        return {name: value.numpy() for name, value in self.signature(inputs=tf.constant(rows)).items()}


def predictions(outputs):
    """The outputs as TensorFlow Serving's JSON has them: an object a row."""
    return [dict(zip(outputs, values)) for values in zip(*(array.tolist() for array in outputs.values()))]
