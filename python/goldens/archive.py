"""Problems of the UCR/UEA archive: .ts files read by aeon, .tsv and the like by pandas.

Missing values are filled by pandas, in time. What aeon has no way to read it is not asked: lengths
of 0, comments by #, a case that lacks a dimension. Such cases are told by pandas alone.
"""

import io
import random
import tempfile

import numpy as np
import pandas as pd
from aeon.datasets import load_from_ts_file

import golden

CLASSES = [["1", "2"], ["-1", "1"], ["walk", "run", "rest"], ["b", "a"], ["0", "3", "12"], ["1.0", "2.0"]]


def number(rng):
    value = rng.uniform(-3, 3)
    return rng.choice([f"{value:.4f}", f"{value:.7g}", f"{value:.3e}", str(round(value)), f"{value:.15g}", f"{value:+.2f}"])


def ts(rng, classes, dims, equal, steps, missing, cases, header):
    lines = header[:]
    rows = []
    for case in range(cases):
        length = steps if equal else rng.randint(2, steps)
        parts = []
        for _ in range(dims):
            values = [number(rng) for _ in range(length)]
            if missing and length > 2:
                values[rng.randrange(length)] = rng.choice(["?", "NaN"])
            parts.append(rng.choice([",", ", "]).join(values))
        truth = classes[case % len(classes)] if classes else number(rng)
        rows.append(":".join([*parts, truth]))
    return "\n".join(lines + ["@data"] + rows) + "\n"


def filled(values):
    """values: [steps, features], as 32 bits have them; gaps by lines, ends held"""
    frame = pd.DataFrame(np.asarray(values, np.float32).astype(np.float64))
    return frame.interpolate(limit_direction="both").to_numpy()


def aeon_sequences(text, part, classes):
    """Cases as aeon reads them; [dimensions, steps] each."""
    with tempfile.NamedTemporaryFile("w", suffix=".ts") as file:
        file.write(text)
        file.flush()
        cases, truth = load_from_ts_file(file.name)
    sequences = []
    for case, one in zip(cases, truth):
        more = {"label": classes.index(str(one))} if classes else {"numbers": golden.floats([float(one)])}
        sequences.append(golden.sequence(filled(np.asarray(case).T), part=part, **more))
    return sequences


def stamped(rng, text):
    """The same with a time before each value, evenly spaced."""
    head, cases = text.replace("@timestamps false", "@timestamps true").replace("@timestamps False", "@timestamps true").split("@data\n")
    every = rng.choice([1, 0.5, 3600])
    dates = rng.random() < 0.4

    def series(part):
        times = [str(pd.Timestamp("2026-03-28 22:00") + pd.Timedelta(hours=i)) if dates else f"{i * every:g}" for i in range(part.count(",") + 1)]
        return ",".join(f"({t},{v.strip()})" for t, v in zip(times, part.split(",")))

    rows = [":".join([series(p) for p in row.split(":")[:-1]] + [row.split(":")[-1]]) for row in cases.splitlines()]
    return head + "@data\n" + "\n".join(rows) + "\n"


def make_ts(seed):
    rng = random.Random(seed)
    classes = rng.choice(CLASSES) if rng.random() < 0.8 else None
    dims, equal, missing = rng.choice([1, 1, 2, 3, 6]), rng.random() < 0.6, rng.random() < 0.3
    steps = rng.randint(3, 9)
    capital = rng.random() < 0.3
    end = rng.choice(["\n", "\r\n"])
    header = ["@problemName Gait", f"@timestamps {'False' if capital else 'false'}", f"@missing {str(missing).lower()}",
              f"@univariate {str(dims == 1).lower()}"]
    if dims > 1 and rng.random() < 0.7:
        header.append(f"@dimensions {dims}")
    header.append(f"@equalLength {str(equal).lower()}")
    if equal:
        header.append(f"@seriesLength {steps}")
    header.append(f"@classLabel true {' '.join(classes)}" if classes else "@targetLabel true")
    if not classes:
        header.insert(len(header) - 1, "@classLabel false")
    parts = {p: ts(rng, classes, dims, equal, steps, missing, rng.randint(4, 7), header) for p in ("train", "test")}
    # aeon reads the file as its own writer has it; Unroll has comments and other line ends too.
    given = {p: ("# made for a test\n%of gaits\n" if rng.random() < 0.5 else "") + text for p, text in parts.items()}
    if not missing and rng.random() < 0.3:
        given = {p: stamped(rng, text) for p, text in parts.items()}
    files = {f"Gait_{p.upper()}.ts": text.replace("\n", end).encode() for p, text in given.items()}
    sequences = [s for p, text in parts.items() for s in aeon_sequences(text, p, classes)]
    return {"about": f" ts {dims} {'equal' if equal else 'unequal'} missing {missing}", "path": "Gait", "files": golden.files(**files), "settings": {"type": "ts"},
            "read": {"signals": [f"dim_{d}" for d in range(dims)], "sequences": sequences, "tolerance": 1e-6, **({"targets": classes} if classes else {})}}


def make_rows(seed):
    """The label first, then the values; shorter cases end with missing ones."""
    rng = random.Random(seed)
    classes = rng.choice(CLASSES[:5])
    separator = rng.choice(["\t", ",", "  ", " "])
    ending = rng.choice([".tsv", ".txt", ".csv", ""]) if separator != "," else rng.choice([".csv", ".txt", ""])
    decimal_labels = classes[0].lstrip("-").isdigit() and rng.random() < 0.4
    gone = rng.choice(["NaN", "nan", "?"])
    steps, unequal, holes = rng.randint(4, 9), rng.random() < 0.4, rng.random() < 0.3
    files, sequences, texts = {}, [], {}
    for part in ("train", "test"):
        rows = []
        for case in range(rng.randint(4, 7)):
            length = rng.randint(2, steps) if unequal and case else steps
            label = classes[case % len(classes)]
            cells = [number(rng) for _ in range(length)]
            if holes and length > 2:
                cells[rng.randrange(length - 1)] = gone
            cells += [gone] * (steps - length)
            label = rng.choice([f"{float(label):.7e}", f"{label}.0"]) if decimal_labels else label
            rows.append(separator.join([label, *cells]))
        texts[part] = "\n".join(rows) + "\n"
        files[f"Gait_{part.upper()}{ending}"] = texts[part].encode()
    numbers = all(c.lstrip("-").isdigit() for c in classes)
    known = sorted(classes, key=int if numbers else None)
    for part, text in texts.items():
        frame = pd.read_csv(io.StringIO(text), sep=r"\s+" if separator.isspace() and separator != "\t" else separator, header=None, na_values=["?"],
                            float_precision="round_trip", dtype={0: float if numbers else str})
        for _, row in frame.iterrows():
            values = row.iloc[1:].to_numpy(float)
            values = values[: np.flatnonzero(~np.isnan(values)).max() + 1]
            label = str(int(row.iloc[0])) if numbers else row.iloc[0]
            sequences.append(golden.sequence(filled(values[:, None]), part=part, label=known.index(label)))
    return {"about": f" rows {separator!r} {ending} unequal {unequal} holes {holes}", "path": rng.choice(["Gait", "Gait_TRAIN" + ending]), "files": golden.files(**files),
            "settings": {"type": "ts"}, "read": {"signals": ["dim_0"], "targets": known, "sequences": sequences, "tolerance": 1e-6}}


def main():
    golden.write("archive_ts", [make_ts(seed) for seed in range(220)], "aeon", "pandas", "numpy")
    golden.write("archive_rows", [make_rows(seed) for seed in range(220)], "pandas", "numpy")


if __name__ == "__main__":
    main()
