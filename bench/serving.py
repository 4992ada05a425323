"""Servers of the same SavedModel side by side, over all their protocols; called by `serving`."""
import argparse
import collections
import dataclasses
import datetime
import json
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

import numpy as np

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
import load  # noqa: E402
import protocols  # noqa: E402
from results import HERE, UNROLL, machine, unroll_versions, write_section  # noqa: E402

MODEL = HERE.parent / "savedmodels" / "har-lstm"
SERVERS = HERE / "servers"
PEERS = ["unroll", "fastapi", "litserve", "mlserver", "triton"]
FLOOR_ROWS = ["1", "16", "32"]
START_SECONDS = 120
BUSY = "**The machine was busy with other work: these figures show that everything runs, and are no comparison.**"
EPILOG = """
TensorFlow Serving, which is not among the peers because it is not in a package registry:
  docker run --rm --network host --cpuset-cpus 0 -e MODEL_NAME=har \\
    -v "$PWD/savedmodels/har-lstm:/models/har" tensorflow/serving --tensorflow_intra_op_parallelism=1 \\
    --tensorflow_inter_op_parallelism=1
  bench/serving --target "TensorFlow Serving=http://127.0.0.1:8501" --grpc "TensorFlow Serving=127.0.0.1:8500"
Start it once more with --cpuset-cpus 0,1 and give --only latency for the part with one client, which has all processors
(--only throughput with the first). Its time on the processors and its memory are not measured.
"""


@dataclasses.dataclass(frozen=True)
class Server:
    """A row of the table for each protocol; `command` is none where somebody else has started it."""

    name: str
    peer: str
    speaks: tuple
    command: tuple = None
    rows: int = 1
    at: str = "127.0.0.1"
    port: int = 0
    grpc_port: int = 0


class Started:
    """A server that runs, on free ports, and its answers checked."""

    def __init__(self, server, processors, options, folder, floor):
        self.server, self.floor, self.processes = server, floor, None
        self.ports = {False: server.port or free_port(), True: server.grpc_port or free_port()}
        if server.command:
            words = [str(word).format(http=self.ports[False], grpc=self.ports[True]) for word in server.command]
            empty = tempfile.mkdtemp(dir=folder)
            environment = os.environ | {
                "BENCH_MODEL": str(MODEL / "1"), "BENCH_ROWS": str(server.rows),
                "BENCH_THREADS": str(options.tensorflow_threads), "BENCH_PORT": str(self.ports[False]),
                "BENCH_GRPC_PORT": str(self.ports[True]), "BENCH_FOLDER": empty}
            self.processes = load.Processes(words, processors, environment, pathlib.Path(folder, f"{server.peer}.log"))
        try:
            self.lengths = self.wait()
        except BaseException:
            self.stop()
            raise

    def wait(self):
        """The length of each protocol's answer, once all are right."""
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.check()
            except protocols.NOT_READY as e:
                ended = self.processes and self.processes.process.poll() is not None
                if ended or time.monotonic() > end or not self.processes:
                    said = f"; {self.processes.last_words()}" if self.processes else ""
                    raise OSError(f"{type(e).__name__}: {e}{said}".replace("\n", " ")[:300]) from e
                time.sleep(0.2)

    def check(self):
        lengths = {}
        for protocol in self.server.speaks:
            outputs, lengths[protocol] = protocol.ask(self.server.at, self.ports[protocol.grpc])
            assert outputs.keys() == self.floor.keys(), f"{protocol.name}: outputs {sorted(outputs)}"
            for name, values in outputs.items():
                np.testing.assert_allclose(values.ravel(), self.floor[name].ravel(), rtol=1e-4, atol=1e-5,
                                           err_msg=f"{self.server.name}, {protocol.name}: {name}")
        return lengths

    def load(self, protocol, processors, **how):
        return load.h2load(protocol, self.server.at, self.ports[protocol.grpc], processors, **how)

    def stop(self):
        if self.processes:
            self.processes.stop()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def python_of(options, peer):
    return options.envs / peer / "bin" / "python"


def servers(options):
    """All servers to be compared, each with its batches and without, and those of others."""
    json_v1 = protocols.json_v1("/v1/models/har:predict")
    peer_json = protocols.json_v1("/predict")
    grpc_v1, grpc_v2 = protocols.grpc_v1("har"), protocols.grpc_v2("har")
    binary_v2, json_v2 = protocols.binary_v2("har"), protocols.json_v2("har")
    unroll = (UNROLL, "serve", MODEL, "--name", "har", "--rest-port", "{http}", "--grpc-port", "{grpc}")
    all_four = (json_v1, binary_v2, grpc_v1, grpc_v2)

    def fastapi(name, workers):
        uvicorn = (python_of(options, "fastapi"), "-m", "uvicorn", "fastapi_app:app", "--app-dir", SERVERS, "--port", "{http}",
                   "--workers", workers, "--timeout-worker-healthcheck", START_SECONDS, "--no-access-log")
        return Server(name, "fastapi", (peer_json,), uvicorn)

    def peer(name, peer, script, speaks, **how):
        return Server(name, peer, speaks, (python_of(options, peer), SERVERS / script), **how)

    found = [
        Server("Unroll", "unroll", all_four, unroll),
        Server("Unroll, no batches", "unroll", all_four, (*unroll, "--batch-rows", "1")),
        fastapi("FastAPI", workers=1),
        fastapi("FastAPI, 2 workers", workers=2),
        peer("LitServe", "litserve", "litserve_app.py", (peer_json,), rows=64),
        peer("LitServe, no batches", "litserve", "litserve_app.py", (peer_json,)),
        peer("MLServer", "mlserver", "mlserver_app.py", (json_v2, grpc_v2), rows=64),
        peer("MLServer, no batches", "mlserver", "mlserver_app.py", (json_v2, grpc_v2)),
        peer("Triton", "triton", "triton_server.py", (binary_v2, grpc_v2), rows=64),
        peer("Triton, no batches", "triton", "triton_server.py", (binary_v2, grpc_v2)),
    ]
    found = [server for server in found if server.peer in options.peers]
    grpc = dict(options.grpc)
    for name, url in options.target:
        at = urllib.parse.urlsplit(url)
        v1 = protocols.json_v1(f"/v1/models/{options.target_model}:predict")
        speaks = (v1, protocols.grpc_v1(options.target_model)) if name in grpc else (v1,)
        grpc_port = int(grpc[name].rpartition(":")[2]) if name in grpc else 0
        found.append(Server(name, name, speaks, at=at.hostname, port=at.port or 80, grpc_port=grpc_port))
    return found


def figures(found, errors, **more):
    return {"rate": found.rate(), "errors": errors, **more,
            **{f"p{share}": found.percentile(share) for share in (50, 99, 99.9)}}


def measure(server, part, processors, options, folder, floor):
    """Figures of each protocol of a server that is started for it and stopped afterwards."""
    own = options.server_cpus if part == "throughput" else processors
    clients = options.clients if part == "throughput" else 1
    client_cpus = options.client_cpus if part == "throughput" else processors
    found = {}
    with Started(server, own, options, folder, floor) as started:
        for protocol in server.speaks:
            started.load(protocol, client_cpus, clients=clients, seconds=options.warm)
            before = started.processes.cpu_seconds() if started.processes else None
            run = started.load(protocol, client_cpus, clients=clients, seconds=options.seconds)
            more = {}
            if started.processes and run.good():
                more["cpu"] = 1e3 * (started.processes.cpu_seconds() - before) / run.good()
                more["memory"] = started.processes.memory_mb()
            errors = run.errors(started.lengths[protocol], exact=not protocol.name.startswith("JSON"))
            found[protocol.name] = figures(run, errors, **more)
        started.check()
    return found


def floor_figures(name, part, processors, options):
    """The model alone in a program, called by one thread: percentiles of one row, and rows a second."""
    own = options.server_cpus if part == "throughput" else processors
    rows = FLOOR_ROWS if part == "throughput" else FLOOR_ROWS[:1]
    words = [min(options.warm, 3), min(options.seconds, 5), *rows]
    if name == "TensorFlow Java":
        classpath = (UNROLL.parent / "target" / "classpath.txt").read_text().strip()
        command = ["java", "-cp", classpath, SERVERS / "Floor.java", MODEL / "1", *words]
    else:
        command = [sys.executable, SERVERS / "floor.py", *words]
    done = subprocess.run(["taskset", "-c", own, *map(str, command)], check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, env=os.environ | {"BENCH_MODEL": str(MODEL / "1")})
    found = {}
    for count, times in json.loads(done.stdout).items():
        found[f"{count} rows" if count != "1" else "1 row"] = {
            "rate": 1e3 * int(count) / statistics.mean(times), "errors": collections.Counter(),
            **{f"p{share}": float(np.percentile(times, share)) for share in (50, 99, 99.9)}}
    return found


FLOORS = ["TensorFlow Java", "TensorFlow in Python"]


def compare(options, folder):
    """Figures by row and part, a list with one for each round; what could not be started; the load of the machine."""
    every = ",".join(sorted({*options.server_cpus.split(","), *options.client_cpus.split(",")}))
    floor = {name: value.numpy() for name, value in signature()(inputs=protocols.ROW).items()}
    found, missing, loads = collections.defaultdict(list), {}, []
    for i in range(options.rounds):
        begin = os.getloadavg()[0]
        for part in options.only:
            for name in FLOORS if options.floors else []:
                print(f"round {i + 1} of {options.rounds}, {part}: {name}", file=sys.stderr)
                for protocol, row in floor_figures(name, part, every, options).items():
                    found[f"{name}, in process", protocol, part].append(row)
            for server in servers(options):
                if server.name in missing:
                    continue
                print(f"round {i + 1} of {options.rounds}, {part}: {server.name}", file=sys.stderr)
                try:
                    for protocol, row in measure(server, part, every, options, folder, floor).items():
                        found[server.name, protocol, part].append(row)
                except (*protocols.NOT_READY, AssertionError, subprocess.SubprocessError) as e:
                    missing[server.name] = " ".join(str(e).split())
                    print(f"  {missing[server.name]}", file=sys.stderr)
        loads.append((begin, os.getloadavg()[0]))
    return found, missing, loads


def signature():
    signature.model = protocols.tf.saved_model.load(str(MODEL / "1"))
    return signature.model.signatures["serving_default"]


def cell(rounds, name, form="{:.2f}"):
    values = [row[name] for row in rounds or [] if row.get(name) is not None]
    return form.format(statistics.median(values)) if values else "-"


def rows_a_second(rounds):
    rates = [row["rate"] for row in rounds or []]
    if not rates:
        return "-"
    middle = f"**{statistics.median(rates):,.0f}**"
    return middle if len(rates) == 1 else f"{middle} ({min(rates):,.0f} to {max(rates):,.0f})"


def table(found):
    rows = list(dict.fromkeys((name, protocol) for name, protocol, _ in found))
    names = list(dict.fromkeys(name for name, _ in rows))
    lines = ["| server | protocol | 1 client: p50 | p99 | p99.9 | all clients: rows/s | p50 | p99 | p99.9 "
             "| processor a request | memory, MB | errors |", "|" + " --- |" * 12]
    for name, protocol in sorted(rows, key=lambda row: names.index(row[0])):
        one, many = (found.get((name, protocol, part)) for part in ("latency", "throughput"))
        errors = sum((row["errors"] for row in [*(one or []), *(many or [])]), collections.Counter())
        said = ", ".join(f"{count} x {code}" for code, count in errors.items()) or "0"
        lines.append(f"| {name} | {protocol} | " + " | ".join(
            [*(cell(one, f"p{share}") for share in (50, 99, 99.9)), rows_a_second(many),
             *(cell(many, f"p{share}") for share in (50, 99, 99.9)), cell(many, "cpu"), cell(many, "memory", "{:.0f}"),
             said]) + " |")
    return lines


def versions(options):
    found = unroll_versions()
    for peer in ["serving", *options.peers]:
        path = HERE / "requirements" / f"{peer}.txt"
        for line in path.read_text().split() if path.exists() else []:
            name, _, version = line.partition("==")
            found[name] = version
    found["h2load"] = subprocess.run(["h2load", "--version"], capture_output=True, text=True).stdout.split("/")[-1].strip()
    return ", ".join(f"{name} {version}" for name, version in found.items())


def report(options, versions, found, missing, loads):
    busy = [BUSY, ""] if loads[0][0] > 0.5 else []
    loads = "; ".join(f"{begin:.1f} and {end:.1f}" for begin, end in loads)
    lines = [
        "# Serving", "", *busy,
        f"Written by `bench/serving` on {datetime.date.today()}. Machine: {machine()}; load before and after each round: "
        f"{loads}. Servers of the same SavedModel, `savedmodels/har-lstm`: a request is one row of 128 steps x 9 features, "
        "the answer all three outputs. Times are in milliseconds, each the median of "
        f"{options.rounds} rounds of {options.seconds:g} s after {options.warm:g} s to warm up, in each of which all servers "
        "were started anew, one after the other; rows/s with the least and the most of the rounds.", "",
        f"- One client: one connection, which waits for each answer; server and client share processors "
        f"{options.server_cpus} and {options.client_cpus}.",
        f"- All clients: {options.clients} connections, each of which waits for its answers; the server has processor "
        f"{options.server_cpus}, the client {options.client_cpus}. The time on the processors and the memory are the "
        "server's, all of its processes together, those of the load with all clients.",
        f"- TensorFlow has {options.tensorflow_threads or 'as many threads as it likes'} "
        f"{'and' if not options.tensorflow_threads else 'thread, and'} the floors are one thread that calls the model in its "
        "own program, without any server.",
        "- With batches at most 64 rows run together; LitServe and MLServer wait up to 2 ms for more, Unroll and Triton do not "
        "wait. `no batches` is one row at a time.",
        "- Every server's answers were compared with TensorFlow's own before and after each load, and the lengths of all "
        "answers under load with that of the right one.", "", f"Versions: {versions}.", ""]
    lines += table(found) + [""]
    return lines + [f"- {name} could not be measured: {why}." for name, why in missing.items()]


def overload(options, folder):
    """Ten times what the server can do, for a while: what is answered and refused, and how fast, and what comes after."""
    floor = {name: value.numpy() for name, value in signature()(inputs=protocols.ROW).items()}
    server = next(server for server in servers(options) if server.name == "Unroll")
    longest = ("--longest-wait", options.longest_wait) if options.longest_wait else ()
    server = dataclasses.replace(server, command=(*server.command, *longest))
    protocol = next(one for one in server.speaks if one.name == options.overload_protocol)
    begin = os.getloadavg()[0]
    with Started(server, options.server_cpus, options, folder, floor) as started:
        def run(**how):
            return started.load(protocol, options.client_cpus, **how)

        run(clients=options.clients, seconds=options.warm)
        capacity = run(clients=options.clients, seconds=options.seconds).rate()
        if not capacity:
            raise SystemExit("bench: no answer at all within the time of a measurement; is the machine busy?")
        parts = {"75 % of capacity": run(clients=100, seconds=options.seconds, rate=0.75 * capacity)}
        parts["10 x capacity"] = run(clients=1000, seconds=options.overload, rate=10 * capacity)
        ended = time.time()
        parts["first 2 s after"] = run(clients=1, seconds=2)
        parts["next 2 s"] = run(clients=1, seconds=2)
        first = parts["first 2 s after"]
        try:
            started.check()
            right = "Answers were right afterwards."
        except (*protocols.NOT_READY, AssertionError) as e:
            right = f"Afterwards: {' '.join(str(e).split())}."
    answered = first.sent[first.status == 200] + first.ms[first.status == 200] / 1e3 - ended
    lines = ["# Serving under overload", "", *([BUSY, ""] if begin > 0.5 else []),
             f"Written by `bench/serving --overload {options.overload:g}` on {datetime.date.today()}. Machine: {machine()}; "
             f"load before and after: {begin:.1f} and {os.getloadavg()[0]:.1f}. Unroll on processor {options.server_cpus}, the "
             f"client on {options.client_cpus}, {protocol.name}; {options.clients} clients that wait for their answers get "
             f"{capacity:,.0f} answers a second: the capacity. What would wait for more than "
             f"{options.longest_wait or 'a second (the default)'}{' s' if options.longest_wait else ''} is refused. Then requests are sent by the clock, whether or not answers "
             "come, over 1,000 connections (a connection whose answer is out sends its next request when it comes, so what "
             "was offered is counted, not assumed), and afterwards by one client. Times in milliseconds.", "",
             "| load | offered/s | answered/s | of capacity | 200: p50 | p99 | p99.9 | refused/s | 503: p50 | p99 | other |",
             "|" + " --- |" * 11]
    for name, part in parts.items():
        refused = int((part.status == 503).sum())
        other = collections.Counter(int(code) for code in part.status if code not in (200, 503))
        wanted = [(200, 50), (200, 99), (200, 99.9), (503, 50), (503, 99)]
        times = [part.percentile(share, status) for status, share in wanted]
        times = ["-" if ms is None else f"{ms:.2f}" for ms in times]
        lines.append("| " + " | ".join([
            name, f"{len(part.status) / part.seconds:,.0f}", f"{part.rate():,.0f}", f"{100 * part.rate() / capacity:.0f} %",
            *times[:3], f"{refused / part.seconds:,.0f}", *times[3:],
            ", ".join(f"{count} x {code}" for code, count in other.items()) or "0"]) + " |")
    after = f"{answered.min():.2f} s" if len(answered) else "more than 2 s"
    return lines + ["", f"The first answer after the overload came {after} after its end. {right}"]


def pair(text):
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form NAME=ADDRESS")
    return name, value


def choice(*names):
    def chosen(text):
        for word in text.split(","):
            if word not in names:
                raise argparse.ArgumentTypeError(f"'{word}' is none of {', '.join(names)}")
        return text.split(",")
    return chosen


def main():
    parser = argparse.ArgumentParser(
        prog="bench/serving", description="Servers of the same SavedModel side by side, over all their protocols.",
        epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("envs", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--peers", type=choice(*PEERS), default=PEERS, metavar="NAME,...",
                        help=f"only these: {','.join(PEERS)}")
    parser.add_argument("--no-floors", dest="floors", action="store_false", help="without the model in process")
    parser.add_argument("--only", type=choice("latency", "throughput"), default=["latency", "throughput"],
                        metavar="PART", help="latency (one client) or throughput (all clients); both by default")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement; 10 by default")
    parser.add_argument("--warm", type=float, default=10, help="seconds of load before each measurement; 10 by default")
    parser.add_argument("--clients", type=int, default=32, help="connections for the throughput; 32 by default")
    parser.add_argument("--server-cpus", default="0", metavar="LIST", help="for the throughput; 0 by default")
    parser.add_argument("--client-cpus", default="1", metavar="LIST", help="for the throughput; 1 by default")
    parser.add_argument("--tensorflow-threads", type=int, default=1,
                        help="of the peers' TensorFlow; 1 by default, 0 for its own choice")
    parser.add_argument("--target", type=pair, action="append", default=[], metavar="NAME=URL",
                        help="a server that runs already and speaks TensorFlow Serving's REST API; may come again")
    parser.add_argument("--grpc", type=pair, action="append", default=[], metavar="NAME=HOST:PORT",
                        help="its gRPC, where it speaks that too")
    parser.add_argument("--target-model", default="har", metavar="NAME", help="name of the model there; har by default")
    parser.add_argument("--overload", type=float, nargs="?", const=60, metavar="SECONDS",
                        help="only Unroll, at ten times what it can do, for 60 s by default")
    parser.add_argument("--longest-wait", metavar="SECONDS",
                        help="of Unroll under overload; unroll's own by default, which 1,000 connections hardly reach")
    parser.add_argument("--overload-protocol", default="JSON (v1)", choices=["JSON (v1)", "binary (v2)"])
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE", help="Markdown file whose section is replaced")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # servers that run are stopped
    with tempfile.TemporaryDirectory(prefix="bench-serving-") as folder:
        if options.overload:
            lines = overload(options, pathlib.Path(folder))
        else:
            lines = report(options, versions(options), *compare(options, pathlib.Path(folder)))
    if options.out:
        write_section(lines[0], lines, options.out)
    print("\n".join(lines))


main()
