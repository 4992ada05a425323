"""Recordings whose class changes, cut into windows of one class each, as pandas cuts them."""

import io
import random

import numpy as np
import pandas as pd

import golden


def label_of(window, take):
    """That of the last row, or the most frequent one, of several the one that is there last."""
    if take != "most":
        return window.iloc[-1]
    counts = window.value_counts()
    often = counts[counts == counts.max()].index
    return window[window.isin(often)].iloc[-1]


def make(seed):
    rng = random.Random(seed)
    take = rng.choice(["only", "last", "most"])
    width = rng.randint(2, 7)
    stride = rng.choice([0, 1, 2, 3, width + 1])
    classes = rng.choice([["rest", "walk"], ["3", "1", "10"], ["run", "sit", "lie", "up"]])
    by_time = rng.random() < 0.3
    text = "person,activity,x,y\n"
    for person in range(rng.randint(2, 3)):
        for bout in range(rng.randint(4, 8)):
            label = rng.choice(classes) if bout else classes[person % len(classes)]
            for _ in range(rng.randint(1, 2 * width)):
                text += f"p{person},{label},{rng.uniform(-3, 3):.3f},{rng.uniform(0, 9):.4f}\n"
    frame = pd.read_csv(io.StringIO(text), dtype={"activity": str}, float_precision="round_trip")
    split = {"type": "by-time", "test": 0.25, "validation": 0.125} if by_time else {"type": "by-group", "test": 0}
    windows = []
    for person, rows in frame.groupby("person", sort=False):
        rows = rows.reset_index(drop=True)
        count = len(rows)
        part = pd.Series("train", index=rows.index)
        if by_time:
            test, validation = int(0.25 * count + 0.5), int(0.125 * count + 0.5)
            part.iloc[count - test - validation:] = "validation"
            part.iloc[count - test:] = "test"
        pieces = [part] + ([rows["activity"].ne(rows["activity"].shift()).cumsum()] if take == "only" else [])
        for _, piece in rows.groupby(pieces, sort=False):
            for first in range(0, len(piece) - width + 1, stride or width):
                window = piece.iloc[first:first + width]
                windows.append((part[window.index[0]], f"{person}@{window.index[0]}", window))
    settings = {"type": "csv", "columns": {"sequence": "person"}, "window": width, "stride": stride, "split": split,
                "target": {"type": "window-label", "column": "activity", "take": take}}
    numbers = all(c.isdigit() for c in classes)
    known = sorted(frame["activity"].unique(), key=int if numbers else None)
    sequences = [golden.sequence(w[["x", "y"]].to_numpy(), name=name, part=part, label=known.index(label_of(w["activity"], take)))
                 for part, name, w in windows]
    one = {"about": f" {take} {width} by {stride} {split['type']}", "files": golden.files(**{"a.csv": text.encode()}), "settings": settings}
    trained = {s["label"] for s in sequences if s["part"] == "train"}
    others = {s["label"] for s in sequences} - trained
    if not sequences or len(trained) < 2 or others:
        return None
    return {**one, "read": {"signals": ["x", "y"], "targets": known, "sequences": sequences}}


def main():
    made = (make(seed) for seed in range(2000))
    golden.write("windows", [one for one, _ in zip((m for m in made if m), range(260))], "pandas")


if __name__ == "__main__":
    main()
