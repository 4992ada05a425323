"""TensorFlow's bare signature in Python on the same model, from a NumPy array to all outputs."""
import json
import sys
import time

import numpy as np

import har


def times(model, values, seconds):
    """Milliseconds of each run."""
    found, begin = [], time.perf_counter()
    while time.perf_counter() - begin < seconds:
        before = time.perf_counter()
        model(values)
        found.append(round(1e3 * (time.perf_counter() - before), 3))
    return found


model, figures = har.Har(), {}
warm, seconds = map(float, sys.argv[1:3])
for rows in sys.argv[3:]:
    values = np.random.default_rng(1).normal(size=(int(rows), 128, 9)).astype(np.float32)
    times(model, values, warm)
    figures[rows] = times(model, values, seconds)
print(json.dumps(figures))
