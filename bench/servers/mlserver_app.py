"""MLServer around TensorFlow: its settings in a folder of their own, adaptive batching of up to BENCH_ROWS rows."""
import json
import os
import pathlib
import sys

from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse


class HarModel(MLModel):
    async def load(self):
        import har
        self.model = har.Har()
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        outputs = self.model(NumpyCodec.decode_input(payload.inputs[0]))
        return InferenceResponse(model_name=self.name, model_version=self.version, outputs=[
            NumpyCodec.encode_output(name, array) for name, array in outputs.items()])


if __name__ == "__main__":
    folder = pathlib.Path(os.environ["BENCH_FOLDER"])
    ports = {"http_port": int(os.environ["BENCH_PORT"]), "grpc_port": int(os.environ["BENCH_GRPC_PORT"]),
             "metrics_endpoint": None, "host": "127.0.0.1", "parallel_workers": 0, "debug": False, "access_log": False}
    (folder / "settings.json").write_text(json.dumps(ports))
    rows = int(os.environ["BENCH_ROWS"])
    batching = {"max_batch_size": rows, "max_batch_time": 0.002} if rows > 1 else {}
    (folder / "model-settings.json").write_text(json.dumps(
        {"name": "har", "implementation": "mlserver_app.HarModel", "parameters": {"version": "1"}} | batching))
    program = pathlib.Path(sys.executable).with_name("mlserver")
    os.environ["PYTHONPATH"] = str(pathlib.Path(__file__).parent)
    os.execv(program, [program, "start", str(folder)])
