"""Runs Unroll's launcher as a user does."""
import csv
import io
import os
import subprocess
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
UNROLL = os.environ.get("UNROLL", str(ROOT / "unroll"))
# A test's work is short: Java's optimizing compiler would take more time than it saves.
JAVA = {"UNROLL_JAVA_OPTS": "-XX:TieredStopAtLevel=1"}
# Seconds after which a program hangs, however slow the machine; nothing is measured by it.
HANGS = 3600
NOT_VALUES = {"index", "step", "class", "class_index"}


def run(*arguments):
    command = [UNROLL, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=HANGS, stdin=subprocess.DEVNULL, env=JAVA | os.environ
    )


def unroll(*arguments):
    """Standard output of a command that must succeed."""
    done = run(*arguments)
    assert done.returncode == 0, f"unroll {' '.join(map(str, arguments))}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def refused(*arguments):
    """The message of a command that must refuse its input: exit code 2, words, no stack trace."""
    done = run(*arguments)
    said = f"unroll {' '.join(map(str, arguments))}: {done.returncode}\n{done.stdout}{done.stderr}"
    assert done.returncode == 2, said
    messages = [line for line in done.stderr.splitlines() if line.startswith("unroll: ")]
    assert messages, said
    print(done.stderr)
    for trace in ("\tat ", "Exception", "SIG", "core dumped"):
        assert trace not in done.stderr, said
    return done.stderr


def predict(model, file, *options):
    """What a model predicts of a CSV file: [sequences or steps, outputs]."""
    rows = list(csv.reader(io.StringIO(unroll("predict", model, "--input", file, *options))))
    columns = [i for i, name in enumerate(rows[0]) if name not in NOT_VALUES]
    return np.array([[float(row[i]) for i in columns] for row in rows[1:]])


def losses(run_folder):
    """The losses in metrics.csv by step."""
    with open(Path(run_folder) / "metrics.csv", newline="") as file:
        return {int(row["step"]): float(row["loss"]) for row in csv.DictReader(file)}


def difference(found, expected):
    """The largest difference, relative to the largest magnitude."""
    found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    assert found.shape == expected.shape
    assert np.isfinite(found).all() and np.isfinite(expected).all()
    return float(np.abs(found - expected).max() / np.abs(expected).max())
