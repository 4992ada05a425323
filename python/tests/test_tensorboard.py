"""TensorBoard reads the event files of runs: scalars and histograms, by its own reader and over HTTP."""
import json
import math

import pytest
from launcher import losses, unroll
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.histogram import histograms_plugin
from tensorboard.plugins.scalar import scalars_plugin

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
    assert {"gradients/norm", f"weights/{KERNEL}/norm", f"updates/{KERNEL}/ratio", "layers/readout/mean"} <= scalars or any(
        tag.startswith("layers/") for tag in scalars
    )
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


def test_the_server_lists_them(run):
    """TensorBoard's own pages ask for these paths."""
    import werkzeug.test
    from tensorboard import default, program

    board = program.TensorBoard(
        plugins=[scalars_plugin.ScalarsPlugin, histograms_plugin.HistogramsPlugin, *default.get_plugins()[:1]]
    )
    board.configure(argv=[None, "--logdir", str(run), "--load_fast", "false", "--reload_interval", "0"])
    client = werkzeug.test.Client(board._make_data_ingester() and board._make_server().app)
    scalars = json.loads(client.get("/data/plugin/scalars/tags").data)
    histograms = json.loads(client.get("/data/plugin/histograms/tags").data)
    assert "loss" in next(iter(scalars.values()))
    assert f"weights/{KERNEL}" in next(iter(histograms.values()))
