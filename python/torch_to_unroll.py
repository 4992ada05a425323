"""Turns a PyTorch checkpoint into what `unroll import` takes: safetensors, which hold numbers and no code.

    python torch_to_unroll.py model.pt --to torch-model
    ./unroll import torch-model/model.safetensors --steps 128 --to runs/from-torch

`model.pt` is a state_dict as torch.save writes it. For a sample that the import checks, call `write` with the network
itself: write(net.eval(), inputs, Path("torch-model")), then add --sample torch-model/sample.npz.
"""
import argparse
from pathlib import Path

import numpy as np
import safetensors.torch
import torch


def write(net, inputs, folder):
    """Any network of yours: writes `model.safetensors` and `sample.npz` into a folder."""
    write_weights(net.state_dict(), folder)
    with torch.no_grad():
        outputs = net(torch.as_tensor(inputs)).numpy()
    np.savez(folder / "sample.npz", inputs=inputs, outputs=outputs)


def write_weights(weights, folder):
    folder.mkdir(parents=True, exist_ok=True)
    whole = {name: value.contiguous().clone() for name, value in weights.items()}
    safetensors.torch.save_file(whole, str(folder / "model.safetensors"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="state_dict that torch.save wrote")
    parser.add_argument("--to", type=Path, required=True, help="folder to write into")
    given = parser.parse_args()
    # weights_only refuses pickles that would run code.
    weights = torch.load(given.file, map_location="cpu", weights_only=True)
    write_weights(weights.get("state_dict", weights), given.to)
    print(f"{len(weights)} tensors written to {given.to / 'model.safetensors'}")


if __name__ == "__main__":
    main()
