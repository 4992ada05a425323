"""Predicts the sequences of a CSV file by a SavedModel of Unroll's, with TensorFlow alone.

    python predict.py runs/har-lstm-1/savedmodel/1 walks.csv

The file has a header with 'index' and the model's features, one row a step, as `unroll data SPEC --out FILE` writes.
"""
import argparse
import csv
import json
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf


def read(file, card):
    """Names of the sequences, their values [sequences, steps, features] padded with zeros, and their lengths."""
    signals = [signal["name"] for signal in card["schema"]["signals"]]
    features = card["input"]["features"]
    names = signals if features == len(signals) else [
        f"{signals[i % len(signals)]}_{i // len(signals)}" for i in range(features)
    ]
    sequences = {}
    with open(file, newline="") as lines:
        for row in csv.DictReader(lines):
            sequences.setdefault(row["index"], []).append([float(row[name]) for name in names])
    steps = card["input"]["steps"]
    values = np.zeros((len(sequences), steps, features), np.float32)
    for i, rows in enumerate(sequences.values()):
        if len(rows) > steps or len(rows) < steps and not card["input"]["variableLength"]:
            sys.exit(f"{file}: sequence {i} has {len(rows)} steps; the model takes {steps}")
        values[i, : len(rows)] = rows
    return list(sequences), values, np.array([len(rows) for rows in sequences.values()], np.int32)


def predict(model, values, lengths):
    """The outputs of the model's signature, by name."""
    signature = tf.saved_model.load(str(model)).signatures["serving_default"]
    given = {"inputs": tf.constant(values)}
    if "lengths" in signature.structured_input_signature[1]:
        given["lengths"] = tf.constant(lengths)
    return {name: value.numpy() for name, value in signature(**given).items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="SavedModel folder, such as RUN/savedmodel/1")
    parser.add_argument("file", type=Path, help="CSV file of sequences")
    given = parser.parse_args()
    card = json.loads((given.model / "assets.extra" / "unroll.json").read_text())
    indices, values, lengths = read(given.file, card)
    found = predict(given.model, values, lengths)
    target = card["schema"]["target"]
    names = target.get("names") or [signal["name"] for signal in target["signals"]]
    output = csv.writer(sys.stdout, lineterminator="\n")
    if "predictions" in found:
        output.writerow(["index", *names])
        output.writerows([index, *row] for index, row in zip(indices, found["predictions"]))
    elif found["probabilities"].ndim == 2:
        output.writerow(["index", "class", *(f"p_{name}" for name in names)])
        for index, row in zip(indices, found["probabilities"]):
            output.writerow([index, names[row.argmax()], *row])
    else:
        output.writerow(["index", "step", "class", *(f"p_{name}" for name in names)])
        for index, rows, length in zip(indices, found["probabilities"], lengths):
            output.writerows([index, step, names[row.argmax()], *row] for step, row in enumerate(rows[:length]))


if __name__ == "__main__":
    main()
