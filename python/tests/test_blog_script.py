"""The blog's TensorFlow 1 program and Unroll go on with each other's checkpoints, at the same loss to 5 digits."""
import blog
import numpy as np
import pytest
import real_data
from launcher import losses, unroll

HAR = real_data.FILES["har"]
# Four layers would take minutes to step 500, where the others are.
STEPS = {"blog-multilayer-lstm": 100}
NEXT = 4


@pytest.fixture(scope="module")
def har():
    """The training part in the order of the first run's batches: values and one-hot labels."""
    if not HAR.exists():
        pytest.skip(f"UCI HAR is not at {HAR}")
    values, labels = blog.read_training_part(HAR)
    order = blog.batch_rows(len(labels), seed=1)
    return values[order], np.eye(6, dtype=np.float32)[labels[order]]


def next_losses_in_java(folder, steps):
    total = steps + NEXT
    unroll("train", "--resume", "--out", folder, "--steps", total, "--set", "training.displayEvery=1")
    found = losses(folder)
    return [found[step] for step in range(steps, total)]


@pytest.fixture(scope="module", params=sorted(blog.MODELS))
def script(har, request):
    with blog.Script(request.param, *har) as built:
        built.steps = STEPS.get(request.param, 500)
        yield built


def test_unroll_goes_on_where_the_script_saved(script, tmp_path, figure):
    script.train(range(script.steps))
    prefix = script.save(tmp_path, script.steps)
    expected = script.train(range(script.steps, script.steps + NEXT))
    folder = tmp_path / "run"
    unroll("import", prefix, "--recipe", script.recipe, "--data", f"har:{HAR}", "--to", folder)
    found = next_losses_in_java(folder, script.steps)
    figure("loss, relative difference", abs(found[0] / expected[0] - 1))
    assert found == pytest.approx(expected, rel=1e-5)


def test_the_script_goes_on_where_unroll_saved(script, tmp_path, figure):
    folder, exported = tmp_path / "run", tmp_path / "checkpoint"
    unroll("train", script.recipe, "--data", f"har:{HAR}", "--steps", script.steps, "--out", folder)
    unroll("export", folder, "--to", exported, "--format", "checkpoint")
    script.restore(exported)
    found = script.train(range(script.steps, script.steps + NEXT))
    expected = next_losses_in_java(folder, script.steps)
    figure("loss, relative difference", abs(found[0] / expected[0] - 1))
    assert found == pytest.approx(expected, rel=1e-5)
