"""A second file, read by the settings of a first: in other order, without labels, with other columns.

pandas sorts, names and takes what the model needs; its classes are those of the first file.
"""

import io
import random

import pandas as pd

import golden


def table(rng, takes, names, spec, labelled):
    separator, comma, word, times, signals, extra, classes = spec
    order = list(signals)
    rng.shuffle(order)
    columns = ["take"] + (["label"] if labelled else []) + (["at"] if times else []) + order + extra
    rng.shuffle(columns)
    text = separator.join(columns) + "\n"
    for take, label in zip(names, takes):
        steps = rng.randint(3, 7)
        stamps = [f"2026-0{1 + i % 9}-{10 + i} 0{i % 10}:00" for i in range(steps)]
        rng.shuffle(stamps)
        for step in range(steps):
            row = {"take": take, "label": label, "at": stamps[step], "junk": f"{rng.random():.4f}".replace(".", "," if comma else "."), "note": "seen"}
            for signal in signals:
                value = f"{rng.uniform(-9, 9):.4f}"
                gone = rng.random() < 0.08 and 0 < step < steps - 1
                row[signal] = word if gone else value.replace(".", ",") if comma else value
            text += separator.join(row[c] for c in columns) + "\n"
    return text


def read(text, spec, known):
    separator, comma, word, times, signals, _, _ = spec
    frame = pd.read_csv(io.StringIO(text), sep=separator, decimal="," if comma else ".", na_values=[word], float_precision="round_trip",
                        dtype={"take": str, "label": str})
    if times:
        frame["at"] = pd.to_datetime(frame["at"])
    sequences = []
    for take, rows in frame.groupby("take", sort=False):
        rows = rows.sort_values("at") if times else rows
        values = rows[list(signals)].astype("float32").astype("float64")
        # A last step without any value is none; one that lacks some has the last of each.
        values = values.iloc[: values.notna().any(axis=1).to_numpy().nonzero()[0].max() + 1]
        more = {"label": known.index(rows["label"].iloc[0])} if "label" in frame else {}
        sequences.append(golden.sequence(values.interpolate(limit_direction="both").to_numpy(), name=take, **more))
    return sequences


def make(seed):
    rng = random.Random(seed)
    separator, comma = rng.choice([(",", False), (";", True), (";", False), ("\t", True), ("|", False)])
    classes = rng.choice([["rest", "walk", "run"], ["0", "1"], ["2", "10", "1"], ["Hände", "Füße", "Öl"]])
    signals = ["b", "a", "c"][: rng.randint(1, 3)]
    word = rng.choice(["", "NA", "n.d.", "-999"])
    times = rng.random() < 0.6
    spec = (separator, comma, word, times, signals, [], classes)
    known = sorted(classes, key=int if classes[0].isdigit() else None)
    train = table(rng, [classes[i % len(classes)] for i in range(6)], [f"r{i}" for i in range(6)], spec, True)
    other = (rng.choice([(",", False), (";", True), ("\t", False)]) + (word, times, signals, rng.sample(["junk", "note"], rng.randint(0, 2)), classes))
    names = rng.sample(["new", "Straße 3", "x.csv", "7", "r0", "-1", "a b"], rng.randint(1, 4))
    labels = [rng.choice(classes[:2]) for _ in names]
    later = table(rng, labels, names, other, True)
    plain = table(rng, labels, names, other, False)
    settings = {"type": "csv", "columns": {"sequence": "take", "time": "at" if times else "", "features": list(signals)}, "missing": "interpolate",
                "split": {"type": "by-group", "test": 0}, "table": {"missing": ["n.d.", "-999"]}}
    return {"about": f" {separator!r} then {other[0]!r}, {word!r}", "settings": settings, "tolerance": 1e-6,
            "files": golden.files(**{"a.csv": train.encode(), "scored.csv": later.encode(), "plain.csv": plain.encode()}),
            "read": {"signals": list(signals), "targets": known, "sequences": read(train, spec, known), "tolerance": 1e-6},
            "score": read(later, other, known), "predict": read(plain, other, known)}


def main():
    golden.write("other_files", [make(seed) for seed in range(220)], "pandas")


if __name__ == "__main__":
    main()
