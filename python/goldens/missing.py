"""Tables with missing values, read by pandas: words and numbers for them, gaps filled and left out.

pandas is told the words, and interpolates within each sequence. On purpose Unroll refuses what pandas
takes for a number: -999 and the like far from all others, unless it is told what they are.
"""

import io
import random

import numpy as np
import pandas as pd

import golden

WORDS = ["", "?", "-", "--", ".", "NaN", "nan", "NA", "N/A", "n/a", "#N/A", "<NA>", "null", "NULL", "None",
         "none", "nil", "NaT", "missing", "#DIV/0!", "#VALUE!", "-nan", "1.#IND", "#n/a", "Null", "NONE"]
DECLARED = ["void", "n.d.", "---x", "-999", "-9999.0", "999.9", "1e20", "-200", "LOD", "9999"]


def mask(rng, steps):
    """Which steps are missing: single ones, runs, at the ends."""
    missing = [rng.random() < 0.15 for _ in range(steps)]
    if rng.random() < 0.5:
        at, run = rng.randrange(steps), rng.randint(2, 5)
        missing[at:at + run] = [True] * len(missing[at:at + run])
    if all(missing):
        missing[rng.randrange(steps)] = False
    return missing


def make(seed):
    rng = random.Random(seed)
    separator, comma = rng.choice([(",", False), (";", False), (";", True), ("\t", True), ("|", False)])
    words = rng.sample(WORDS, rng.randint(1, 3)) + rng.sample(DECLARED, rng.randint(0, 2))
    declared = [w for w in words if w in DECLARED]
    longest = rng.choice([0, 0, 0, 1, 2, 3])
    labels, signals = ["b", "a", "c"], ["x", "y", "z"][: rng.randint(1, 3)]
    text = separator.join(["take", "label", *signals]) + "\n"
    for take in range(rng.randint(4, 7)):
        steps = rng.randint(4, 14)
        gone = [mask(rng, steps) for _ in signals]
        gone[0][-1] = False  # Steps without any value at the end of a sequence are none.
        for step in range(steps):
            cells = []
            for signal in range(len(signals)):
                value = f"{rng.uniform(-50, 50):.4f}"
                cell = rng.choice(words) if gone[signal][step] else value
                cells.append(cell.replace(".", ",") if comma and cell not in words else cell)
            text += separator.join([f"r{take}", labels[take % 3], *cells]) + "\n"
    settings = {
        "type": "csv", "missing": "interpolate", "longestGap": longest,
        "columns": {"sequence": "take"}, "split": {"type": "by-group", "test": 0},
        "table": {"missing": declared},
    }
    if comma:
        settings["table"]["decimal"] = "comma"
    frame = pd.read_csv(
        io.StringIO(text), sep=separator, decimal="," if comma else ".", keep_default_na=False,
        na_values={s: words for s in signals}, float_precision="round_trip",
    )
    one = {"about": f" {words} {separator!r} longest {longest}", "files": golden.files(**{"a.csv": text.encode()}),
           "settings": settings}
    return one, frame, signals, longest


def filled(column, longest):
    """The line between neighbours, ends held, in gaps that are not longer; and how many that were."""
    lines = column.astype("float32").astype("float64").interpolate(method="linear", limit_direction="both")
    if longest == 0:
        return lines
    run = column.isna().groupby(column.notna().cumsum()).transform("sum")
    return lines.where(column.notna() | (run <= longest))


def expected(frame, signals, longest):
    classes = sorted(set(frame["label"]))
    sequences, missing, done = [], np.zeros(len(signals), int), np.zeros(len(signals), int)
    for take, group in frame.groupby("take", sort=False):
        values = pd.DataFrame({s: filled(group[s], longest) for s in signals})
        missing += group[signals].isna().sum().to_numpy()
        done += (group[signals].isna() & values.notna()).sum().to_numpy()
        if not values.isna().any().any():
            sequences.append(golden.sequence(values.to_numpy(), name=take, label=classes.index(group["label"].iloc[0])))
    total = int(done.sum())
    every = frame[signals].size
    notes = [f"{total} of {every} values ("] if total else []
    notes += [f"{s} {n}" for s, n in zip(signals, done) if n]
    left = frame["take"].nunique() - len(sequences)
    if left:
        notes.append(f"{left} sequences with a longer gap are left out")
    return {"signals": signals, "targets": classes, "sequences": sequences, "missing": missing.tolist(),
            "filled": done.tolist(), "notes": notes, "tolerance": 1e-6}


def alone(seed):
    """One word in a column that is not to be filled; or a label that is missing; or a number that is asked for."""
    rng = random.Random(seed)
    word = rng.choice(WORDS)
    where = rng.choice(["signal", "label", "sentinel"])
    number = rng.choice(["-999", "-9999", "9999", "-200", "99999", "-999.0", "1e20"])
    rows = [[f"r{i // 4}", "ab"[i // 4 % 2], f"{rng.uniform(1, 9):.3f}"] for i in range(16)]
    row = rng.randrange(16)
    if where == "label":
        for i in range(row // 4 * 4, row // 4 * 4 + 4):
            rows[i][1] = word
    else:
        rows[row][2] = word if where == "signal" else number
    text = "take,label,x\n" + "".join(",".join(r) + "\n" for r in rows)
    frame = pd.read_csv(io.StringIO(text), na_values=WORDS + [w.upper() for w in WORDS])
    if where == "sentinel":
        assert frame["x"].abs().max() > 99, text
        refused = "column 'x' has "
    else:
        gone = frame.isna().any(axis=1)
        refused = f"a.csv:{2 + int(gone.idxmax())}: " + ("the class is missing" if where == "label" else "column 'x' has no value")
    return {"about": f" {where} {word!r} {number}", "files": golden.files(**{"a.csv": text.encode()}), "refused": refused,
            "settings": {"type": "csv", "columns": {"sequence": "take"}, "split": {"type": "by-group", "test": 0}}}


def main():
    inputs = []
    seed = 0
    while len(inputs) < 320:
        one, frame, signals, longest = make(seed)
        seed += 1
        one["read"] = expected(frame, signals, longest)
        labels = {s["label"] for s in one["read"]["sequences"]}
        whole = frame.groupby("take")[signals].count().to_numpy().all()
        if whole and len(labels) == frame["label"].nunique():
            inputs.append(one)
    inputs += [alone(seed) for seed in range(80)]
    golden.write("missing", inputs, "pandas", "numpy")


if __name__ == "__main__":
    main()
