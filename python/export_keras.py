"""Trains a small Keras model and writes it with a sample, for `unroll import`.

    ./unroll data motion --split train --out train.csv
    python export_keras.py train.csv --to keras-model
    ./unroll import keras-model/model.keras --sample keras-model/sample.npz --to runs/from-keras

`sample.npz` holds some inputs and what Keras makes of them; the import fails unless Unroll makes the same.
"""
import argparse
import csv
from pathlib import Path

import keras
import numpy as np

SAMPLE = 32


def write(model, inputs, folder):
    """Any model of yours: writes `model.keras` and `sample.npz` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    model.save(str(folder / "model.keras"))
    inputs = inputs[:SAMPLE]
    np.savez(folder / "sample.npz", inputs=inputs, outputs=model.predict(inputs, verbose=0))


def read(file):
    """Values [sequences, steps, features] and classes of sequences of one length."""
    values, labels = {}, {}
    with open(file, newline="") as lines:
        table = csv.reader(lines)
        header = next(table)
        first, label = header.index("group") + 1, header.index("label")
        for row in table:
            values.setdefault(row[0], []).append([float(cell) for cell in row[first:]])
            labels[row[0]] = row[label]
    classes = sorted(set(labels.values()))
    return np.array(list(values.values()), np.float32), np.array([classes.index(name) for name in labels.values()])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="CSV file of sequences with labels, as 'unroll data' writes")
    parser.add_argument("--to", type=Path, required=True, help="folder to write into")
    parser.add_argument("--epochs", type=int, default=3)
    given = parser.parse_args()
    values, labels = read(given.file)
    keras.utils.set_random_seed(1)
    model = keras.Sequential([
        keras.Input(values.shape[1:]),
        keras.layers.Bidirectional(keras.layers.GRU(16)),
        keras.layers.Dense(int(labels.max()) + 1, activation="softmax"),
    ])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(values, labels, batch_size=50, epochs=given.epochs, verbose=0)
    write(model, values, given.to)
    print(f"accuracy {model.evaluate(values, labels, verbose=0)[1]:.3f} on {given.file}; written to {given.to}")


if __name__ == "__main__":
    main()
