"""Tables as programs write them by default, read back by pandas.

pandas, NumPy and the csv module write theirs themselves; those of R (write.csv, write.table), MATLAB,
Excel, LibreOffice and loggers are written here as these programs write them. Of names of rows in R, Unroll takes
1, 2, 3, ... alone; others are asked for, since the header may lack a name at its end as well.
"""

import csv
import io
import random

import numpy as np
import pandas as pd

import golden

SIGNALS = ["x", "speed", "acc_z"]


def frame_of(rng):
    takes, rows = rng.randint(3, 5), []
    for take in range(takes):
        for _ in range(rng.randint(4, 7)):
            rows.append([f"r{take}", ["walk", "run fast", "rest"][take % 3], *[round(rng.uniform(-40, 40), rng.choice([1, 3, 5])) for _ in SIGNALS]])
    return pd.DataFrame(rows, columns=["take", "label", *SIGNALS])


def by_hand(frame, separator, quote, number=repr, names=False, header=True, end="\n", top="", row_end="", corner=None):
    """Rows with words in quotes or not, perhaps with the names of rows, as R has them."""
    q = '"' if quote else ""
    head = ([] if corner is None else [f"{q}{corner}{q}"]) + [f"{q}{c}{q}" for c in frame.columns]
    lines = [separator.join(head) + (row_end if header == "ended" else "")]
    for i, row in enumerate(frame.itertuples(index=False)):
        cells = [f"{q}{v}{q}" if isinstance(v, str) else number(v) for v in row]
        lines.append(separator.join(([f"{q}{i + 1}{q}"] if names else []) + cells) + row_end)
    return top + end.join(lines) + end


def comma(value):
    return repr(value).replace(".", ",")


def numpy_text(frame, header, comments, delimiter):
    """savetxt writes numbers alone: takes and labels are numbered."""
    table = frame.copy()
    table["take"] = table["take"].str[1:].astype(int)
    table["label"] = pd.factorize(table["label"])[0]
    out = io.StringIO()
    np.savetxt(out, table.to_numpy(float), delimiter=delimiter, header=delimiter.join(table.columns) if header else "", comments=comments)
    return out.getvalue()


def module_text(frame, quoting, delimiter, dialect):
    out = io.StringIO()
    writer = csv.writer(out, dialect=dialect, quoting=quoting, delimiter=delimiter)
    writer.writerow(frame.columns)
    writer.writerows(frame.itertuples(index=False))
    return out.getvalue()


PROGRAMS = {
    "pandas": (lambda f: f.to_csv(), {"index_col": 0}),
    "pandas without index": (lambda f: f.to_csv(index=False), {}),
    "pandas, tabs": (lambda f: f.to_csv(sep="\t"), {"sep": "\t", "index_col": 0}),
    "pandas, quotes": (lambda f: f.to_csv(index=False, quoting=csv.QUOTE_ALL), {}),
    "pandas, Windows": (lambda f: f.to_csv(index=False, lineterminator="\r\n"), {}),
    "pandas, European": (lambda f: f.to_csv(index=False, sep=";", decimal=","), {"sep": ";", "decimal": ","}),
    "pandas, exponents": (lambda f: f.to_csv(index=False, float_format="%.6e"), {}),
    "NumPy": (lambda f: numpy_text(f, True, "# ", " "), {"sep": r"\s+", "names": ["take", "label", *SIGNALS], "skiprows": 1}),
    "NumPy, commas": (lambda f: numpy_text(f, True, "# ", ","), {"names": ["take", "label", *SIGNALS], "skiprows": 1}),
    "NumPy, no mark": (lambda f: numpy_text(f, True, "", ","), {}),
    "csv": (lambda f: module_text(f, csv.QUOTE_MINIMAL, ",", "excel"), {}),
    "csv, words quoted": (lambda f: module_text(f, csv.QUOTE_NONNUMERIC, ",", "unix"), {}),
    "csv, all quoted": (lambda f: module_text(f, csv.QUOTE_ALL, ";", "unix"), {"sep": ";"}),
    "R write.csv": (lambda f: by_hand(f, ",", True, names=True, corner=""), {"index_col": 0}),
    "R write.csv2": (lambda f: by_hand(f, ";", True, comma, names=True, corner=""), {"sep": ";", "decimal": ",", "index_col": 0}),
    "R write.table": (lambda f: by_hand(f, " ", True, names=True), {"sep": " "}),
    "R write.table, tabs": (lambda f: by_hand(f, "\t", False, names=True), {"sep": "\t"}),
    "R write.table, row.names = FALSE": (lambda f: by_hand(f, " ", True), {"sep": " "}),
    "MATLAB": (lambda f: by_hand(f, ",", False), {}),
    "Excel": (lambda f: by_hand(f, ";", False, comma, end="\r\n", top="\ufeff"), {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"}),
    "Excel, sep=": (lambda f: by_hand(f, ";", False, comma, end="\r\n", top="sep=;\r\n"), {"sep": ";", "decimal": ",", "skiprows": 1}),
    "Excel, sep=,": (lambda f: by_hand(f, ",", False, end="\r\n", top="\ufeffsep=,\r\n"), {"skiprows": 1, "encoding": "utf-8-sig"}),
    "blanks after commas": (lambda f: by_hand(f, ", ", False), {"skipinitialspace": True}),
    "blanks after commas, quotes": (lambda f: by_hand(f, ", ", True), {"skipinitialspace": True}),
    "blanks around bars": (lambda f: by_hand(f, " | ", False), {"sep": r"\s*\|\s*", "engine": "python"}),
    "rows end in a separator": (lambda f: by_hand(f, ",", False, row_end=",", header="ended"), {"usecols": range(5)}),
    "logger, semicolons at the end": (lambda f: by_hand(f, ";", False, row_end=";", header="ended"), {"sep": ";", "usecols": range(5)}),
    "only rows end in a separator": (lambda f: by_hand(f, ",", False, row_end=","), {"index_col": False}),
}


def make(program, seed):
    rng = random.Random(f"{program} {seed}")
    write, options = PROGRAMS[program]
    text = write(frame_of(rng))
    content = text.encode()
    options = {"encoding": "utf-8", **options}
    frame = pd.read_csv(io.BytesIO(content), **options, **({} if options.get("engine") == "python" else {"float_precision": "round_trip"}))
    numbers = pd.api.types.is_numeric_dtype(frame["label"])
    known = sorted(frame["label"].unique())
    sequences = [golden.sequence(rows[SIGNALS].to_numpy(), label=known.index(rows["label"].iloc[0])) for _, rows in frame.groupby("take", sort=False)]
    names = [f"{label:.18e}" if numbers and "no mark" not in program and not program.startswith("NumPy") else label for label in known]
    found = {"signals": SIGNALS, "sequences": sequences}
    if not numbers:
        found["targets"] = names
    return {"about": f" {program}", "files": golden.files(**{"a.csv": content}), "read": found,
            "settings": {"type": "csv", "columns": {"sequence": "take"}, "split": {"type": "by-group", "test": 0}}}


def main():
    inputs = [make(program, seed) for program in PROGRAMS for seed in range(8)]
    for seed in range(8):
        frame = frame_of(random.Random(seed))
        frame.index = [f"car {i}" for i in range(len(frame))]
        text = "take\tlabel\tx\tspeed\tacc_z\n" + frame.to_csv(sep="\t", header=False)
        assert list(pd.read_csv(io.StringIO(text), sep="\t").index) == list(frame.index)
        inputs.append({"about": " R, named rows", "files": golden.files(**{"a.csv": text.encode()}), "refused": "expected 5 cells, as the header has, found 6",
                       "settings": {"type": "csv", "columns": {"sequence": "take"}, "split": {"type": "by-group", "test": 0}}})
    golden.write("exports", inputs, "pandas", "numpy")


if __name__ == "__main__":
    main()
