"""Folders of recordings, a file each, read by pathlib and pandas: classes and parts by folders, by
columns or by a table of labels."""

import io
import pathlib
import random
import tempfile

import pandas as pd

import golden

SPELLINGS = {
    "train": ["train", "Train", "TRAIN", "training", "Training", "train_set", "TrainData", "trn", "training-data"],
    "validation": ["val", "Val", "VALID", "validation", "Validation", "dev", "valid_set", "validation set"],
    "test": ["test", "Test", "TEST", "testing", "test_set", "TestData", "eval", "test-split"],
}
CLASSES = [["normal", "faulty"], ["1", "2", "10"], ["walk", "run", "sit still"], ["Größe", "Öl"]]


def recording(rng, separator, label=None, part=None):
    """The text of one file: separator, and perhaps columns of the class and the part."""
    rows = [separator.join(["ax", "ay"] + (["label"] if label else []) + (["split"] if part else []))]
    for _ in range(rng.randint(3, 6)):
        rows.append(separator.join([f"{rng.uniform(-2, 2):.3f}", f"{rng.uniform(0, 99):.1f}"] + ([label] if label else []) + ([part] if part else [])))
    return "\n".join(rows) + "\n"


def make(seed):
    rng = random.Random(seed)
    classes = rng.choice(CLASSES)
    by = rng.choice(["folder", "folder", "column", "labels"])
    parts = rng.choice(["none", "above", "above", "below" if by == "folder" else "above", "column" if by == "column" else "none"])
    separator = rng.choice([",", ";", "\t"])
    ending = rng.choice([".csv", ".CSV", ".tsv", ".txt", ".dat"])
    spelling = {part: rng.choice(names) for part, names in SPELLINGS.items()}
    used = ["train", "test"] + (["validation"] if rng.random() < 0.5 else []) if parts != "none" else ["train"]
    names, files, table = set(), {}, []
    for part in used:
        for label in classes:
            for number in range(rng.randint(1, 2)):
                name = f"rec_{rng.randint(0, 99):02d}{rng.choice(['', 'a', ' b'])}"
                if name in names and (by == "labels" or rng.random() < 0.5):
                    name += f"x{len(names)}"
                names.add(name)
                folders = []
                if parts == "above":
                    folders.append(spelling[part])
                if by == "folder":
                    folders.append(label)
                if parts == "below":
                    folders.append(spelling[part])
                while "/".join(["data", *folders, name + ending]) in files:
                    name += "y"
                path = "/".join(["data", *folders, name + ending])
                files[path] = recording(rng, separator, label if by == "column" else None, part if parts == "column" else None).encode()
                table.append((name if rng.random() < 0.5 else name + ending, label, f"p{rng.randint(0, 3)}"))
    if rng.random() < 0.3:
        files["data/README.md"] = b"# of the data\n"
    if rng.random() < 0.3:
        files["data/.DS_Store"] = b"\0\1"
    settings = {"type": "csv", "split": {"type": "by-group", "test": 0}}
    if parts == "column":
        settings["split"] = {"type": "by-column"}
    if by == "labels":
        rng.shuffle(table)
        files["data/labels.csv"] = ("file,activity,person\n" + "".join(",".join(row) + "\n" for row in table)).encode()
        settings["labels"] = "labels.csv"
        settings["target"] = {"type": "label", "column": "activity"}
    one = {"about": f" {by} {parts} {ending} {separator!r}", "path": "data", "files": golden.files(**files), "settings": settings}
    return {**one, "read": read(files, by, parts, separator, ending, spelling)}


def read(files, by, parts, separator, ending, spelling):
    """What is in the folder, once it is on a disk."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        root = pathlib.Path(folder, "data")
        labels = pd.read_csv(root / "labels.csv", dtype=str) if by == "labels" else None
        if labels is not None:
            labels.index = labels["file"].map(lambda name: name.removesuffix(ending))
        of_folder = {name: part for part, name in spelling.items()}
        found = []
        for file in sorted(root.rglob("*" + ending)):
            if file.name == "labels.csv":
                continue
            places = list(file.relative_to(root).parts[:-1])
            whole = "/".join([*places, file.stem])
            frame = pd.read_csv(file, sep=separator, dtype={"label": str})
            part = "train"
            if parts in ("above", "below"):
                part = of_folder[places.pop(0 if parts == "above" else -1)]
            elif parts == "column":
                part = frame["split"].iloc[0]
            label = places[0] if by == "folder" else frame["label"].iloc[0] if by == "column" else labels.loc[file.stem, "activity"]
            found.append((part, "/".join([*places, file.stem]), whole, str(label), frame[["ax", "ay"]].to_numpy()))
    known = sorted({label for _, _, _, label, _ in found}, key=int if all(f[3].isdigit() for f in found) else None)
    # A file is named by its place; with the part where another part has one of that name.
    names = [name for _, name, _, _, _ in found]
    unique = len(set(names)) == len(names)
    sequences = [
        golden.sequence(values, part=part, name=name if unique else whole, label=known.index(label))
        for part, name, whole, label, values in found
    ]
    return {"signals": ["ax", "ay"], "targets": known, "sequences": sequences}


def main():
    golden.write("layouts", [make(seed) for seed in range(240)], "pandas")


if __name__ == "__main__":
    main()
