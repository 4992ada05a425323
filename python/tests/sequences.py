"""Sequences that both sides are given: read from data of this project, or drawn."""
import csv
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Sequences:
    """Values of each sequence [steps, features], with the features' names; labels where there are any."""

    names: list
    rows: list
    labels: list = None

    @staticmethod
    def read(file):
        """What `unroll data SPEC --out FILE` wrote."""
        with open(file, newline="") as lines:
            table = csv.reader(lines)
            header = next(table)
            first = header.index("group") + 1
            values, labels = {}, {}
            for row in table:
                values.setdefault(row[0], []).append([float(cell) for cell in row[first:]])
                labels.setdefault(row[0], row[2])
        return Sequences(
            header[first:], [np.array(rows, np.float32) for rows in values.values()], list(labels.values())
        )

    @staticmethod
    def drawn(count, steps, features, seed=3):
        random = np.random.default_rng(seed)
        values = random.normal(0, 1, (count, steps, features)).astype(np.float32)
        return Sequences([f"feature_{i}" for i in range(features)], list(values))

    def write(self, file):
        """One row a step, with a header."""
        with open(file, "w", newline="") as lines:
            table = csv.writer(lines)
            table.writerow(["index", *self.names])
            for index, values in enumerate(self.rows):
                for step in values.astype(str).tolist():
                    table.writerow([index, *step])
        return file

    def write_wide(self, file):
        """One row a sequence, without a header: any model of that shape takes it."""
        with open(file, "w", newline="") as lines:
            csv.writer(lines).writerows(values.reshape(-1).astype(str).tolist() for values in self.rows)
        return file

    def padded(self, steps):
        """[sequences, steps, features], zeros after the end of each."""
        padded = np.zeros((len(self.rows), steps, len(self.names)), np.float32)
        for i, values in enumerate(self.rows):
            padded[i, : len(values)] = values
        return padded

    def lengths(self):
        return np.array([len(values) for values in self.rows], np.int32)

    def first(self, count):
        return Sequences(self.names, self.rows[:count], self.labels and self.labels[:count])
