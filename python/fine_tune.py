"""Trains a SavedModel of Unroll's further in Python, by its signature 'train', and saves it.

    ./unroll data motion --split train --out train.csv
    python fine_tune.py runs/motion-lstm-1/savedmodel/1 train.csv --to tuned/1 --steps 100 --rate 0.0005

The optimizer goes on from its state inside the model. Unroll takes what is saved like its own:
`unroll evaluate tuned --data motion`, `unroll train --model tuned ...`.
"""
import argparse
import csv
import json
import shutil
from pathlib import Path

import numpy as np
import tensorflow as tf

from predict import read

EXTRA = "assets.extra"


def fine_tune(model, batches, rate, target):
    """Runs one step on each batch (inputs, labels[, lengths]); returns the loss before each."""
    loaded = tf.saved_model.load(str(model))
    train = loaded.signatures["train"]
    losses = []
    for inputs, labels, *lengths in batches:
        given = {"inputs": tf.constant(inputs), "labels": tf.constant(labels), "learning_rate": tf.constant(rate)}
        if lengths and "lengths" in train.structured_input_signature[1]:
            given["lengths"] = tf.constant(lengths[0])
        losses.append(float(train(**given)["loss"]))
    tf.saved_model.save(loaded, str(target), signatures=dict(loaded.signatures))
    # What the tensors mean, the recipe and the origin: TensorFlow does not carry them along.
    shutil.copytree(Path(model) / EXTRA, Path(target) / EXTRA)
    return losses


def read_classes(file, names):
    """The class of each sequence, from 0."""
    labels = {}
    with open(file, newline="") as lines:
        for row in csv.DictReader(lines):
            labels.setdefault(row["index"], names.index(row["label"]))
    return np.array(list(labels.values()), np.int32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="SavedModel folder of a model that predicts a class a sequence")
    parser.add_argument("file", type=Path, help="CSV file of sequences with labels, as 'unroll data' writes")
    parser.add_argument("--to", type=Path, required=True, help="new folder; its name is a version, such as tuned/1")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--rate", type=float, default=0.001, help="learning rate")
    parser.add_argument("--batch", type=int, default=50, help="sequences a step")
    parser.add_argument("--seed", type=int, default=1, help="draws the batches")
    given = parser.parse_args()
    if given.to.exists():
        parser.error(f"{given.to} exists already")
    card = json.loads((given.model / EXTRA / "unroll.json").read_text())
    if card["schema"]["target"]["type"] != "class":
        parser.error(f"{given.model} does not predict a class a sequence")
    _, values, lengths = read(given.file, card)
    labels = read_classes(given.file, card["schema"]["target"]["names"])
    random = np.random.default_rng(given.seed)
    drawn = (random.choice(len(labels), min(given.batch, len(labels)), replace=False) for _ in range(given.steps))
    losses = fine_tune(given.model, ((values[i], labels[i], lengths[i]) for i in drawn), given.rate, given.to)
    print(f"loss {losses[0]:.4f} before, {losses[-1]:.4f} at step {len(losses)}; saved to {given.to}")


if __name__ == "__main__":
    main()
