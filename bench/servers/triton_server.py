"""Starts the Triton server that NVIDIA's package pytriton carries, with the model in its Python back end."""
import os
import pathlib
import shutil
import sys
import sysconfig

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = pathlib.Path(sysconfig.get_path("purelib"))
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
CONFIG = """
name: "har"
backend: "python"
max_batch_size: 64
input [{{ name: "inputs" data_type: TYPE_FP32 dims: [128, 9] }}]
output [
  {{ name: "probabilities" data_type: TYPE_FP32 dims: [6] }},
  {{ name: "logits" data_type: TYPE_FP32 dims: [6] }},
  {{ name: "classes" data_type: TYPE_INT64 dims: [1] reshape: {{ shape: [] }} }}
]
instance_group [{{ kind: KIND_CPU count: 1 }}]
{batching}
"""

server = PACKAGES / "pytriton" / "tritonserver"
work = pathlib.Path(os.environ["BENCH_FOLDER"])
backends = shutil.copytree(server / "backends", work / "backends")
stub = next((server / "python_backend_stubs" / PYTHON).glob("triton_python_backend_stub"))
shutil.copy(stub, backends / "python")
(backends / "python" / stub.name).chmod(0o755)
rows = int(os.environ["BENCH_ROWS"])
model = work / "models" / "har"
(model / "1").mkdir(parents=True)
shutil.copy(HERE / "triton_model.py", model / "1" / "model.py")
(model / "config.pbtxt").write_text(CONFIG.format(batching="dynamic_batching { }" if rows > 1 else ""))
os.environ["BENCH_PYTHONPATH"] = f"{HERE}:{PACKAGES}"  # Triton sets PYTHONPATH for the model itself
os.environ["LD_LIBRARY_PATH"] = f"{PACKAGES / 'nvidia_pytriton.libs'}:{sysconfig.get_config_var('LIBDIR')}"
program = server / "bin" / "tritonserver"
program.chmod(0o755)
os.execv(program, [
    program, "--model-repository", str(work / "models"), "--backend-directory", str(backends),
    "--http-address", "127.0.0.1", "--grpc-address", "127.0.0.1", "--http-port", os.environ["BENCH_PORT"],
    "--grpc-port", os.environ["BENCH_GRPC_PORT"], "--allow-metrics", "false", "--log-info", "false"])
