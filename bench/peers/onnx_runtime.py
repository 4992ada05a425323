"""Inference only: an LSTM, GRU or RNN node with random weights, a product and a softmax."""
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

from worker import serve

NODES = {"rnn": ("RNN", 1), "gru": ("GRU", 3), "conv-gru": ("GRU", 3)}


def session(workload):
    kind, gates = NODES.get(workload["cell"], ("LSTM", 4))
    units, steps = workload["units"], workload["steps"]
    directions = 2 if workload["cell"] == "bilstm" else 1
    random = np.random.default_rng(1)
    weights, nodes = [], []

    def weight(name, *shape):
        values = random.normal(scale=0.2, size=shape).astype(np.float32)
        weights.append(helper.make_tensor(name, TensorProto.FLOAT, shape, values.ravel()))
        return name

    def constant(name, *values):
        weights.append(helper.make_tensor(name, TensorProto.INT64, [len(values)], values))
        return name

    inputs = workload["features"]
    if workload["cell"] == "conv-gru":
        nodes.append(helper.make_node("Transpose", ["x"], ["made0"], perm=[0, 2, 1]))
        for i in range(2):
            conv = [f"made{i}", weight(f"conv{i}", units, inputs, 5), weight(f"bias{i}", units)]
            nodes.append(helper.make_node("Conv", conv, [f"sums{i}"], kernel_shape=[5]))
            nodes.append(helper.make_node("Relu", [f"sums{i}"], [f"relu{i}"]))
            inputs = units
        nodes.insert(-2, helper.make_node("MaxPool", ["relu0"], ["made1"], kernel_shape=[3], strides=[3]))
        nodes.append(helper.make_node("Transpose", ["relu1"], ["steps0"], perm=[2, 0, 1]))
    else:
        nodes.append(helper.make_node("Transpose", ["x"], ["steps0"], perm=[1, 0, 2]))
    depth = 2 if workload["cell"] == "twolayer-lstm" else 1
    for layer in range(depth):
        nodes.append(helper.make_node(
            kind,
            [f"steps{layer}", weight(f"W{layer}", directions, gates * units, inputs),
             weight(f"R{layer}", directions, gates * units, units), weight(f"B{layer}", directions, 2 * gates * units)],
            [f"all{layer}", f"end{layer}"],
            hidden_size=units, direction="bidirectional" if directions == 2 else "forward"))
        if layer < depth - 1:
            nodes.append(helper.make_node("Squeeze", [f"all{layer}", constant("axis", 1)], [f"steps{layer + 1}"]))
        inputs = units
    nodes.append(helper.make_node("Transpose", [f"end{depth - 1}"], ["rows"], perm=[1, 0, 2]))
    nodes.append(helper.make_node("Reshape", ["rows", constant("flat", -1, directions * units)], ["h"]))
    nodes.append(helper.make_node("MatMul", ["h", weight("out", directions * units, workload["classes"])], ["logits"]))
    nodes.append(helper.make_node("Softmax", ["logits"], ["p"], axis=1))
    graph = helper.make_graph(
        nodes, "bench",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", steps, workload["features"]])],
        [helper.make_tensor_value_info("p", TensorProto.FLOAT, ["batch", workload["classes"]])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def build(workload):
    model = session(workload)
    shape = workload["batch"], workload["steps"], workload["features"]
    values = np.random.default_rng(2).normal(size=shape).astype(np.float32)
    return None, lambda: model.run(None, {"x": values}), lambda: model.run(None, {"x": values[:1]})


serve({"ONNX Runtime": onnxruntime.__version__, "ONNX": onnx.__version__}, build)
