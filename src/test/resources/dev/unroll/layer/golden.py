"""Golden values of every cell, by plain Python arithmetic: no TensorFlow, no NumPy.

    python3 golden.py > golden.json

Forward values are float64. Gradients are exact to rounding: each is one complex step (Squire and Trapp 1998),
d f / d x = Im f(x + i h) / h with h = 1e-30, through the same forward code. All numbers are asymmetric across
gates, units, features and steps, so that two swapped gates cannot cancel.

A case has the inputs [batch][steps][features], lengths, weights by TensorFlow 1 name, outputs
[batch][steps][size], and the gradient of loss = sum_(b,t,k) outputs[b][t][k] * p(b,t,k) with respect to every
weight and every input.
"""
import cmath
import json
import math

H = 1e-30


def number(seed, *index):
    """A fixed number in (-1, 1) without symmetry."""
    x = 12.9898 * (seed + 1)
    for position, i in enumerate(index):
        x += (i + 1) * (78.233 + 37.719 * position)
    return 2.0 * ((math.sin(x) * 43758.5453) % 1.0) - 1.0


def matrix(seed, rows, columns, scale=0.8):
    return [[scale * number(seed, r, c) for c in range(columns)] for r in range(rows)]


def vector(seed, size, scale=0.5):
    return [scale * number(seed, i) for i in range(size)]


def sigmoid(x):
    return 1.0 / (1.0 + cmath.exp(-x))


def part(x):
    return x.real if isinstance(x, complex) else x


def relu(x):
    return x if part(x) > 0 else 0.0


def relu6(x):
    return min(relu(x), 6.0, key=part)


def elu(x):
    return x if part(x) > 0 else cmath.exp(x) - 1.0


def selu(x):
    return 1.0507009873554805 * (x if part(x) > 0 else 1.6732632423543772 * (cmath.exp(x) - 1.0))


def softsign(x):
    return x / (1.0 + (x if part(x) > 0 else -x))


def hard_sigmoid(x):
    return relu6(x + 3.0) / 6.0


def hard_sigmoid_keras2(x):
    return min(relu(0.2 * x + 0.5), 1.0, key=part)


def leaky_relu(x):
    return x if part(x) > 0 else 0.2 * x


def linear(x):
    return x


def affine(row, kernel, bias):
    return [
        sum(row[r] * kernel[r][c] for r in range(len(row))) + (bias[c] if bias else 0)
        for c in range(len(kernel[0]))
    ]


def clip(x, bound):
    """Bounds the real part; past the bound the derivative is zero."""
    if not bound:
        return x
    real = x.real if isinstance(x, complex) else x
    return x if -bound <= real <= bound else complex(math.copysign(bound, real))


class BasicRnn:
    def __init__(self, features, units, activation=cmath.tanh):
        self.units = self.size = units
        self.activation = activation
        self.shapes = {
            "basic_rnn_cell/kernel": (features + units, units),
            "basic_rnn_cell/bias": (units,),
        }

    def zero(self):
        return ([0.0] * self.units,)

    def step(self, w, x, state):
        h = [self.activation(v) for v in affine(x + state[0], w["basic_rnn_cell/kernel"], w["basic_rnn_cell/bias"])]
        return h, (h,)


class BasicLstm:
    def __init__(self, features, units, forget_bias, activation=cmath.tanh, recurrent=sigmoid):
        self.activation, self.recurrent = activation, recurrent
        self.units = self.size = units
        self.forget_bias = forget_bias
        self.shapes = {
            "basic_lstm_cell/kernel": (features + units, 4 * units),
            "basic_lstm_cell/bias": (4 * units,),
        }

    def zero(self):
        return ([0.0] * self.units, [0.0] * self.units)

    def step(self, w, x, state):
        c, h = state
        n = self.units
        z = affine(x + h, w["basic_lstm_cell/kernel"], w["basic_lstm_cell/bias"])
        i, j, f, o = z[:n], z[n : 2 * n], z[2 * n : 3 * n], z[3 * n :]
        c = [
            c[k] * self.recurrent(f[k] + self.forget_bias) + self.recurrent(i[k]) * self.activation(j[k])
            for k in range(n)
        ]
        h = [self.activation(c[k]) * self.recurrent(o[k]) for k in range(n)]
        return h, (c, h)


class Lstm:
    def __init__(
        self,
        features,
        units,
        forget_bias,
        peepholes,
        cell_clip,
        projection,
        projection_clip,
        activation=cmath.tanh,
        recurrent=sigmoid,
    ):
        self.activation, self.recurrent = activation, recurrent
        self.units = units
        self.size = projection or units
        self.forget_bias = forget_bias
        self.peepholes = peepholes
        self.cell_clip = cell_clip
        self.projection = projection
        self.projection_clip = projection_clip
        self.shapes = {
            "lstm_cell/kernel": (features + self.size, 4 * units),
            "lstm_cell/bias": (4 * units,),
        }
        if peepholes:
            for gate in "fio":
                self.shapes["lstm_cell/w_%s_diag" % gate] = (units,)
        if projection:
            self.shapes["lstm_cell/projection/kernel"] = (units, projection)

    def zero(self):
        return ([0.0] * self.units, [0.0] * self.size)

    def step(self, w, x, state):
        c0, h = state
        n = self.units
        z = affine(x + h, w["lstm_cell/kernel"], w["lstm_cell/bias"])
        i, j, f, o = z[:n], z[n : 2 * n], z[2 * n : 3 * n], z[3 * n :]
        peep = (lambda gate, k, c: w["lstm_cell/w_%s_diag" % gate][k] * c) if self.peepholes else (lambda *_: 0)
        c = [
            clip(
                c0[k] * self.recurrent(f[k] + self.forget_bias + peep("f", k, c0[k]))
                + self.recurrent(i[k] + peep("i", k, c0[k])) * self.activation(j[k]),
                self.cell_clip,
            )
            for k in range(n)
        ]
        h = [self.activation(c[k]) * self.recurrent(o[k] + peep("o", k, c[k])) for k in range(n)]
        if self.projection:
            h = [clip(v, self.projection_clip) for v in affine(h, w["lstm_cell/projection/kernel"], None)]
        return h, (c, h)


class Gru:
    def __init__(self, features, units, activation=cmath.tanh, recurrent=sigmoid):
        self.activation, self.recurrent = activation, recurrent
        self.units = self.size = units
        rows = features + units
        self.shapes = {
            "gru_cell/gates/kernel": (rows, 2 * units),
            "gru_cell/gates/bias": (2 * units,),
            "gru_cell/candidate/kernel": (rows, units),
            "gru_cell/candidate/bias": (units,),
        }

    def zero(self):
        return ([0.0] * self.units,)

    def step(self, w, x, state):
        h = state[0]
        n = self.units
        z = [self.recurrent(v) for v in affine(x + h, w["gru_cell/gates/kernel"], w["gru_cell/gates/bias"])]
        r, u = z[:n], z[n:]
        g = [
            self.activation(v)
            for v in affine(
                x + [r[k] * h[k] for k in range(n)],
                w["gru_cell/candidate/kernel"],
                w["gru_cell/candidate/bias"],
            )
        ]
        h = [u[k] * h[k] + (1 - u[k]) * g[k] for k in range(n)]
        return h, (h,)


class GruResetAfter:
    def __init__(self, features, units, activation=cmath.tanh, recurrent=sigmoid):
        self.activation, self.recurrent = activation, recurrent
        self.units = self.size = units
        cell = "cudnn_compatible_gru_cell/"
        self.shapes = {
            cell + "gates/kernel": (features + units, 2 * units),
            cell + "gates/bias": (2 * units,),
            cell + "candidate/input_projection/kernel": (features, units),
            cell + "candidate/input_projection/bias": (units,),
            cell + "candidate/hidden_projection/kernel": (units, units),
            cell + "candidate/hidden_projection/bias": (units,),
        }

    def zero(self):
        return ([0.0] * self.units,)

    def step(self, w, x, state):
        h = state[0]
        n = self.units
        kg, bg, wc, bc, uc, bu = [w[name] for name in self.shapes]
        z = [self.recurrent(v) for v in affine(x + h, kg, bg)]
        r, u = z[:n], z[n:]
        of_input, of_state = affine(x, wc, bc), affine(h, uc, bu)
        g = [self.activation(of_input[k] + r[k] * of_state[k]) for k in range(n)]
        h = [u[k] * h[k] + (1 - u[k]) * g[k] for k in range(n)]
        return h, (h,)


def run(cell, w, row, length, backward):
    """One row: outputs past `length` are zero; backward in time starts at the row's own last step."""
    outputs = [[0.0] * cell.size for _ in row]
    state = cell.zero()
    for t in range(length - 1, -1, -1) if backward else range(length):
        outputs[t], state = cell.step(w, row[t], state)
    return outputs


def forward(case, weights, inputs):
    """Outputs of the whole case; weights by full name."""
    result = []
    for row, length in zip(inputs, case["lengths"]):
        halves = []
        for scope, backward in case["directions"]:
            values = row
            for prefix, cell in zip(case["prefixes"][scope], case["cells"]):
                local = {name: weights[prefix + name] for name in cell.shapes}
                values = run(cell, local, values, length, backward)
            halves.append(values)
        result.append([sum((half[t] for half in halves), []) for t in range(len(row))])
    return result


def loss(case, weights, inputs):
    total = 0
    for b, row in enumerate(forward(case, weights, inputs)):
        for t, step in enumerate(row):
            for k, value in enumerate(step):
                total += value * number(99, b, t, k)
    return total


def each(value, path=()):
    if isinstance(value, list):
        for i, element in enumerate(value):
            yield from each(element, path + (i,))
    else:
        yield path


def bumped(value, path, amount):
    if not path:
        return value + amount
    copy = list(value)
    copy[path[0]] = bumped(value[path[0]], path[1:], amount)
    return copy


def gradient(function, value):
    """Of function(value) with respect to each number of a nested list, in the same nesting."""
    def at(path, part):
        if isinstance(part, list):
            return [at(path + (i,), element) for i, element in enumerate(part)]
        return function(bumped(value, path, 1j * H)).imag / H

    return at((), value)


def real(value):
    if isinstance(value, list):
        return [real(v) for v in value]
    return value.real if isinstance(value, complex) else value


def make(name, seed, features, cells, depth_names, bidirectional=False, lengths=(5, 5)):
    steps = 5
    scopes = [("bidirectional_rnn/fw/", False), ("bidirectional_rnn/bw/", True)] if bidirectional else [("rnn/", False)]
    case = {
        "lengths": list(lengths),
        "cells": cells,
        "directions": scopes,
        "prefixes": {scope: [scope + part for part in depth_names] for scope, _ in scopes},
    }
    weights = {}
    for s, (scope, _) in enumerate(scopes):
        for d, (part, cell) in enumerate(zip(depth_names, cells)):
            for v, (variable, shape) in enumerate(cell.shapes.items()):
                key = seed + 100 * s + 10 * d + v
                weights[scope + part + variable] = vector(key, *shape) if len(shape) == 1 else matrix(key, *shape)
    inputs = [[[1.5 * number(seed + 7, b, t, f) for f in range(features)] for t in range(steps)] for b in range(len(lengths))]
    return {
        "name": name,
        "lengths": list(lengths),
        "inputs": inputs,
        "weights": weights,
        "outputs": (outputs := real(forward(case, weights, inputs))),
        "lossWeights": [
            [[number(99, b, t, k) for k in range(len(step))] for t, step in enumerate(row)]
            for b, row in enumerate(outputs)
        ],
        "weightGradients": {
            key: gradient(lambda value, key=key: loss(case, {**weights, key: value}, inputs), weights[key])
            for key in weights
        },
        "inputGradients": gradient(lambda value: loss(case, weights, value), inputs),
    }


CASES = [
    make("basic-rnn", 1, 3, [BasicRnn(3, 2)], [""]),
    make("basic-lstm", 2, 3, [BasicLstm(3, 2, 1.0)], [""]),
    make("basic-lstm-no-forget-bias", 3, 2, [BasicLstm(2, 3, 0.0)], [""]),
    make("lstm-peephole", 4, 3, [Lstm(3, 2, 1.0, True, 0, 0, 0)], [""]),
    make("lstm-clip-projection", 5, 3, [Lstm(3, 4, 1.0, True, 0.35, 3, 0.15)], [""]),
    make("lstm-clip", 15, 3, [Lstm(3, 4, 1.0, True, 0.35, 0, 0)], [""]),
    make("lstm-clip-lengths", 16, 2, [Lstm(2, 3, 1.0, True, 0.3, 0, 0)], [""], lengths=(3, 5, 1)),
    make("lstm-plain", 6, 2, [Lstm(2, 2, 0.5, False, 0, 0, 0)], [""]),
    make("gru", 7, 3, [Gru(3, 2)], [""]),
    make("gru-reset-after", 17, 3, [GruResetAfter(3, 2)], [""]),
    make("gru-reset-after-lengths", 18, 2, [GruResetAfter(2, 3)], [""], lengths=(4, 2, 5)),
    make("basic-rnn-lengths", 8, 2, [BasicRnn(2, 2)], [""], lengths=(3, 5, 1)),
    make("basic-lstm-lengths", 9, 2, [BasicLstm(2, 2, 1.0)], [""], lengths=(3, 5, 1)),
    make("gru-lengths", 10, 2, [Gru(2, 2)], [""], lengths=(4, 2)),
    make("bilstm", 11, 3, [BasicLstm(3, 2, 1.0)], [""], bidirectional=True),
    make("bilstm-lengths", 12, 2, [BasicLstm(2, 2, 1.0)], [""], bidirectional=True, lengths=(5, 2, 4)),
    make(
        "twolayer-lstm",
        13,
        3,
        [BasicLstm(3, 2, 1.0), BasicLstm(2, 2, 1.0)],
        ["multi_rnn_cell/cell_0/", "multi_rnn_cell/cell_1/"],
    ),
    make(
        "threelayer-gru-lengths",
        14,
        2,
        [Gru(2, 2), Gru(2, 2), Gru(2, 2)],
        ["multi_rnn_cell/cell_%d/" % i for i in range(3)],
        lengths=(2, 5),
    ),
    make("basic-rnn-relu", 21, 3, [BasicRnn(3, 2, relu)], [""]),
    make("basic-rnn-leaky-relu-lengths", 22, 2, [BasicRnn(2, 3, leaky_relu)], [""], lengths=(3, 5, 1)),
    make("basic-lstm-relu", 23, 3, [BasicLstm(3, 2, 1.0, relu)], [""]),
    make("basic-lstm-elu-hard-sigmoid", 24, 3, [BasicLstm(3, 2, 0.0, elu, hard_sigmoid)], [""]),
    make("basic-lstm-hard-sigmoid-keras2", 25, 2, [BasicLstm(2, 3, 0.0, cmath.tanh, hard_sigmoid_keras2)], [""]),
    make("bilstm-softsign-lengths", 26, 2, [BasicLstm(2, 2, 0.5, softsign, sigmoid)], [""], bidirectional=True,
         lengths=(5, 2, 4)),
    make("lstm-linear-projection", 27, 3, [Lstm(3, 4, 1.0, True, 0, 3, 0, linear, cmath.tanh)], [""]),
    make("lstm-sigmoid", 28, 3, [Lstm(3, 2, 1.0, True, 0.35, 0, 0, sigmoid, hard_sigmoid)], [""]),
    make("gru-relu", 29, 3, [Gru(3, 2, relu)], [""]),
    make("gru-selu-hard-sigmoid-lengths", 30, 2, [Gru(2, 2, selu, hard_sigmoid)], [""], lengths=(4, 2)),
    make("gru-reset-after-relu", 31, 3, [GruResetAfter(3, 2, relu)], [""]),
    make("gru-reset-after-softsign-tanh", 32, 3, [GruResetAfter(3, 2, softsign, cmath.tanh)], [""]),
]

print(json.dumps(CASES, indent=None, separators=(",", ":")))
