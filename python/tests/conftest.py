"""What all tests share: one trained model of each recipe, and the figures that are shown at the end."""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ["KERAS_BACKEND"] = "tensorflow"
# TensorFlow 1's cells live in tf_keras; Keras 3 is there all the same, as the module keras.
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import pytest
import serving
from models import Runs

FIGURES = []


def pytest_addoption(parser):
    parser.addoption("--all-conversions", action="store_true", help="convert every recipe to TFLite and ONNX, not a few")


@pytest.fixture(scope="session")
def runs(request, tmp_path_factory):
    wanted = {item.callspec.params["recipe"] for item in request.session.items if _has_recipe(item)}
    all_runs = Runs(tmp_path_factory.mktemp("runs"))
    all_runs.begin(sorted(wanted))
    yield all_runs
    all_runs.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The folder of the models that `server` serves."""
    return serving.models(tmp_path_factory.mktemp("serving") / "models")


@pytest.fixture(scope="session")
def server(served):
    """One server for all tests that leave it as it was."""
    started = serving.Server(served)
    yield started
    assert started.end() == 0, "\n".join(started.said)


@pytest.fixture(scope="session")
def expected(served):
    return serving.Expected(served)


def _has_recipe(item):
    return "recipe" in getattr(getattr(item, "callspec", None), "params", {})


@pytest.fixture
def figure(request):
    """Notes a measured number: figure("relative difference", 3e-7)."""
    return lambda what, value: FIGURES.append((request.node.name, what, value))


def pytest_terminal_summary(terminalreporter):
    if FIGURES:
        terminalreporter.section("figures")
        for test, what, value in FIGURES:
            terminalreporter.write_line(f"{test}: {what} {value:.2g}")
