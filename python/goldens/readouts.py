"""Sequences of different length in one batch, by PyTorch's packed sequences, which read no padding.

The padding holds large numbers, so that a model that reads it is far off. Of PyTorch's cells come the
weights by TensorFlow's names; gates are in TensorFlow's order there.
"""

import random

import numpy as np
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

import golden

TAKES = ["steps", "last-valid", "first", "mean", "max", "both-ends"]


def named(prefix, kind, module, layer, direction):
    """Weights of one cell by TensorFlow's names; kernels are [inputs and units, gates]."""
    suffix = f"_l{layer}" + ("_reverse" if direction == "bw" else "")
    of_input, of_state = (getattr(module, f"weight_{k}{suffix}").detach().numpy() for k in ("ih", "hh"))
    input_bias, state_bias = (getattr(module, f"bias_{k}{suffix}").detach().numpy() for k in ("ih", "hh"))
    units = of_state.shape[1]
    if kind == "gru":
        gates = slice(0, 2 * units)  # reset and update; of the candidate the reset comes after the product
        cell = prefix + "cudnn_compatible_gru_cell/"
        return {
            cell + "gates/kernel": np.concatenate([of_input[gates].T, of_state[gates].T]),
            cell + "gates/bias": (input_bias + state_bias)[gates],
            cell + "candidate/input_projection/kernel": of_input[2 * units:].T,
            cell + "candidate/input_projection/bias": input_bias[2 * units:],
            cell + "candidate/hidden_projection/kernel": of_state[2 * units:].T,
            cell + "candidate/hidden_projection/bias": state_bias[2 * units:],
        }
    kernel, bias = np.concatenate([of_input.T, of_state.T]), input_bias + state_bias
    if kind == "lstm":  # input, forget, cell, output; TensorFlow: input, cell, forget, output, 1 to be added to forget
        order = np.concatenate([np.arange(units) + k * units for k in (0, 2, 1, 3)])
        kernel, bias = kernel[:, order], bias[order]
        bias = bias - np.repeat([0, 0, 1, 0], units)
    cell = prefix + {"lstm": "basic_lstm_cell/", "rnn": "basic_rnn_cell/"}[kind]
    return {cell + "kernel": kernel, cell + "bias": bias}


def make(seed):
    rng = random.Random(seed)
    torch.manual_seed(seed)
    kind = rng.choice(["lstm", "gru", "rnn"])
    units, features, steps = rng.randint(2, 4), rng.randint(1, 3), rng.randint(3, 7)
    both = rng.random() < 0.4
    depth = 1 if both else rng.choice([1, 1, 2, 3])
    take = rng.choice(TAKES if both else TAKES[:-1])
    rows = rng.randint(2, 5)
    lengths = [rng.randint(1, steps) for _ in range(rows - 1)] + [steps]
    rng.shuffle(lengths)
    module = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}[kind](
        features, units, depth, bidirectional=both, batch_first=True)
    weights = {}
    for parameter in module.parameters():
        parameter.data = torch.round(torch.randn(parameter.shape) * 0.7, decimals=3)
    for layer in range(depth):
        for direction in ("fw", "bw") if both else ("",):
            prefix = f"bidirectional_rnn/{direction}/" if both else "rnn/"
            prefix += f"multi_rnn_cell/cell_{layer}/" if depth > 1 else ""
            weights |= named(prefix, kind, module, layer, direction)
    inputs = torch.round(torch.randn(rows, steps, features), decimals=3)
    with torch.no_grad():
        packed, _ = module(pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False))
        outputs, _ = pad_packed_sequence(packed, batch_first=True, total_length=steps)
    found = []
    for row, length in enumerate(lengths):
        own = outputs[row, :length].numpy()
        found.append({
            "steps": lambda: outputs[row].numpy(), "last-valid": lambda: own[-1], "first": lambda: own[0], "mean": lambda: own.mean(0),
            "max": lambda: own.max(0), "both-ends": lambda: np.concatenate([own[-1, :units], own[0, units:]]),
        }[take]())
        inputs[row, length:] = 7.5 - row
    values = [{"name": name, "shape": list(value.shape), "values": golden.floats(value)} for name, value in weights.items()]
    return {"about": f" {kind} {depth} deep, {'both ways' if both else 'forward'}, {take} of {lengths}", "cell": kind, "units": units, "features": features,
            "steps": steps, "depth": depth, "both": both, "take": take, "lengths": lengths, "weights": values, "input": golden.floats(inputs), "output": golden.floats(np.stack(found))}


def main():
    golden.write("readouts", [make(seed) for seed in range(240)], "torch", "numpy")


if __name__ == "__main__":
    main()
