"""The graphs that `unroll export` writes by themselves run in Python."""
import numpy as np
import pytest
import tensorflow as tf
from launcher import difference, unroll
from models import arrays, rows_of

tf1 = tf.compat.v1
SOME = pytest.mark.parametrize("recipe", ["motion-lstm", "har-crnn", "blog-multilayer-lstm", "uea-crnn"])


def read_graph(file):
    graph = tf1.GraphDef()
    graph.ParseFromString(file.read_bytes())
    return graph


def fed(run):
    return {f"{key}:0": value for key, value in arrays(run).items()}


@SOME
@pytest.mark.parametrize("kernels", ["fused", "static"])
def test_a_frozen_graph_needs_no_variables(runs, recipe, kernels, tmp_path):
    run = runs.of(recipe)
    unroll("export", run.folder, "--to", tmp_path, "--format", "frozen", "--kernels", kernels)
    graph = read_graph(tmp_path / "frozen.pb")
    assert not [node.op for node in graph.node if "Variable" in node.op or node.op == "VarHandleOp"]
    with tf.Graph().as_default(), tf1.Session() as session:
        tf.import_graph_def(graph, name="")
        found = session.run({"probabilities": "probabilities:0"}, fed(run))
    assert difference(rows_of(found, run), run.predicted) <= 1e-5


@SOME
def test_the_inference_graph_restores_a_checkpoint(runs, recipe, tmp_path):
    run = runs.of(recipe)
    unroll("export", run.folder, "--to", tmp_path, "--format", "graphdef")
    graph = read_graph(tmp_path / "inference.pb")
    assert not [node.name for node in graph.node if node.op.startswith("ResourceApply")]
    with tf.Graph().as_default(), tf1.Session() as session:
        tf.import_graph_def(graph, name="")
        session.run("save/restore_all", {"save/Const:0": run.checkpoint()})
        found = session.run({"probabilities": "probabilities:0"}, fed(run))
    assert difference(rows_of(found, run), run.predicted) <= 1e-5


@SOME
def test_the_training_graph_trains_and_saves(runs, recipe, tmp_path):
    run = runs.of(recipe)
    unroll("export", run.folder, "--to", tmp_path, "--format", "graphdef")
    random = np.random.default_rng(1)
    names = run.card["schema"]["target"]["names"]
    feed = {key: value[:64] for key, value in fed(run).items()}
    rows = len(feed["inputs:0"])
    feed |= {"labels:0": random.integers(0, len(names), rows).astype(np.int32), "learning_rate:0": 0.01}
    with tf.Graph().as_default(), tf1.Session() as session:
        saver = tf1.train.import_meta_graph(str(tmp_path / "training.meta"))
        session.run("init")
        losses = [session.run(["loss:0", "train_op"], feed)[0] for _ in range(25)]
        assert losses[-1] < losses[0]
        assert session.run("global_step/Read/ReadVariableOp:0") == 25
        prefix = saver.save(session, str(tmp_path / "model.ckpt"), global_step=25, write_meta_graph=False)
        kernel = next(v for v in tf1.trainable_variables() if v.name.endswith("kernel:0"))
        expected = session.run(kernel)
        session.run("init")
        assert np.abs(session.run(kernel) - expected).max() > 1e-3
        saver.restore(session, prefix)
        np.testing.assert_array_equal(session.run(kernel), expected)
