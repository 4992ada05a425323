"""Tables written in many ways, read by pandas: separators, decimal marks, headers, quotes, comments.

What a person must say to Unroll is in its settings; pandas is told everything. On purpose Unroll
refuses, though pandas reads it once told: numbers that may have a decimal comma or group thousands.
"""

import io
import random

import pandas as pd

import golden

SEPARATORS = [",", ";", "\t", "|", " ", "  ", ":", "^"]
DETECTED = [",", ";", "\t", "|", " ", "  "]
TOPS = ["header", "names", "hash", "percent", "lines", "block", "units", "hash header", "title"]
ENDS = ["\n", "\r\n", "\r"]


def number(rng, value, form, comma):
    text = {
        "plain": f"{value:.4f}",
        "short": f"{value:.1f}",
        "whole": str(round(value)),
        "signed": f"{value:+.3f}",
        "exponent": f"{value:.5e}",
        "Exponent": f"{value:.3E}",
        "bare": f"{value:.2f}".replace("0.", "."),
        "long": f"{value:.17g}",
        "mixed": rng.choice([f"{value:.2f}", f"{value:.6f}", f"{value:.0f}", f"{value:.3e}"]),
    }[form]
    return text.replace(".", ",") if comma else text


def make(seed):
    rng = random.Random(seed)
    separator = rng.choice(SEPARATORS)
    comma = rng.random() < 0.4 and separator not in ",:"
    top = rng.choice(TOPS)
    if top == "title" and separator in (" ", "  "):
        top = "lines"
    end = rng.choice(ENDS)
    form = rng.choice(["plain", "short", "whole", "signed", "exponent", "Exponent", "bare", "long", "mixed"])
    quoted = rng.choice(["none", "none", "all", "words", "header"])
    wide = rng.random() < 0.25
    comments = rng.random() < 0.2
    blank_lines = rng.random() < 0.2
    signals = rng.sample(["x", "y", "Load", "wind dir", "p_1", "T (degC)", "a/b"], rng.randint(1, 4))
    if separator in (" ", "  ") and quoted in ("none", "words"):
        signals = [s.replace(" ", "_") for s in signals]
    words = ["walk", "run", "rest"]
    if quoted in ("all", "words"):
        words = [f"walk{separator}slow", 'say "go"', "rest"]
        if rng.random() < 0.3:
            words[2] = "two" + ("\n" if end != "\r\n" else "\n") + "lines"
    if separator in (" ", "  "):
        words = ["walk slow", 'say "go"', "rest"] if quoted in ("all", "words") else words

    def quote(text, kind):
        on = quoted == "all" or (quoted == "words" and kind == "word") or (quoted == "header" and kind == "name")
        return '"' + text.replace('"', '""') + '"' if on else text

    rows, count, width = [], rng.randint(3, 6), rng.randint(3, 7)
    labels = [words[i % 3] for i in range(count)]
    if wide:
        names = ["label"] + [f"{s}_{t}" for s in signals for t in range(width)]
        for label in labels:
            cells = [quote(label, "word")]
            cells += [quote(number(rng, rng.uniform(-90, 90), form, comma), "n") for _ in range(len(names) - 1)]
            rows.append(cells)
    else:
        names = ["take", "label", *signals]
        for take, label in enumerate(labels):
            for _ in range(rng.randint(2, 6)):
                cells = [quote(f"r{take}", "word"), quote(label, "word")]
                cells += [quote(number(rng, rng.uniform(-90, 90), form, comma), "n") for _ in signals]
                rows.append(cells)
    lines = [separator.join(quote(n, "name") for n in names)]
    skip_lines = skip_rows = 0
    skipped = []
    if top == "names":
        lines = []
    elif top == "hash":
        lines = ["# logger 7, room 2", "# 50 Hz"] + lines
        skipped = [0, 1]
    elif top == "percent":
        lines = ["% logger 7", "", "// of 3"] + lines
        skipped = [0, 1, 2]
    elif top == "lines":
        lines = ["Station 7", "of the coast, 50 m; north"] + lines
        skip_lines, skipped = 2, [0, 1]
    elif top == "block":
        lines = ["latitude,longitude,height", "52.5,13.4,38", ""] + lines
        skip_lines, skipped = 3, [0, 1, 2]
    elif top == "title":
        lines = ["Logger7", "Export"] + lines
        skipped = [0, 1]
    elif top == "units":
        lines.append(separator.join(["-", "-"] + ["m/s"] * (len(names) - 2)))
        skip_rows, skipped = 1, [1]
    elif top == "hash header":
        lines[0] = "# " + lines[0]
    body = []
    for i, row in enumerate(rows):
        body.append(separator.join(row))
        if comments and i % 4 == 1:
            body.append("# pause")
        if blank_lines and i % 5 == 2:
            body.append("")
    text = end.join(lines + body) + (end if rng.random() < 0.7 else "")
    table = {}
    if separator not in DETECTED:
        table["separator"] = separator
    if comma and form == "signed":
        table["decimal"] = "comma"  # three digits after each comma
    if comments:
        table["comment"] = "#"
    if skip_lines:
        table["skipLines"] = skip_lines
    if skip_rows:
        table["skipRows"] = skip_rows
    if top == "names":
        table["header"] = "none"
        table["names"] = names
    if comments and top in ("hash", "percent", "hash header"):
        return None
    settings = {"type": "csv", "split": {"type": "by-group", "test": 0}, "table": table}
    if wide:
        settings["form"] = "wide"
    else:
        settings["columns"] = {"sequence": "take"}
    about = f" {separator!r} {'comma' if comma else 'point'} {form} {top} {quoted} {end!r} {'wide' if wide else 'long'}"
    one = {"about": about, "files": golden.files(**{"a.csv": text.encode()}), "settings": settings}

    pandas_text = text
    if top == "hash header":
        pandas_text = text[2:]
    if end == "\r":  # pandas counts lines to skip by other ends
        pandas_text = pandas_text.replace("\r", "\n")
    frame = pd.read_csv(
        io.BytesIO(pandas_text.encode()),
        sep=r"\s+" if separator in (" ", "  ") else separator,
        decimal="," if comma else ".",
        header=None if top == "names" else 0,
        names=names if top == "names" else None,
        skiprows=skipped,
        comment="#" if comments else None,
        float_precision="round_trip",
    )
    assert list(frame.columns) == names, (about, list(frame.columns))
    return one, frame, wide, signals, comma, text


def expected(frame, wide, signals):
    frame["label"] = frame["label"].astype(str).str.strip()
    classes = sorted(set(frame["label"]))
    if wide:
        sequences = []
        for _, row in frame.iterrows():
            parts = [[float(row[c]) for c in frame.columns if c.rsplit("_", 1)[0] == s and c != "label"] for s in signals]
            sequences.append(golden.sequence(list(zip(*parts)), label=classes.index(row["label"])))
    else:
        sequences = [
            golden.sequence(group[signals].to_numpy(), label=classes.index(group["label"].iloc[0]), name=take)
            for take, group in frame.groupby("take", sort=False)
        ]
    return {"signals": signals, "targets": classes, "sequences": sequences}


def main():
    inputs = []
    for seed in range(500):
        made = make(seed)
        if made is None:
            continue
        one, frame, wide, signals, comma, text = made
        one["read"] = expected(frame, wide, signals)
        inputs.append(one)
    # What may be a decimal comma or group thousands is asked for, and read once it is said.
    for seed in range(20):
        rng = random.Random(1000 + seed)
        values = [[rng.randint(1, 9) + rng.randint(0, 999) / 1000 for _ in range(2)] for _ in range(8)]
        text = "take;label;x;y\n" + "".join(
            f"r{i // 2};{'ab'[i // 2 % 2]};" + ";".join(f"{v:.3f}".replace(".", ",") for v in row) + "\n"
            for i, row in enumerate(values)
        )
        settings = {"type": "csv", "split": {"type": "by-group", "test": 0}, "columns": {"sequence": "take"}}
        one = {"about": " thousands?", "files": golden.files(**{"a.csv": text.encode()}), "settings": settings}
        inputs.append({**one, "refused": "table.decimal"})
        frame = pd.read_csv(io.StringIO(text), sep=";", decimal=",", float_precision="round_trip")
        inputs.append(
            {**one, "settings": {**settings, "table": {"decimal": "comma"}}, "read": expected(frame, False, ["x", "y"])}
        )
    golden.write("dialects", inputs, "pandas", "numpy")


if __name__ == "__main__":
    main()
