"""The data that each recipe is for, and real inputs of them, 256 where there are as many."""
import csv
import io
import json
import re
import threading
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
from launcher import ROOT, unroll
from sequences import Sequences

SHARED = ROOT.parent / "shared" / "data"
RECIPES_FOLDER = ROOT / "src" / "main" / "resources" / "recipes"
# Those that are sick on purpose read data in ways of their own.
RECIPES = sorted(file.stem for file in RECIPES_FOLDER.glob("*.yaml") if not file.stem.startswith("sick-"))
FILES = {
    "har": SHARED / "uci-har" / "UCI HAR Dataset.zip",
    "ts": SHARED / "uea" / "JapaneseVowels",
    "ais": SHARED / "ais" / "kitimat_ais_2018-07_to_10.csv.gz",
    "climate": SHARED / "jena" / "weather.zip",
    "frames": SHARED / "video" / "colored-shape-actions-frames64.zip",
}
COUNT = 256
_LOCKS = {kind: threading.Lock() for kind in [*FILES, "motion", "burst"]}


def kind(recipe):
    """Of data."""
    return re.search(r"^  source: (\w+)", (RECIPES_FOLDER / f"{recipe}.yaml").read_text(), re.M).group(1)


def spec(recipe):
    """What --data gets; an empty text where the data are not here."""
    name = kind(recipe)
    if name not in FILES:
        return name
    return f"{name}:{FILES[name]}" if FILES[name].exists() else ""


def missing(recipe):
    return f"{recipe}: its data are not here: {FILES[kind(recipe)]}"


def inputs(recipe, card, folder):
    """Real sequences as the recipe reads them."""
    name = kind(recipe)
    with _LOCKS[name]:
        if name == "frames":
            return _frames(card)
        if name == "climate" and recipe != "climate-gru":
            return _weather(card, step=3 if recipe == "climate-crnn" else 6)
        found = _as_unroll_reads(spec(recipe), "train" if name == "ais" else "test", folder)
    steps = card["input"]["steps"]
    return Sequences(found.names, [values[-steps:] for values in found.rows], found.labels)


@cache
def _as_unroll_reads(data, part, folder):
    file = Path(folder) / f"{re.sub('[^a-z]', '', data.split(':')[0])}.csv"
    unroll("data", data, "--out", file, "--split", part, "--limit", COUNT)
    return Sequences.read(file)


def _weather(card, step):
    """Windows of the columns as they are; none with a value that is missing."""
    with zipfile.ZipFile(FILES["climate"]) as archive:
        text = archive.read(archive.namelist()[-1]).decode("utf-8", "replace")
    table = csv.reader(io.StringIO(text))
    header = [name.split(" (")[0] for name in next(table)]
    names = [signal["name"] for signal in card["schema"]["signals"]]
    columns = [header.index(name.split(" (")[0]) for name in names]
    values = np.array([[float(row[i]) for i in columns] for row in table], np.float32)
    steps = card["input"]["steps"]
    windows = [values[end - (steps - 1) * step : end + 1 : step] for end in range(2000, len(values), 150)]
    return Sequences(names, [window for window in windows if window.min() > -9999][:COUNT])


def _frames(card):
    """Clips of different lengths, their frames brought to the model's size."""
    import tensorflow as tf

    size = card["input"]["frame"]
    most = card["input"]["steps"]
    clips = {}
    with zipfile.ZipFile(FILES["frames"]) as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith(".png")):
            clips.setdefault(name.rsplit("/", 1)[0], []).append(archive.read(name))
    rows = []
    for i, images in enumerate(clips.values()):
        frames = tf.stack([tf.io.decode_png(image, channels=1) for image in images[: most - i % 7]])
        frames = tf.image.resize(tf.cast(frames, tf.float32) / 255, (size["height"], size["width"]), method="area")
        rows.append(frames.numpy().reshape(len(frames), -1))
    signal = card["schema"]["signals"][0]["name"]
    return Sequences([f"{signal}_{i}" for i in range(rows[0].shape[1])], rows)


def card(model):
    """What the tensors of a SavedModel of Unroll's mean."""
    return json.loads((Path(model) / "assets.extra" / "unroll.json").read_text())
