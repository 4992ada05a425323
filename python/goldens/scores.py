"""Scores of classes, some of which the data lack, by scikit-learn over the classes that occur."""

import random

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

import golden


def make(seed):
    rng = random.Random(seed)
    classes = rng.choice([2, 3, 5, 9, 40])
    count = rng.choice([1, 2, 7, 30, 200])
    there = rng.sample(range(classes), rng.randint(1, classes))
    skew = rng.choice([1, 3])
    actual = [there[int(len(there) * rng.random() ** skew)] for _ in range(count)]
    right = rng.random()
    # A model may predict classes that do not occur.
    predicted = [a if rng.random() < right else rng.randrange(classes) for a in actual]
    labels = list(range(classes))
    present = sorted(set(actual))
    precision, recall, f1, support = precision_recall_fscore_support(actual, predicted, labels=labels, zero_division=0)
    return {"about": f" {len(present)} of {classes} classes, {count}", "actual": actual, "predicted": predicted, "classes": classes,
            "macroF1": float(f1_score(actual, predicted, labels=present, average="macro", zero_division=0)),
            "accuracy": float(accuracy_score(actual, predicted)), "balanced": float(np.mean(recall[present])),
            "precision": precision.tolist(), "recall": recall.tolist(), "f1": f1.tolist(), "support": support.tolist(),
            "absent": [k for k in labels if k not in present],
            "confusion": confusion_matrix(actual, predicted, labels=labels).tolist() if classes < 40 else []}


def main():
    inputs = [make(seed) for seed in range(260)]
    golden.write("scores", inputs, "scikit-learn", "numpy")


if __name__ == "__main__":
    main()
