"""A row a sequence without a header, and what else tables tell: read by pandas.

MIT-BIH has the class last, UCR's tables have it first; missing cells at the end of a row are no steps.
Beside them a row a step with a class a step, one-hot classes, numbers to predict, groups and parts.
"""

import io
import random

import numpy as np
import pandas as pd

import golden

CLASSES = [["0", "1", "2"], ["-1", "1"], ["10", "9", "2"], ["sit", "walk"], ["N", "S", "V", "F"]]


def headerless(seed):
    rng = random.Random(seed)
    last = rng.random() < 0.5
    classes, width = rng.choice(CLASSES), rng.randint(3, 9)
    separator = rng.choice([",", ",", "\t", ";", " "])
    pad = rng.choice(["NaN", "nan", "NA", ""]) if separator != " " else "NaN"
    unequal, holes = rng.random() < 0.5, rng.random() < 0.3
    ended = ".0" if classes[0].lstrip("-").isdigit() and rng.random() < 0.4 else ""
    lines = []
    for row in range(rng.randint(5, 9)):
        length = rng.randint(2, width) if unequal and row else width
        cells = [rng.choice([f"{rng.uniform(-4, 4):.5f}", f"{rng.uniform(0, 1):.18e}", str(rng.randint(-9, 9))]) for _ in range(length)]
        if holes and length > 2:
            cells[rng.randrange(1, length - 1)] = pad
        cells += [pad] * (width - length)
        label = classes[row % len(classes)] + ended
        lines.append(separator.join([*cells, label] if last else [label, *cells]))
    text = "\n".join(lines) + "\n"
    frame = pd.read_csv(io.StringIO(text), sep=separator, header=None, float_precision="round_trip", dtype={width if last else 0: str}, keep_default_na=False,
                        na_values={c: ["NaN", "nan", "NA", ""] for c in range(width + 1) if c != (width if last else 0)})
    labels = frame.pop(width if last else 0)
    known = sorted(labels.unique(), key=float if labels.str.fullmatch(r"-?\d+(\.0)?").all() else None)
    sequences, missing = [], 0
    for label, (_, row) in zip(labels, frame.iterrows()):
        values = row.astype("float32").astype("float64").reset_index(drop=True)
        values = values.iloc[: values.last_valid_index() + 1]
        missing += int(values.isna().sum())
        sequences.append(golden.sequence(values.interpolate(limit_direction="both").to_numpy()[:, None], label=known.index(label)))
    return {"about": f" {'last' if last else 'first'} {separator!r} {pad!r} unequal {unequal} holes {holes}", "files": golden.files(**{"a.csv": text.encode()}),
            "settings": {"type": "csv", "form": "wide", "missing": "interpolate", "split": {"type": "by-group", "test": 0},
                         "table": {"names": ["*", "label"] if last else ["label", "*"]}},
            "read": {"targets": known, "sequences": sequences, "tolerance": 1e-6}}


def targets(seed):
    rng = random.Random(seed)
    kind = rng.choice(["step-label", "one-hot", "numbers"])
    classes = rng.choice(CLASSES)
    parts, grouped, window = rng.random() < 0.5, rng.random() < 0.5, rng.choice([0, 0, 2, 3])

    rows = []
    for take in range(6):
        split = "train" if take < 3 else rng.choice(["train", "validation", "test"])
        fixed = classes[take % len(classes)]
        for step in range(rng.randint(3, 6)):
            label = rng.choice(classes) if kind == "step-label" and take >= 2 * len(classes) else classes[(take + step) % len(classes)]
            row = {"who": f"p{take // 2}", "take": take % 2 if grouped else take, "x": f"{rng.gauss(0, 3):.4f}", "y": f"{rng.uniform(0, 50):.2f}"}
            if parts:
                row["split"] = split
            if kind == "step-label":
                row["state"] = label
            elif kind == "one-hot":
                row |= {f"is {c}": int(c == fixed) for c in classes}
            else:
                row |= {"load": f"{rng.uniform(0, 9):.3f}", "wear": f"{rng.uniform(-1, 1):.5f}"}
            rows.append(row)
    names = list(rows[0])
    rng.shuffle(names)
    text = ",".join(names) + "\n" + "".join(",".join(str(row[n]) for n in names) + "\n" for row in rows)
    frame = pd.read_csv(io.StringIO(text), dtype={"state": str}, float_precision="round_trip")
    target = {"step-label": {"type": kind, "column": "state"}, "one-hot": {"type": kind, "columns": [f"is {c}" for c in classes]},
              "numbers": {"type": kind, "columns": ["load", "wear"]}}[kind]
    numeric = all(c.lstrip("-").isdigit() for c in classes)
    known = {"step-label": sorted(frame["state"].unique(), key=int if numeric else None) if kind == "step-label" else [],
             "one-hot": target.get("columns"), "numbers": target.get("columns")}[kind]
    sequences = []
    for _, group in frame.groupby(["who", "take"] if grouped else ["take"], sort=False):
        for first in range(0, len(group) - (window or len(group)) + 1, window or len(group)):
            cut = group.iloc[first:first + (window or len(group))]
            more = {"step-label": lambda: {"labels": [known.index(s) for s in cut["state"]]},
                    "one-hot": lambda: {"label": int(np.argmax(cut[known].iloc[-1].to_numpy()))},
                    "numbers": lambda: {"numbers": golden.floats(cut[["load", "wear"]].iloc[-1].to_numpy())}}[kind]()
            sequences.append(golden.sequence(cut[["x", "y"]].to_numpy(), part=cut["split"].iloc[0] if parts else "train", **more))
    # A class that training lacks is refused; such tables are not made.
    seen = {k: {label for s in sequences if (s["part"] == "train") == k for label in s.get("labels", [s.get("label")])} for k in (True, False)}
    if kind != "numbers" and (len(seen[True]) < 2 or not seen[False] <= seen[True]):
        return None
    if grouped and parts and frame.groupby("who")["split"].nunique().max() > 1:
        return None
    settings = {"type": "csv", "columns": {"sequence": "take", "group": "who" if grouped else "", "features": ["x", "y"]}, "target": target, "window": window,
                "split": {"type": "by-column"} if parts else {"type": "by-group", "test": 0}}
    return {"about": f" {kind} parts {parts} groups {grouped} window {window}", "files": golden.files(**{"a.csv": text.encode()}), "settings": settings,
            "read": {"signals": ["x", "y"], "targets": known, "sequences": sequences}}


def main():
    golden.write("rows", [headerless(seed) for seed in range(220)], "pandas", "numpy")
    made = (targets(seed) for seed in range(3000))
    golden.write("targets", [one for one, _ in zip((m for m in made if m), range(220))], "pandas", "numpy")


if __name__ == "__main__":
    main()
