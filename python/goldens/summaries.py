"""What there is of each signal, by pandas' describe: least, mean, most, missing and filled values.

Each step counts once, in however many windows it is; steps that no window has do not count.
"""

import io
import random

import numpy as np
import pandas as pd

import golden


def make(seed):
    rng = random.Random(seed)
    signals = ["x", "y", "z"][: rng.randint(1, 3)]
    width, stride = rng.randint(1, 6), rng.choice([0, 1, 2, 4, 7])
    width = 0 if rng.random() < 0.25 else width
    stride = 0 if width == 0 else stride
    scale, shift = 10 ** rng.randint(-3, 5), rng.choice([0, 0, 1000, -7])
    test, gaps = rng.choice([0, 0.3]), rng.random() < 0.6
    text = "take,label," + ",".join(signals) + "\n"
    for take in range(rng.randint(4, 8)):
        steps = rng.randint(max(8, width), 20)
        for step in range(steps):
            cells = ["" if gaps and rng.random() < 0.1 and step % 5 else f"{shift + rng.gauss(0, scale):.6g}" for _ in signals]
            text += f"r{take},{'ab'[take % 2]},{','.join(cells)}\n"
    frame = pd.read_csv(io.StringIO(text), float_precision="round_trip")
    kept, missing, filled = [], np.zeros(len(signals), int), np.zeros(len(signals), int)
    for _, rows in frame.groupby("take", sort=False):
        values = rows[signals].astype("float32").astype("float64")
        # Steps at the end without any value are none.
        last = values.notna().any(axis=1).to_numpy().nonzero()[0].max()
        values = values.iloc[: last + 1]
        missing += values.isna().sum().to_numpy()
        filled += values.isna().sum().to_numpy()
        values = values.interpolate(limit_direction="both")
        used = np.zeros(len(values), bool)
        for first in range(0, len(values) - width + 1, stride or width or 1):
            used[first:first + (width or len(values))] = True
            if width == 0:
                break
        kept.append(values[used])
    table = pd.concat(kept).describe()
    settings = {"type": "csv", "columns": {"sequence": "take"}, "missing": "interpolate", "window": width, "stride": stride,
                "split": {"type": "by-group", "test": test, "validation": rng.choice([0, 0.2])}}
    # As 32 bits have a filled value, so have least and most.
    return {"about": f" {width} by {stride}, {scale}", "files": golden.files(**{"a.csv": text.encode()}), "settings": settings,
            "summary": [{"name": s, "least": table.loc["min", s], "mean": table.loc["mean", s], "most": table.loc["max", s],
                         "missing": int(m), "filled": int(f)} for s, m, f in zip(signals, missing, filled)]}


def main():
    golden.write("summaries", [make(seed) for seed in range(220)], "pandas", "numpy")


if __name__ == "__main__":
    main()
