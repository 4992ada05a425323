"""Load by h2load, a client in C for HTTP/1.1 and HTTP/2 with a line for each request, and what a server uses meanwhile."""
import collections
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

import numpy as np

OPENING = 1.0
TICK = os.sysconf("SC_CLK_TCK")


class Processes:
    """A program and all that it starts, on some processors; their time and memory."""

    def __init__(self, command, processors, environment, log):
        self.log = log
        with open(log, "w") as output:
            self.process = subprocess.Popen(["taskset", "-c", processors, *map(str, command)], stdin=subprocess.DEVNULL,
                                            stdout=output, stderr=output, start_new_session=True, env=environment)

    def ids(self):
        """Processes of the session that the program leads."""
        found = []
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            if int(fields[3]) == self.process.pid and fields[0] != "Z":
                found.append((int(stat.parent.name), sum(map(int, fields[11:15])) / TICK))
        return found

    def cpu_seconds(self):
        return sum(seconds for _, seconds in self.ids())

    def memory_mb(self):
        """Resident memory; what several processes share is divided among them."""
        sizes = [pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text() for pid, _ in self.ids()]
        return sum(int(re.search(r"^Pss:\s+(\d+) kB", size, re.M)[1]) for size in sizes) * 1024 / 1e6

    def last_words(self):
        lines = [line.strip() for line in pathlib.Path(self.log).read_text(errors="replace").splitlines()
                 if line.strip() and not re.match(r"[IW]\d{4} |[IW]0000|WARNING: All log", line)]
        return lines[-1] if lines else "it said nothing"

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        end = time.monotonic() + 10
        while self.ids() and time.monotonic() < end:
            self.process.poll()
            time.sleep(0.1)
        for pid, _ in self.ids():
            os.kill(pid, signal.SIGKILL)
        self.process.wait()


class Load:
    """The requests of one run of h2load: when each was sent (s), its status and how long it took (ms).

    `within`: only what was sent in these seconds from the first request on.
    """

    def __init__(self, log, output, within=None):
        rows = np.array(log.read_text().split(), np.int64).reshape(-1, 3)
        if within and len(rows):
            from_start = (rows[:, 0] - rows[:, 0].min()) / 1e6
            rows = rows[(from_start >= within[0]) & (from_start < within[1])]
        self.sent, self.status, self.ms = rows[:, 0] / 1e6, rows[:, 1], rows[:, 2] / 1e3
        self.bytes = int(re.search(r"headers \(space.*?, .*?\((\d+)\) data", output)[1])
        ends = self.sent + self.ms / 1e3
        self.seconds = within[1] - within[0] if within else ends.max() - self.sent.min() if len(rows) else 0

    def good(self):
        return int((self.status == 200).sum())

    def rate(self):
        return self.good() / self.seconds if self.seconds else 0

    def percentile(self, share, status=200):
        times = self.ms[self.status == status]
        return float(np.percentile(times, share)) if len(times) else None

    def errors(self, answer_bytes, exact):
        """Answers that were not right, by code, or as many as their bytes fall short (of gRPC an error has no other sign)."""
        codes = collections.Counter(int(code) if code > 0 else "closed" for code in self.status if code != 200)
        # Bytes of answers to requests that were under way at the end are counted too: there may be more, never less.
        missing = self.good() - self.bytes / answer_bytes
        if not codes and missing > (0.5 if exact else 0.1 * self.good()):
            codes["too short"] = round(missing)
        return codes


def h2load(protocol, host, port, processors, *, clients, seconds=None, rate=None):
    """Clients that each wait for their answer, or `rate` requests a second in all, whether or not answers come.

    With a rate, at least 100 clients are needed, and what counts is sent after the first second, in which they connect.
    """
    with tempfile.TemporaryDirectory(prefix="bench-load-") as folder:
        body, log = pathlib.Path(folder, "body"), pathlib.Path(folder, "log")
        body.write_bytes(protocol.wire())
        command = ["taskset", "-c", processors, "h2load", "-t1", f"-c{clients}", "-d", body, "--log-file", log]
        command += [] if protocol.grpc else ["--h1"]
        for name, value in protocol.headers.items():
            command += ["-H", f"{name}: {value}"]
        if rate:
            # Connections open one after the other, within a second, so that their clocks do not tick together.
            command += ["--rps", f"{rate / clients:.3f}", "-n", int(rate * seconds), "-r", clients // 100,
                        "--rate-period", "10ms", "-m", 1]
        else:
            command += ["-D", f"{1000 * seconds:.0f}ms", "-m", 1]
        command.append(f"http://{host}:{port}{protocol.path}")
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True,
                              timeout=60 + 5 * seconds)
        return Load(log, done.stdout, (OPENING, seconds) if rate else None)
