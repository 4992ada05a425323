"""Writes the arrays beside it by NumPy itself; the tests know their values by the same formulas.

    python make.py    (NumPy 2)
"""

import pathlib
import zipfile

import numpy as np

HERE = pathlib.Path(__file__).parent
SHAPE = (4, 5, 3)


def grid(*shape):
    """Whole numbers from 0 to 99 that no two axes share."""
    place = np.indices(shape)
    return sum(index * step for index, step in zip(place, (23, 7, 2, 11))) % 100


def types():
    arrays = {}
    for name in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8".split():
        for order in "<>":
            values = grid(*SHAPE).astype(order + name)
            if name[0] == "f":
                values = (values / 4 - 10).astype(order + name)
            elif name[0] == "i":
                values = (values - 50).astype(order + name)
            key = name + ("le" if order == "<" else "be")
            arrays[key + "_c"] = np.ascontiguousarray(values)
            arrays[key + "_fortran"] = np.asfortranarray(values)
    arrays["b1_c"] = grid(*SHAPE) % 3 == 0
    arrays["b1_fortran"] = np.asfortranarray(grid(*SHAPE) % 3 == 0)
    return arrays


def ragged(items):
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def objects():
    parts = [grid(3, 2).astype("f8"), grid(5, 2).astype(">i2"), np.asfortranarray(grid(4, 2) / 2)]
    return {
        "two_axes": ragged(parts),
        "one_axis": ragged([grid(3) / 2, grid(1) + 1.5, grid(6).astype("f4")]),
        "lists": ragged([[0.5, 1, 2], [3], [4, 5.25]]),
        "lists_of_lists": ragged([[[0, 1], [2, 3]], [[4, 5.5]], [(6, 7), (8, 9), (10, 11)]]),
        "lists_of_arrays": ragged([[np.arange(2.0), np.ones(2)], [np.zeros(2)]]),
        "texts": np.array(["walk", "run", "walk"], dtype=object),
        "letters": np.array(["gehen", "l\u00e4uft", "\u8d70\u308b"], dtype=object),
        "numbers": np.array([[1, 2.5], [np.float32(0.25), True]], dtype=object),
        "scalars": np.array([np.str_("walk"), np.str_("l\u00e4uft")], dtype=object),
        "none": np.array([1.0, None], dtype=object),
        "mixed": np.array([1.0, "walk"], dtype=object),
    }


def sets():
    labels = np.array([0, 1, 2, 1, 0, 2, 2, 1])
    names = np.array(["rest", "walk", "l\u00e4uft"])
    return {
        "X_train": grid(8, 6, 2) / 4,
        "y_train": names[labels],
        "X_test": grid(4, 6, 2) / 4 + 1,
        "y_test": names[labels[:4]],
        "subject_train": np.array([b"ann", b"bob", b"ann", b"cy", b"cy", b"bob", b"ann", b"cy"]),
        "subject_test": np.array([b"dee", b"dee", b"eve", b"eve"]),
    }


def main():
    np.savez(HERE / "types.npz", **types())
    np.savez_compressed(HERE / "types-packed.npz", **types())
    np.savez(HERE / "objects.npz", **objects())
    np.savez_compressed(HERE / "sets.npz", **sets())
    for version in (1, 2, 3):
        with open(HERE / f"version-{version}.npy", "wb") as file:
            np.lib.format.write_array(file, grid(*SHAPE).astype("f4"), version=(version, 0))
    np.save(HERE / "zero-axes.npy", np.float64(4.5))
    np.save(HERE / "complex.npy", np.array([1 + 2j]))
    np.save(HERE / "times.npy", np.array(["2026-01-31"], dtype="M8[D]"))
    np.save(HERE / "fields.npy", np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]))
    np.save(HERE / "long.npy", np.array([1], dtype=np.longdouble))
    for path in HERE.glob("*.npz"):
        with zipfile.ZipFile(path) as file:
            print(path.name, path.stat().st_size, len(file.namelist()))


if __name__ == "__main__":
    main()
