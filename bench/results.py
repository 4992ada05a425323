"""What all benchmarks say of the machine and the versions, and how they write their part of results.md."""
import os
import pathlib
import platform
import re
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
UNROLL = HERE.parent / "unroll"
RESULTS = HERE / "results.md"


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
                 platform.processor()) if os.path.exists("/proc/cpuinfo") else platform.processor()
    return f"{model}, {os.cpu_count()} processors, {platform.system()} {platform.machine()}"


def unroll_versions():
    version = subprocess.run([str(UNROLL), "--version"], capture_output=True, text=True, check=True).stdout
    java = re.search(r"<tensorflow.version>(.*?)<", (HERE.parent / "pom.xml").read_text())[1]
    return {"Unroll": version.split()[-1], "TensorFlow Java": java}


def write_section(start, lines, path=RESULTS):
    """Replaces the part of the file that begins with the heading `start`, or adds it."""
    parts = {}
    for line in path.read_text().splitlines() if path.exists() else []:
        if line.startswith("# "):
            key = line
        parts.setdefault(key, []).append(line)
    parts[start] = lines
    path.write_text("\n\n".join("\n".join(part).strip() for part in parts.values()) + "\n")
