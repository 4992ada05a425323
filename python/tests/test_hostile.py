"""Input that is broken or means harm: one clear refusal, no crash, no code run, nothing left behind."""
import json
import struct

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from launcher import refused, unroll
from sequences import Sequences
from torch import nn

tf1 = tf.compat.v1
L = keras.layers


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path):
    yield
    assert not (tmp_path / "target").exists()


@pytest.fixture
def refused_import(tmp_path):
    return lambda file, *options: refused("import", file, "--to", tmp_path / "target", *options)


def write_graph(graph, file):
    file.write_bytes(graph.as_graph_def().SerializeToString())
    return file


def keras_file(tmp_path, *layers):
    model = keras.Sequential([keras.Input((9, 4)), *layers])
    model.save(str(tmp_path / "model.keras"))
    return tmp_path / "model.keras"


def test_a_pickle_is_refused_unread(tmp_path, refused_import):
    ran = tmp_path / "ran"

    class Harm:
        def __reduce__(self):
            return open, (str(ran), "w")

    torch.save({"rnn.weight_ih_l0": Harm()}, tmp_path / "model.pt")
    said = refused_import(tmp_path / "model.pt")
    assert "io.open" in said and "state_dict" in said
    (tmp_path / "model.safetensors").write_bytes((tmp_path / "model.pt").read_bytes())
    assert "safetensors" in refused_import(tmp_path / "model.safetensors")
    assert not ran.exists()


@pytest.mark.parametrize("cut", [0, 4, 8, 200, -1])
def test_a_safetensors_file_that_is_cut_off(tmp_path, refused_import, cut):
    import safetensors.torch

    file = tmp_path / "model.safetensors"
    safetensors.torch.save_file(nn.LSTM(3, 4).state_dict(), str(file))
    file.write_bytes(file.read_bytes()[:cut])
    refused_import(file)


@pytest.mark.parametrize("shape", [[1 << 14, 1 << 14], [-1, 4], [1 << 62, 4]])
def test_a_tensor_that_declares_a_gigabyte(tmp_path, refused_import, shape):
    entry = {"dtype": "F32", "shape": shape, "data_offsets": [0, 1 << 30]}
    header = json.dumps({"rnn.weight_ih_l0": entry}).encode()
    (tmp_path / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + bytes(64))
    refused_import(tmp_path / "model.safetensors")


def test_a_header_that_declares_an_exabyte(tmp_path, refused_import):
    (tmp_path / "model.safetensors").write_bytes(struct.pack("<Q", 1 << 60) + b"{}")
    refused_import(tmp_path / "model.safetensors")


def test_a_layer_that_is_not_known(tmp_path, refused_import):
    said = refused_import(keras_file(tmp_path, L.Conv1DTranspose(3, 2), L.LSTM(3)))
    assert "Conv1DTranspose" in said


def test_a_layer_that_would_run_code(tmp_path, refused_import):
    file = keras_file(tmp_path, L.Lambda(lambda x: x * 2, output_shape=(9, 4)), L.LSTM(3))
    assert "Lambda" in refused_import(file)


def test_an_activation_that_has_no_counterpart(tmp_path, refused_import):
    assert "softmax" in refused_import(keras_file(tmp_path, L.LSTM(3, activation="softmax"), L.Dense(2)))


def test_weights_of_other_shapes(tmp_path, refused_import):
    file = keras_file(tmp_path, L.LSTM(3), L.Dense(2, activation="softmax"))
    refused_import(file, "--set", "model.layers.0.cell.units=5")


def test_a_keras_file_that_is_cut_off(tmp_path, refused_import):
    file = keras_file(tmp_path, L.LSTM(3), L.Dense(2, activation="softmax"))
    file.write_bytes(file.read_bytes()[:-500])
    refused_import(file)


def test_a_variable_that_is_missing(tmp_path, refused_import):
    with tf.Graph().as_default(), tf1.Session() as session:
        tf1.get_variable("rnn/basic_lstm_cell/kernel", [41, 128])
        tf1.get_variable("Variable", [32, 6])
        tf1.get_variable("Variable_1", [6])
        session.run(tf1.global_variables_initializer())
        prefix = tf1.train.Saver().save(session, str(tmp_path / "model.ckpt"))
    assert "rnn/basic_lstm_cell/bias" in refused_import(prefix, "--recipe", "blog-lstm", "--data", "motion")


@pytest.mark.parametrize("cut", [10, 2000])
def test_a_graph_that_is_cut_off(tmp_path, cut):
    with tf.Graph().as_default() as graph:
        x = tf1.placeholder(tf.float32, [None, 9, 4], "x")
        tf.reduce_sum(x @ tf.constant(np.random.rand(4, 500).astype(np.float32)), 1, name="y")
    file = write_graph(graph, tmp_path / "model.pb")
    file.write_bytes(file.read_bytes()[:cut])
    refused("inspect", file)
    refused("predict", file, "--input", Sequences.drawn(2, 9, 4).write_wide(tmp_path / "inputs.csv"))


def test_a_graph_that_declares_a_gigabyte(tmp_path):
    graph = tf1.GraphDef()
    node = graph.node.add(name="big", op="Const")
    node.attr["dtype"].type = tf.float32.as_datatype_enum
    tensor = node.attr["value"].tensor
    tensor.dtype = tf.float32.as_datatype_enum
    tensor.tensor_shape.dim.add(size=1 << 28)
    tensor.float_val.append(1)
    (tmp_path / "model.pb").write_bytes(graph.SerializeToString())
    assert "big" in refused("inspect", tmp_path / "model.pb")


def test_a_function_that_calls_itself(tmp_path):
    graph = tf1.GraphDef()
    function = graph.library.function.add()
    function.signature.name = "again"
    function.node_def.add(name="call", op="again")
    graph.node.add(name="start", op="again")
    (tmp_path / "model.pb").write_bytes(graph.SerializeToString())
    assert "again" in refused("inspect", tmp_path / "model.pb")


def test_an_operation_that_reads_files_is_not_run_untrusted(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("0.5")

    class Model(tf.Module):
        @tf.function(input_signature=[tf.TensorSpec((None, 9, 4))])
        def serve(self, x):
            number = tf.strings.to_number(tf.io.read_file(str(secret)))
            return {"y": tf.reduce_sum(x, 1) * number}

    model = Model()
    tf.saved_model.save(model, str(tmp_path / "model"), signatures=model.serve)
    inputs = Sequences.drawn(3, 9, 4).write_wide(tmp_path / "inputs.csv")
    assert "ReadFile" in unroll("inspect", tmp_path / "model")
    said = refused("predict", tmp_path / "model", "--input", inputs)
    assert "ReadFile" in said and "--trust" in said
    assert unroll("predict", tmp_path / "model", "--input", inputs, "--trust").startswith("index")


def test_an_operation_that_writes_files_is_not_run_untrusted(tmp_path):
    target = tmp_path / "target"
    with tf.Graph().as_default() as graph:
        x = tf1.placeholder(tf.float32, [None, 9, 4], "x")
        with tf1.control_dependencies([tf1.io.write_file(str(target), "harm")]):
            tf.reduce_sum(x, 1, name="y")
    file = write_graph(graph, tmp_path / "model.pb")
    assert "WriteFile" in unroll("inspect", file)
    inputs = Sequences.drawn(3, 9, 4).write_wide(tmp_path / "inputs.csv")
    assert "--trust" in refused("predict", file, "--input", inputs)


def test_a_model_that_cannot_be_trained(tmp_path):
    model = keras.Sequential([keras.Input((9, 4)), L.LSTM(3), L.Dense(2, activation="softmax")])
    model.export(str(tmp_path / "model"), verbose=False)
    target = tmp_path / "target"
    said = refused("train", "--model", tmp_path / "model", "--data", "motion", "--steps", 1, "--out", target)
    assert "serving_default" in said


def test_python_files_are_never_run(tmp_path, refused_import):
    (tmp_path / "model.py").write_text(f"open({str(tmp_path / 'target')!r}, 'w')")
    refused_import(tmp_path / "model.py")
    refused("inspect", tmp_path / "model.py")
