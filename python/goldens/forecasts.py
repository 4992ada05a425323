"""Tables to forecast, by rows and by time: windows and what comes after them, by shift of pandas.

By time, pandas lays rows out at their interval (asfreq) and interpolates the missing ones.
"""

import io
import random

import numpy as np
import pandas as pd

import golden


def rounded(number):
    return int(number + 0.5)


def by_rows(seed):
    """The kind csv, target ahead: any rows, such as months or business days."""
    rng = random.Random(seed)
    width, stride = rng.randint(1, 6), rng.choice([0, 1, 2, 5])
    ahead = rng.sample([1, 2, 3, 5, 7], rng.randint(1, 3))
    columns = rng.sample(["x", "y"], rng.randint(1, 2))
    features = rng.choice([[], ["x"], ["y", "x"]])
    grouped = rng.random() < 0.4
    spacing = rng.choice(["B", "MS", "D", "h", "W"])
    shares = rng.choice([(0.2, 0), (0.25, 0.25), (0.3, 0.1)])
    separator = rng.choice([",", ";"])
    parts = []
    for place in range(rng.randint(2, 3) if grouped else 1):
        count = rng.randint(5 * (width + max(ahead)), 5 * (width + max(ahead)) + 25)
        parts.append(pd.DataFrame({"place": f"s{place}", "at": pd.date_range("2001-02-01", periods=count, freq=spacing),
                                   "x": [round(rng.uniform(-9, 9), 3) for _ in range(count)],
                                   "y": [round(rng.uniform(0, 500), 2) for _ in range(count)]}))
    frame = pd.concat(parts)
    if not grouped:
        frame = frame.drop(columns="place")
    if rng.random() < 0.5:  # rows out of order, in each place
        groups = [g.sample(frac=1, random_state=seed) for _, g in (frame.groupby("place") if grouped else [(0, frame)])]
        frame = pd.concat(groups)
    text = frame.to_csv(index=False, sep=separator, lineterminator="\n")
    read = pd.read_csv(io.StringIO(text), sep=separator, parse_dates=["at"], float_precision="round_trip")
    sequences = []
    for place, rows in (read.groupby("place", sort=False) if grouped else [("0", read)]):
        rows = rows.sort_values("at").reset_index(drop=True)
        later = {(c, r): rows[c].shift(-r) for c in columns for r in ahead}
        count = len(rows)
        test, validation = rounded(shares[0] * count), rounded(shares[1] * count)
        borders = [0, count - test - validation, count - test, count]
        for part, (begin, end) in zip(["train", "validation", "test"], zip(borders, borders[1:])):
            for first in range(begin, end - width - max(ahead) + 1, stride or width):
                last = first + width - 1
                sequences.append(golden.sequence(
                    rows[features or ["x", "y"]].iloc[first:last + 1].to_numpy(), part=part, name=f"{place}@{first}",
                    numbers=golden.floats([later[c, r].iloc[last] for c in columns for r in ahead])))
    settings = {"type": "csv", "window": width, "stride": stride, "columns": {"sequence": "place" if grouped else "", "time": "at", "features": features},
                "target": {"type": "ahead", "columns": columns, "rows": ahead},
                "split": {"type": "by-time", "test": shares[0], "validation": shares[1]}}
    return {"about": f" rows {spacing} {width} by {stride}, {columns} {ahead}", "files": golden.files(**{"a.csv": text.encode()}), "settings": settings,
            "read": {"signals": features or ["x", "y"], "targets": [f"{c}+{r}" for c in columns for r in ahead], "sequences": sequences}}


def by_time(seed):
    """The kind climate: rows at an interval, some missing, given twice or without a value."""
    rng = random.Random(seed)
    spacing = rng.choice(["10min", "h", "D", "15s", "6h"])
    step = rng.choice([1, 1, 2, 3])
    lookback = step * rng.randint(1, 4)
    delays = rng.sample([1, 2, 4, 6], rng.randint(1, 2))
    stride = rng.choice([1, 2, 3])
    reach, farthest = lookback - step, max(delays)
    longest = rng.choice([2, 6])
    count = rng.randint(60, 110)
    frame = pd.DataFrame({"time": pd.date_range("2009-01-31 22:00", periods=count, freq=spacing),
                          "T": [round(rng.uniform(-9, 30), 2) for _ in range(count)], "p": [round(rng.uniform(950, 1050), 1) for _ in range(count)]})
    holes = rng.random() < 0.6
    if holes:
        gone = sorted(rng.sample(range(2, count - 2), rng.randint(1, 4)))
        frame = frame.drop(index=gone)
        for at in rng.sample(list(frame.index[1:-1]), 2):
            frame.loc[at, rng.choice(["T", "p"])] = np.nan
    form = rng.choice(["%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%m/%d/%Y %I:%M:%S %p"])
    settings = {"type": "climate", "columns": ["T", "p"], "target": "T", "angles": [], "clock": "none", "lookback": lookback, "step": step,
                "delays": delays, "stride": stride, "trainShare": 0.5, "validationShare": 0.25, "longestGap": longest}
    if "%p" in form:
        settings["timeFormat"] = "MM/dd/yyyy hh:mm:ss a"
    text = frame.to_csv(index=False, date_format=form, na_rep=rng.choice(["", "NaN", "-9999"]), lineterminator="\n")
    read = pd.read_csv(io.StringIO(text), na_values=[-9999], float_precision="round_trip")
    read["time"] = pd.to_datetime(read["time"], format=form, utc="Z" in form)
    grid = read.set_index("time").asfreq(spacing).astype("float32")
    measured = grid["T"].notna()
    grid = grid.interpolate(method="linear", limit_area="inside")
    later = {d: grid["T"].shift(-d) for d in delays}
    rows = len(grid)
    borders = [0, rounded(rows * 0.5), rounded(rows * 0.75), rows]
    part = np.searchsorted(borders[1:], np.arange(rows), side="right")
    sequences = []
    for end in range(0, rows, stride):
        if end < reach or end + farthest >= rows or part[end - reach] != part[end + farthest]:
            continue
        if not all(measured.iloc[end + d] for d in delays):
            continue
        sequences.append(golden.sequence(grid.iloc[end - reach:end + 1:step].to_numpy(), part=["train", "validation", "test"][part[end - reach]],
                                         numbers=golden.floats([later[d].iloc[end] for d in delays])))
    if {s["part"] for s in sequences} != {"train", "validation", "test"}:
        return None
    return {"about": f" time {spacing} {lookback}/{step} by {stride} {delays} holes {holes}", "files": golden.files(**{"a.csv": text.encode()}), "path": "a.csv",
            "settings": settings, "read": {"signals": ["T", "p"], "sequences": sequences, "tolerance": 1e-6}}


def main():
    golden.write("forecasts_by_rows", [by_rows(seed) for seed in range(200)], "pandas", "numpy")
    made = [by_time(seed) for seed in range(400)]
    golden.write("forecasts_by_time", [m for m in made if m][:200], "pandas", "numpy")


if __name__ == "__main__":
    main()
