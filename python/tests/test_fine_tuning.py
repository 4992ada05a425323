"""A model is trained further on either side: three steps in Python and three in Java are six in either."""
import numpy as np
import pytest
import tensorflow as tf
from blog import BATCH, LEARNING_RATE, batch_rows
from launcher import unroll
from sequences import Sequences

from fine_tune import fine_tune

BEGUN = 3
SETTINGS = ("--set", f"training.learningRate={LEARNING_RATE}")


@pytest.fixture(scope="module")
def motion(tmp_path_factory):
    """The training part in the order of the first run's batches: values and classes."""
    file = tmp_path_factory.mktemp("motion") / "train.csv"
    unroll("data", "motion", "--out", file, "--split", "train")
    found = Sequences.read(file)
    listed = unroll("data", "motion").split("\n\n")[1].splitlines()[1:]
    names = [line.rsplit(None, 1)[0].strip() for line in listed]
    labels = np.array([names.index(label) for label in found.labels], np.int32)
    order = batch_rows(len(labels), seed=1)
    return np.stack(found.rows)[order], labels[order]


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """The blog's LSTM, three steps old."""
    folder = tmp_path_factory.mktemp("begun") / "run"
    unroll("train", "blog-lstm", "--data", "motion", "--steps", BEGUN, "--out", folder)
    return folder / "savedmodel" / "1"


def batches(motion, first, count):
    values, labels = motion
    for step in range(first, first + count):
        offset = step * BATCH % (len(labels) - BATCH)
        yield values[offset : offset + BATCH], labels[offset : offset + BATCH]


def in_python(motion, model, first, target):
    fine_tune(model, batches(motion, first, 3), LEARNING_RATE, target)
    return target


def in_java(model, folder):
    unroll("train", "--model", model, "--data", "motion", "--steps", 3, *SETTINGS, "--out", folder)
    return folder / "savedmodel" / "1"


def weights(model):
    return {v.name.split(":")[0]: v.numpy() for v in tf.saved_model.load(str(model)).variables}


def largest_difference(model, expected):
    found = weights(model)
    assert set(found) == set(expected)
    return max(float(np.abs(found[name] - expected[name]).max()) for name in expected)


def test_three_and_three_steps_are_six(motion, begun, tmp_path, figure):
    python_three = in_python(motion, begun, BEGUN, tmp_path / "p3")
    python_six = in_python(motion, python_three, BEGUN + 3, tmp_path / "p6")
    python_java = in_java(python_three, tmp_path / "p3j3")
    java_three = in_java(begun, tmp_path / "j3")
    java_six = in_java(java_three, tmp_path / "j6")
    java_python = in_python(motion, java_three, BEGUN + 3, tmp_path / "j3p3")
    expected = weights(python_six)
    assert expected["global_step"] == BEGUN + 6
    before = weights(begun)["rnn/basic_lstm_cell/kernel"]
    assert np.abs(before - expected["rnn/basic_lstm_cell/kernel"]).max() > 1e-3, "nothing was trained"
    for name, model in {"Python, Java": python_java, "Java, Java": java_six, "Java, Python": java_python}.items():
        measured = largest_difference(model, expected)
        figure(f"{name}, largest difference of a weight", measured)
        assert measured <= 1e-4


def test_the_trainer_itself_goes_the_same_way(motion, begun, tmp_path, figure):
    folder = tmp_path / "run"
    unroll("train", "blog-lstm", "--data", "motion", "--steps", BEGUN + 3, "--out", folder)
    python_three = in_python(motion, begun, BEGUN, tmp_path / "p3")
    measured = largest_difference(folder / "savedmodel" / "1", weights(python_three))
    figure("largest difference of a weight", measured)
    assert measured <= 1e-4


def test_what_python_saved_keeps_its_card_and_goes_on(motion, begun, tmp_path):
    saved = in_python(motion, begun, BEGUN, tmp_path / "saved")
    assert (saved / "assets.extra" / "unroll.json").read_bytes() == (
        begun / "assets.extra" / "unroll.json"
    ).read_bytes()
    assert "accuracy" in unroll("evaluate", saved, "--data", "motion", "--json")
    exported = tmp_path / "exported"
    unroll("export", saved, "--to", exported, "--format", "checkpoint")
    assert tf.train.latest_checkpoint(str(exported)).endswith(f"-{BEGUN + 3}")
