"""TensorBoard's own reader of event files lists what a run wrote: scalars and histograms."""
import math

import pytest
from launcher import losses, unroll
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

KERNEL = "rnn/basic_lstm_cell/kernel"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Its folder; looked into at every fifth step, scored at every tenth."""
    folder = tmp_path_factory.mktemp("events") / "run"
    unroll(
        *("train", "motion-lstm", "--steps", 20, "--probe", 5, "--out", folder),
        *("--set", "training.displayEvery=10", "--set", "model.layers.0.cell.units=4"),
    )
    return folder


@pytest.fixture(scope="module")
def events(run):
    # 0 keeps all of each.
    read = EventAccumulator(str(run), size_guidance={"scalars": 0, "histograms": 0})
    read.Reload()
    return read


def test_scalars_are_those_of_the_metrics(run, events):
    tags = events.Tags()["scalars"]
    assert {"loss", "learning_rate", "accuracy/train", "accuracy/validation", "accuracy/test"} <= set(tags)
    found = {event.step: event.value for event in events.Scalars("loss")}
    assert found == pytest.approx(losses(run), rel=1e-5)


def test_probes_are_scalars_and_histograms(events):
    scalars = set(events.Tags()["scalars"])
    assert {"gradients/norm", f"weights/{KERNEL}/norm", f"updates/{KERNEL}/ratio"} <= scalars
    assert any(tag.startswith("layers/") and tag.endswith("/mean") for tag in scalars)
    histograms = events.Tags()["histograms"]
    assert {f"weights/{KERNEL}", f"gradients/{KERNEL}"} <= set(histograms)
    for tag in histograms:
        for event in events.Histograms(tag):
            values = event.histogram_value
            assert sum(values.bucket) == values.num > 0
            assert values.min <= values.sum / values.num <= values.max
            assert list(values.bucket_limit) == sorted(values.bucket_limit)
    norms = events.Scalars(f"weights/{KERNEL}/norm")
    for norm, event in zip(norms, events.Histograms(f"weights/{KERNEL}")):
        assert norm.step == event.step
        assert norm.value == pytest.approx(math.sqrt(event.histogram_value.sum_squares), rel=1e-4)
