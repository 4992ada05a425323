"""Runs Unroll's commands."""
import atexit
import csv
import io
import os
import shutil
import struct
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
JAVA, JAVAC = (
    str(Path(os.environ["JAVA_HOME"], "bin", tool)) if "JAVA_HOME" in os.environ else tool for tool in ("java", "javac")
)
# A test's work is short: Java's optimizing compiler would take more time than it saves.
QUICK = "-XX:TieredStopAtLevel=1"
ENVIRONMENT = {"UNROLL_JAVA_OPTS": QUICK, "TF_CPP_MIN_LOG_LEVEL": "3"} | os.environ
# Seconds after which a program hangs, however slow the machine; nothing is measured by it.
HANGS = 3600
NOT_VALUES = {"index", "step", "class", "class_index"}


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments):
    """Runs a command: by the program that UNROLL names, else in a process that is there for many."""
    words = [str(word) for word in arguments]
    if "UNROLL" not in os.environ:
        return _COMMANDS.run(words)
    command = [os.environ["UNROLL"], *words]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=HANGS, stdin=subprocess.DEVNULL, env=ENVIRONMENT
    )
    return Done(done.returncode, done.stdout, done.stderr)


class _Process:
    """A process of Commands.java, which runs one command after another."""

    def __init__(self, class_path):
        options = f"@{ROOT / 'src' / 'main' / 'dist' / 'conf' / 'java.options'}"
        command = [JAVA, options, QUICK, "-cp", class_path, "dev.unroll.cli.Commands"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, env=ENVIRONMENT, **pipes)

    def run(self, words):
        texts = [word.encode() for word in words]
        self._process.stdin.write(struct.pack(">i", len(texts)))
        for text in texts:
            self._process.stdin.write(struct.pack(">i", len(text)) + text)
        self._process.stdin.flush()
        hangs = threading.Timer(HANGS, self._process.kill)
        hangs.start()
        try:
            return Done(self._number(), self._text(), self._text())
        finally:
            hangs.cancel()

    def _number(self):
        return struct.unpack(">i", self._bytes(4))[0]

    def _text(self):
        return self._bytes(self._number()).decode()

    def _bytes(self, count):
        found = self._process.stdout.read(count)
        assert len(found) == count, f"the program crashed or hung: exit code {self._process.wait()}"
        return found

    def close(self):
        self._process.stdin.close()
        self._process.wait(HANGS)


class _Commands:
    """As many processes as commands run at a time."""

    def __init__(self):
        self._lock = threading.Lock()
        self._class_path = None
        self._idle = []

    def run(self, words):
        with self._lock:
            process = self._idle.pop() if self._idle else _Process(self._compiled())
        # One that crashed does not come back.
        done = process.run(words)
        with self._lock:
            self._idle.append(process)
        return done

    def _compiled(self):
        if self._class_path is None:
            # Builds what is newer than the last build.
            subprocess.run([str(ROOT / "unroll"), "--version"], check=True, capture_output=True)
            target = ROOT / "target"
            folder = tempfile.mkdtemp(prefix="unroll-commands-")
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            atexit.register(self._close)
            path = [str(target / "classes"), (target / "classpath.txt").read_text().strip()]
            source = Path(__file__).with_name("Commands.java")
            subprocess.run([JAVAC, "-d", folder, "-cp", os.pathsep.join(path), str(source)], check=True)
            self._class_path = os.pathsep.join([folder, *path])
        return self._class_path

    def _close(self):
        for process in self._idle:
            process.close()


_COMMANDS = _Commands()


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
