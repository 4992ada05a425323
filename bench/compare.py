"""Runs the peers and Unroll side by side and writes results.md; called by `run`."""
import argparse
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import memory
from results import HERE, UNROLL, machine, unroll_versions, write_section

CELLS = ["lstm", "gru", "rnn", "bilstm", "twolayer-lstm", "conv-gru"]
SIZES = [(32, 100), (128, 256)]
CONV_GRU = {"cell": "conv-gru", "units": 32, "batch": 128, "steps": 240, "features": 14, "classes": 6}
FIGURES = [("trainStepMs", "Training step"), ("inferenceMs", "Inference, the batch"),
           ("latencyMs", "Inference, one sequence")]
PEERS = {"PyTorch": ("pytorch", "pytorch.py"), "Keras 3": ("keras", "keras_tensorflow.py"),
         "JAX": ("jax", "jax_scan.py"), "TF1 style": ("tensorflow1", "tensorflow1.py"),
         "DL4J": ("deeplearning4j", None), "ONNX Runtime": ("onnx", "onnx_runtime.py")}
BESIDE = {"ONNX Runtime"}  # measured and shown, but it cannot train, so no peer to be compared with


class Peer:
    """A process that takes a workload a line and gives its figures."""

    def __init__(self, envs, folder, script):
        if script:
            command = [envs / folder / "bin" / "python", HERE / "peers" / script]
        else:
            classpath = (envs / folder / "classpath.txt").read_text().strip()
            command = ["java", "-cp", f"{envs / folder / 'classes'}:{classpath}", "Peer", "1.0.0-M2.1"]
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.versions = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise OSError("ended early")
        return json.loads(line)

    def measure(self, workload, seconds):
        self.process.stdin.write(json.dumps(workload | {"seconds": seconds}) + "\n")
        self.process.stdin.flush()
        return self.read()

    def close(self):
        self.process.kill()
        self.process.wait()


def start_peers(envs):
    peers, missing = {}, {}
    for name, (folder, script) in PEERS.items():
        try:
            peers[name] = Peer(envs, folder, script)
        except OSError as e:
            missing[name] = str(e)
    return peers, missing


def unroll(workload, seconds):
    words = ["bench", "--json", "--seconds", seconds]
    for name in ("cell", "units", "batch", "steps", "features"):
        words += [f"--{name}", workload[name]]
    done = subprocess.run([str(UNROLL), *map(str, words)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def medians(rounds):
    """Median of every figure over the rounds that have it."""
    names = {name for figures in rounds for name, value in figures.items() if isinstance(value, (int, float))}
    return {name: statistics.median([f[name] for f in rounds if f.get(name) is not None]) for name in names}


def compare(envs, cells, sizes, rounds, seconds):
    peers, missing = start_peers(envs)
    all_figures = {}
    workloads = [{"cell": cell, "units": units, "batch": batch, "steps": 128, "features": 9, "classes": 6}
                 for units, batch in sizes for cell in cells if cell != "conv-gru"]
    workloads += [CONV_GRU] * ("conv-gru" in cells)
    for workload in workloads:
        cell, units, batch = workload["cell"], workload["units"], workload["batch"]
        found = {"Unroll": [], **{name: [] for name in peers}}
        errors = {}
        for i in range(rounds):
            print(f"{cell} {units}/{batch}: round {i + 1} of {rounds}", file=sys.stderr)
            found["Unroll"].append(unroll(workload, seconds))
            for name, peer in peers.items():
                if name not in errors:
                    try:
                        figures = peer.measure(workload, seconds)
                    except (OSError, ValueError) as e:  # the process ended
                        figures = {"error": str(e)}
                    if "error" in figures:
                        errors[name] = figures["error"]
                    else:
                        found[name].append(figures)
        all_figures[cell, units, batch] = ({name: medians(f) for name, f in found.items() if f}, errors)
    versions = unroll_versions() | {k: v for peer in peers.values() for k, v in peer.versions.items()}
    for peer in peers.values():
        peer.close()
    return all_figures, versions, missing


def table(all_figures, figure, title):
    names = ["Unroll", *PEERS]
    lines = [f"## {title}, ms", "", "| network | units / batch | " + " | ".join(names) + " | ratio to the best peer |",
             "|" + " --- |" * (len(names) + 3)]
    for (cell, units, batch), (figures, _) in all_figures.items():
        values = {name: figures.get(name, {}).get(figure) for name in names}
        peers = [value for name, value in values.items() if value and name != "Unroll" and name not in BESIDE]
        row = [f"{values[name]:.2f}" if values[name] else "-" for name in names]
        ratio = f"**{values['Unroll'] / min(peers):.2f}**" if peers else "-"
        lines.append(f"| {cell} | {units} / {batch} | " + " | ".join(row) + f" | {ratio} |")
    return lines + [""]


def own_table(all_figures):
    columns = [("graphBuildMs", "graph build, ms"), ("firstStepMs", "first step, ms"), ("peakMemoryMb", "peak memory, MB"),
               ("trainGflops", "products in training, GFLOP/s"), ("ownShapeGflops", "products alone, own shape"),
               ("cubeGflops", "products alone, 1024^3")]
    lines = ["## Unroll alone", "", "| network | units / batch | " + " | ".join(c[1] for c in columns) +
             " | share of own shape | of 1024^3 |", "|" + " --- |" * (len(columns) + 4)]
    for (cell, units, batch), (figures, _) in all_figures.items():
        own = figures["Unroll"]
        row = [f"{own[name]:.0f}" for name, _ in columns]
        lines.append(f"| {cell} | {units} / {batch} | " + " | ".join(row) +
                     f" | {100 * own['shareOfOwnShape']:.0f} % | {100 * own['shareOfCube']:.0f} % |")
    return lines + [""]


def report(all_figures, versions, missing, rounds):
    lines = ["# Benchmark", "",
             f"Written by `bench/run` on {datetime.date.today()}. Machine: {machine()}. "
             f"Every figure is the median of {rounds} rounds, in each of which Unroll and all peers ran one after the "
             "other; a round's figure is itself a median. Sequences of 128 steps x 9 features into 6 classes, 32-bit "
             "floats; a training step is forward, backward, Adam and L2; inference of Unroll is from Java arrays to "
             "probabilities by a loaded SavedModel. `-`: the peer has no such figure.", "",
             "Versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".", ""]
    lines += [f"{name} could not be started: {why}." for name, why in missing.items()]
    for figure, title in FIGURES:
        lines += table(all_figures, figure, title)
    lines += own_table(all_figures)
    errors = sorted({f"{name}, {key[0]}: {why}" for key, (_, errs) in all_figures.items() for name, why in errs.items()})
    return lines + [f"- {error}" for error in errors]


def end_to_end(envs, data, rounds):
    folder = data.removeprefix("har:")
    python = [envs / "tensorflow1" / "bin" / "python", HERE / "peers" / "har_tensorflow1.py", folder]
    times = {"Python TensorFlow": [], "Unroll": []}
    for i in range(rounds):
        for name in times:
            with tempfile.TemporaryDirectory() as out:
                java = [UNROLL, "train", "blog-lstm", "--data", data, "--out", f"{out}/run"]
                print(f"end to end: {name}, round {i + 1} of {rounds}", file=sys.stderr)
                begin = time.monotonic()
                done = subprocess.run([str(word) for word in (python if name != "Unroll" else java)], text=True,
                                      check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                      env=os.environ | {"UNROLL_CACHE": f"{out}/cache"})
                times[name].append(time.monotonic() - begin)
            last = done.stdout.split("test accuracy")[-1].strip().splitlines()[0]
            print(f"  {times[name][-1]:.1f} s: test accuracy {last}", file=sys.stderr)
    python_s, unroll_s = (statistics.median(runs) for runs in times.values())
    return ["# End to end", "",
            f"Activity recognition, the whole process from text files to test accuracy: 5,000 steps of an LSTM with 32 "
            f"units (`blog-lstm`), on {datetime.date.today()}. Machine: {machine()}. Medians of {rounds} runs each, "
            "interleaved; both parse the text in every run.", "",
            "| program | seconds | runs |", "| --- | --- | --- |",
            *[f"| {name} | {statistics.median(runs):.1f} | {', '.join(f'{r:.1f}' for r in runs)} |"
              for name, runs in times.items()], "", f"Unroll is **{python_s / unroll_s:.1f} times** as fast."]


def main():
    parser = argparse.ArgumentParser(prog="bench/run")
    parser.add_argument("envs", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1, help="for each figure of a round")
    parser.add_argument("--cell", choices=CELLS, action="append")
    parser.add_argument("--quick", action="store_true", help="one network, two rounds, nothing written")
    parser.add_argument("--end-to-end", metavar="har:FOLDER")
    parser.add_argument("--memory", action="store_true", help="resident memory over 20,000 training steps")
    options = parser.parse_args()
    if options.memory:
        lines = memory.report(memory.measure(), machine())
        write_section("# Memory", lines)
    elif options.end_to_end:
        lines = end_to_end(options.envs, options.end_to_end, options.rounds)
        write_section("# End to end", lines)
    else:
        rounds = 2 if options.quick else options.rounds
        cells = ["lstm"] if options.quick else options.cell or CELLS
        lines = report(*compare(options.envs, cells, SIZES[:1] if options.quick else SIZES, rounds,
                                0.3 if options.quick else options.seconds), rounds)
        if cells == CELLS:
            write_section("# Benchmark", lines)
    print("\n".join(lines))


main()
