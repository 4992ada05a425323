"""Small ONNX models with random weights, and what onnxruntime gives for random inputs.

    python make_golden_onnx.py onnx     # onnx, onnxruntime: models node by node
    python make_golden_onnx.py torch    # PyTorch, onnx, onnxscript, onnxruntime: as torch.onnx.export writes them

writes onnx-NAME.onnx and onnx-NAME.npz with `inputs` [rows, steps, features] and `outputs` into this folder. All
weights are random, biases too, and steps, features, units and outputs differ, so that no two gates or axes can be
swapped unseen.
"""
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS, FEATURES, UNITS, CLASSES, ROWS = 7, 3, 5, 4, 6
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
rng = np.random.default_rng(20261)


def path(name):
    return os.path.join(HERE, name)


def noise(*shape):
    return rng.normal(0, 0.5, shape).astype(np.float32)


def finish(name):
    import onnxruntime

    session = onnxruntime.InferenceSession(path(name + ".onnx"), providers=["CPUExecutionProvider"])
    x = rng.normal(0, 1, (ROWS, STEPS, FEATURES)).astype(np.float32)
    (y,) = session.run(None, {session.get_inputs()[0].name: x})
    np.savez(path(name + ".npz"), inputs=x, outputs=y)


def make_onnx():
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    class Model:
        """Nodes and weights; each method adds a layer to what is there."""

        def __init__(self):
            self.nodes, self.weights, self.last = [], [], "steps_first"
            self.node("Transpose", ["x"], perm=[1, 0, 2], output="steps_first")
            self.features, self.both = FEATURES, False

        def node(self, op, inputs, output=None, outputs=None, **attributes):
            outputs = outputs or [output or f"{op.lower()}_{len(self.nodes)}"]
            self.nodes.append(helper.make_node(op, inputs, outputs, name=outputs[0], **attributes))
            self.last = outputs[0] or outputs[-1]
            return self.last

        def weight(self, value, raw=True):
            name = f"weight_{len(self.weights)}"
            tensor = numpy_helper.from_array(np.asarray(value), name)
            if not raw:
                type_ = TensorProto.FLOAT if value.dtype == np.float32 else TensorProto.INT64
                tensor = helper.make_tensor(name, type_, value.shape, value.reshape(-1))
            self.weights.append(tensor)
            return name

        def recurrent(self, op, units=UNITS, both=False, bias=True, peepholes=False, zeros=False, raw=True, last=False, **attributes):
            dirs, gates = 2 if both else 1, GATES[op]
            inputs = [self.last, self.weight(noise(dirs, gates * units, self.features), raw),
                      self.weight(noise(dirs, gates * units, units), raw)]
            inputs += [self.weight(noise(dirs, 2 * gates * units)) if bias else "", ""]
            inputs += [self.weight(np.zeros((dirs, ROWS, units), np.float32)) if zeros else ""]
            if peepholes:
                inputs += ["", self.weight(noise(dirs, 3 * units))]
            while not inputs[-1]:
                inputs.pop()
            y = f"y_{len(self.nodes)}"
            self.node(op, inputs, outputs=["", y] if last else [y], hidden_size=units,
                      direction="bidirectional" if both else "forward", **attributes)
            self.last, self.features, self.both, self.units = y, units * dirs, both, units
            return self

        def joined(self):
            """[steps, directions, batch, units] to [steps, batch, directions * units]"""
            if not self.both:
                self.node("Squeeze", [self.last, self.weight(np.array([1]))])
            else:
                self.node("Transpose", [self.last], perm=[0, 2, 1, 3])
                self.node("Reshape", [self.last, self.weight(np.array([0, 0, -1]), raw=False)])
            return self

        def read(self):
            """The last step; where there are two directions, the first one of the other."""
            y = self.last
            if not self.both:
                self.node("Gather", [y, self.weight(np.array(-1))], axis=0)
                self.node("Squeeze", [self.last, self.weight(np.array([0]))])
                return self
            ends = []
            for direction, step in [(0, -1), (1, 0)]:
                half = self.node("Gather", [y, self.weight(np.array(direction))], axis=1)
                ends.append(self.node("Gather", [half, self.weight(np.array(step))], axis=0))
            self.node("Concat", ends, axis=-1)
            return self

        def final(self):
            """Y_h [directions, batch, units]"""
            if self.both:
                self.node("Transpose", [self.last], perm=[1, 0, 2])
                self.node("Reshape", [self.last, self.weight(np.array([0, -1]))])
            else:
                self.node("Squeeze", [self.last, self.weight(np.array([0]))])
            return self

        def gemm(self, units=CLASSES, turned=True, bias=True):
            kernel = noise(units, self.features) if turned else noise(self.features, units)
            inputs = [self.last, self.weight(kernel)] + ([self.weight(noise(units))] if bias else [])
            self.node("Gemm", inputs, transB=int(turned))
            self.features = units
            return self

        def matmul(self, units=CLASSES, bias=True):
            self.node("MatMul", [self.last, self.weight(noise(self.features, units))])
            if bias:
                self.node("Add", [self.weight(noise(units)), self.last])
            self.features = units
            return self

        def then(self, op, **attributes):
            self.node(op, [self.last], **attributes)
            return self

        def save(self, name, outputs=None):
            shape = outputs or ["batch", self.features]
            graph = helper.make_graph(
                self.nodes, name,
                [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", "steps", FEATURES])],
                [helper.make_tensor_value_info(self.last, TensorProto.FLOAT, shape)], self.weights)
            model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
            onnx.checker.check_model(model)
            onnx.save(model, path(name + ".onnx"))
            finish(name)

    Model().recurrent("RNN").read().gemm().save("onnx-rnn")
    Model().recurrent("LSTM").read().gemm().then("Softmax", axis=-1).save("onnx-lstm")
    Model().recurrent("LSTM", bias=False, raw=False).read().matmul(bias=False).save("onnx-lstm-no-bias")
    Model().recurrent("LSTM", peepholes=True, zeros=True).read().gemm(turned=False).save("onnx-peephole")
    Model().recurrent("LSTM", both=True, peepholes=True, last=True).final().matmul().save("onnx-bilstm-peephole")
    for after in (0, 1):
        name = "onnx-gru-reset-after" if after else "onnx-gru"
        Model().recurrent("GRU", linear_before_reset=after).read().matmul().save(name)
    Model().recurrent("GRU", both=True, linear_before_reset=0, activations=["Sigmoid", "Tanh"] * 2).read().gemm(
        bias=False).save("onnx-bigru")
    Model().recurrent("RNN", both=True, last=True).final().gemm(1).save("onnx-birnn")
    (Model().recurrent("LSTM", 6, zeros=True).joined().recurrent("GRU", 4, both=True, linear_before_reset=1).joined()
     .recurrent("RNN", last=True).final().gemm(8).then("Relu").gemm(6, turned=False).then("Tanh").matmul()
     .then("Softmax").save("onnx-stacked"))
    (Model().recurrent("LSTM", both=True).joined().then("Transpose", perm=[1, 0, 2]).matmul().then("Softmax", axis=2)
     .save("onnx-steps", ["batch", "steps", CLASSES]))


def make_torch():
    import torch
    from torch import nn

    class Model(nn.Module):
        def __init__(self, recurrent, size, final=False):
            super().__init__()
            self.rnn, self.final = recurrent, final
            self.fc = nn.Linear(size, CLASSES)

        def forward(self, x):
            outputs, state = self.rnn(x)
            if self.final:
                state = state[0] if isinstance(state, tuple) else state
                return self.fc(torch.cat([state[-2], state[-1]], 1) if self.rnn.bidirectional else state[-1])
            if not self.rnn.bidirectional:
                return self.fc(outputs[:, -1])
            return self.fc(torch.cat([outputs[:, -1, :UNITS], outputs[:, 0, UNITS:]], 1))

    def export(name, model, dynamo):
        model.eval()
        with torch.no_grad():
            for value in model.parameters():
                value.copy_(torch.from_numpy(noise(*value.shape)))
        x = torch.zeros(ROWS, STEPS, FEATURES)
        if dynamo:
            torch.onnx.export(model, (x,), path(name + ".onnx"), dynamo=True, external_data=False)
        else:
            torch.onnx.export(model, (x,), path(name + ".onnx"), dynamo=False, input_names=["x"],
                              dynamic_axes={"x": {0: "batch", 1: "steps"}})
        finish(name)

    for dynamo in (False, True):
        end = "-dynamo" if dynamo else ""
        export("onnx-torch-lstm-2" + end, Model(nn.LSTM(FEATURES, UNITS, 2, batch_first=True), UNITS), dynamo)
        export("onnx-torch-gru" + end, Model(nn.GRU(FEATURES, UNITS, batch_first=True), UNITS, final=True), dynamo)
        both = nn.LSTM(FEATURES, UNITS, batch_first=True, bidirectional=True)
        export("onnx-torch-bilstm" + end, Model(both, 2 * UNITS), dynamo)


if __name__ == "__main__":
    {"onnx": make_onnx, "torch": make_torch}[sys.argv[1]]()
