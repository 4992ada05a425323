"""Tables without settings for their columns: which are signals, by the types that pandas tells.

Of the columns that pandas holds for numbers, those without a name, those that number the rows or hold
times since 1970 are no signals. On purpose, True and False are words, which pandas takes for truth
values, and a column of numbers with one odd word is refused, which pandas takes for words.
"""

import io
import random

import numpy as np
import pandas as pd

import golden

COUNTERS = ["row", "id", "n", "index", "No", "sample", "frame", "record_id", "timestamp", "Time", "elapsed_ms", "t", "seq", "unix_time"]
GROWING = ["depth", "mass", "dose", "angle"]
UNNAMED = ["", "Unnamed: 0", "Unnamed: 3", "...1"]


def column(rng, kind, rows):
    """Name and cells of a column."""
    step = rng.choice([1, 2, 0.5, 10])
    start = rng.choice([0, 1, 100, 2.5])
    if kind == "measured":
        scale = 10 ** rng.randint(-2, 4)
        return rng.choice("abcdefgh") + str(rng.randint(0, 999)), [f"{rng.gauss(0, scale):.5g}" for _ in range(rows)]
    if kind == "named as a counter":  # but measured
        return rng.choice(COUNTERS), [f"{rng.gauss(0, 5):.4f}" for _ in range(rows)]
    if kind == "counter":
        return rng.choice(COUNTERS), [f"{start + i * step:g}" for i in range(rows)]
    if kind == "growing":
        return rng.choice(GROWING), [f"{start + i * step:g}" for i in range(rows)]
    if kind == "unnamed":
        return rng.choice(UNNAMED), [str(i) for i in range(rows)]
    if kind == "epoch":
        unit = rng.choice([1, 1000, 1_000_000, 1_000_000_000])
        at, cells = rng.randint(700_000_000, 2_000_000_000) * unit, []
        for _ in range(rows):
            at += rng.randint(1, 50) * unit // rng.choice([1, 2])
            cells.append(str(at))
        return rng.choice(["stamp", "recorded", "ts"]), cells
    if kind == "large":  # of the size of a time, but up and down
        return "pressure_" + str(rng.randint(0, 9)), [str(rng.randint(900_000_000, 1_500_000_000)) for _ in range(rows)]
    if kind == "words":
        return rng.choice(["note", "place", "who"]), [rng.choice(["near", "far", "x1", "1a"]) for _ in range(rows)]
    if kind == "dates":
        return rng.choice(["day", "when"]), [f"2026-01-{1 + i % 28:02d}" for i in range(rows)]
    if kind == "truth":
        return rng.choice(["valid", "moving"]), [rng.choice(["True", "False"]) for _ in range(rows)]
    if kind == "constant":
        return rng.choice(["gain", "zero"]), [str(step)] * rows
    if kind == "empty":
        return rng.choice(["spare", "unused"]), [rng.choice(["", "NA", "nan"]) for _ in range(rows)]
    if kind == "codes":  # numbers, however few
        return rng.choice(["mode", "state"]), [str(rng.randint(0, 3)) for _ in range(rows)]
    raise AssertionError(kind)


KINDS = ["measured", "named as a counter", "counter", "growing", "unnamed", "epoch", "large", "words", "dates", "truth",
         "constant", "empty", "codes"]


def is_signal(name, values):
    """By what pandas and NumPy find in a column."""
    if name == "" or name.startswith(("Unnamed", "...")):
        return False
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values) or values.isna().all():
        return False
    steps = np.diff(values.to_numpy(float))
    even = steps[0] > 0 and np.allclose(steps, steps[0], rtol=1e-6, atol=0)
    if even and name in COUNTERS:
        return False
    if (steps < 0).mean() <= 0.2:
        for unit in ("s", "ms", "us", "ns"):
            bounds = [pd.Timestamp(year, 1, 1).value / pd.Timedelta(1, unit).value for year in (1990, 2060)]
            if values.between(*bounds).all():
                return False
    return True


def make(seed):
    rng = random.Random(seed)
    takes, steps = rng.randint(3, 5), rng.randint(4, 8)
    rows = takes * steps
    chosen, names = ["measured"] + rng.choices(KINDS, k=rng.randint(2, 7)), []
    columns = []
    for kind in chosen:
        name, cells = column(rng, kind, rows)
        if name not in names:
            names.append(name)
            columns.append(cells)
    order = list(range(len(names)))
    rng.shuffle(order)
    names = ["take", "label"] + [names[i] for i in order]
    columns = [[f"r{i // steps}" for i in range(rows)], ["ab"[i // steps % 2] for i in range(rows)]] + [columns[i] for i in order]
    text = "".join(",".join(row) + "\n" for row in [names, *zip(*columns)])
    frame = pd.read_csv(io.StringIO(text), header=None, skiprows=1, names=range(len(names)), float_precision="round_trip")
    signals = [i for i in range(2, len(names)) if is_signal(names[i], frame[i])]
    one = {"about": f" {chosen}", "files": golden.files(**{"a.csv": text.encode()}),
           "settings": {"type": "csv", "columns": {"sequence": "take"}, "missing": "interpolate", "split": {"type": "by-group", "test": 0}}}
    if rng.random() < 0.1:  # a word among the numbers
        cells = columns[names.index(names[signals[0]])]
        row = rng.randrange(rows)
        cells[row] = "broken"
        text = "".join(",".join(r) + "\n" for r in [names, *zip(*columns)])
        mixed = pd.read_csv(io.StringIO(text), header=None, skiprows=1, names=range(len(names)))
        assert not pd.api.types.is_numeric_dtype(mixed[signals[0]])
        return {**one, "files": golden.files(**{"a.csv": text.encode()}), "refused": f"a.csv:{row + 2}: column '{names[signals[0]]}' holds 'broken' here"}
    sequences = [
        golden.sequence(group[signals].to_numpy(), name=take, label="ab".index(group[1].iloc[0]))
        for take, group in frame.groupby(0, sort=False)
    ]
    left = [name for i, name in enumerate(names) if i > 1 and i not in signals]
    return {**one, "read": {"signals": [names[i] for i in signals], "targets": ["a", "b"], "sequences": sequences,
                            "notes": [f"'{name}'" for name in left]}}


def main():
    golden.write("signals", [make(seed) for seed in range(260)], "pandas", "numpy")


if __name__ == "__main__":
    main()
