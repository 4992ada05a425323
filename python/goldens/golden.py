"""How the families of inputs are written, for the tests in Java."""

import gzip
import importlib.metadata
import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).parents[2] / "src/test/resources/dev/unroll/golden"
MOST_BYTES = 300_000


def floats(values):
    """Numbers as 32 bits have them, in the fewest digits."""
    return [float(str(v)) for v in np.asarray(values, np.float32).ravel()]


def sequence(values, **more):
    """One sequence as it must be read. values: [steps, features]"""
    return {"values": floats(values), **more}


def files(**named):
    """Files by name; bytes are written as characters of the same numbers."""
    return {name: content.decode("latin-1") for name, content in named.items()}


def write(family, inputs, *libraries):
    """Writes inputs of a family, with what read them."""
    assert len(inputs) >= 200, f"{family}: {len(inputs)} inputs"
    by = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in libraries)
    text = json.dumps({"read by": by, "inputs": inputs}, ensure_ascii=False, separators=(",", ":"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    packed = gzip.compress(text.encode(), 9, mtime=0)
    assert len(packed) < MOST_BYTES, f"{family}: {len(packed)} bytes"
    (FOLDER / f"{family}.json.gz").write_bytes(packed)
    refused = sum("refused" in one for one in inputs)
    print(f"{family}: {len(inputs)} inputs, {refused} of them refused, {len(packed)} bytes; {by}")
