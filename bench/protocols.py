"""One request of one row by each protocol, the same numbers in all, and how its answer is read."""
import dataclasses
import http.client
import json
import typing

import grpc
import numpy as np
import tensorflow as tf
from tensorflow_serving.apis import predict_pb2
from tritonclient.grpc import service_pb2

ROW = np.round(np.random.default_rng(1).normal(size=(1, 128, 9)), 6).astype(np.float32)
NOT_READY = (OSError, http.client.HTTPException, grpc.RpcError, ValueError)  # what `ask` raises until a server answers
TYPES = {"FP32": "<f4", "INT64": "<i8"}


@dataclasses.dataclass(frozen=True, eq=False)
class Protocol:
    """`body` is what a request carries, `read(answer, headers)` gives the outputs by name."""

    name: str
    path: str
    body: bytes
    headers: dict
    read: typing.Callable
    grpc: bool = False

    def wire(self):
        """The body as it goes over the wire: a message of gRPC has its length before it."""
        return b"\0" + len(self.body).to_bytes(4, "big") + self.body if self.grpc else self.body

    def ask(self, host, port):
        """The outputs by name, and the bytes that the body of the answer has on the wire."""
        if self.grpc:
            with grpc.insecure_channel(f"{host}:{port}") as channel:
                answer = channel.unary_unary(self.path)(self.body, timeout=30)
            return self.read(answer, {}), len(answer) + 5
        connection = http.client.HTTPConnection(host, port, timeout=30)
        try:
            connection.request("POST", self.path, self.body, self.headers)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        if response.status != 200:
            raise ValueError(f"{response.status}: {answer[:200]}")
        return self.read(answer, response.headers), len(answer)


def json_v1(path):
    def read(answer, headers):
        return {name: np.array(value) for name, value in json.loads(answer)["predictions"][0].items()}

    rows = [[[float(f"{value:.6f}") for value in step] for step in row] for row in ROW]
    body = json.dumps({"instances": rows}).encode()
    return Protocol("JSON (v1)", path, body, {"content-type": "application/json"}, read)


def grpc_v1(model):
    def read(answer, headers):
        outputs = predict_pb2.PredictResponse.FromString(answer).outputs
        return {name: tf.make_ndarray(tensor) for name, tensor in outputs.items()}

    request = predict_pb2.PredictRequest()
    request.model_spec.name = model
    request.inputs["inputs"].CopyFrom(tf.make_tensor_proto(ROW))
    return Protocol("gRPC (v1)", "/tensorflow.serving.PredictionService/Predict", request.SerializeToString(),
                    {"content-type": "application/grpc", "te": "trailers"}, read, grpc=True)


def json_v2(model):
    def read(answer, headers):
        return {output["name"]: np.array(output["data"]) for output in json.loads(answer)["outputs"]}

    values = [float(f"{value:.6f}") for value in ROW.ravel()]
    body = {"inputs": [{"name": "inputs", "shape": ROW.shape, "datatype": "FP32", "data": values}]}
    return Protocol("JSON (v2)", f"/v2/models/{model}/infer", json.dumps(body).encode(),
                    {"content-type": "application/json"}, read)


def binary_v2(model):
    def read(answer, headers):
        length = int(headers["Inference-Header-Content-Length"])
        outputs, begin = {}, length
        for output in json.loads(answer[:length])["outputs"]:
            end = begin + output["parameters"]["binary_data_size"]
            outputs[output["name"]] = np.frombuffer(answer[begin:end], TYPES[output["datatype"]])
            begin = end
        return outputs

    head = json.dumps({"inputs": [{"name": "inputs", "shape": ROW.shape, "datatype": "FP32",
                                   "parameters": {"binary_data_size": ROW.nbytes}}],
                       "parameters": {"binary_data_output": True}}).encode()
    return Protocol("binary (v2)", f"/v2/models/{model}/infer", head + ROW.tobytes(),
                    {"content-type": "application/octet-stream", "inference-header-content-length": str(len(head))}, read)


def grpc_v2(model):
    def read(answer, headers):
        response = service_pb2.ModelInferResponse.FromString(answer)
        outputs = {}
        for i, output in enumerate(response.outputs):
            if response.raw_output_contents:
                outputs[output.name] = np.frombuffer(response.raw_output_contents[i], TYPES[output.datatype])
            else:
                contents = output.contents
                outputs[output.name] = np.array(contents.fp32_contents or contents.int64_contents)
        return outputs

    request = service_pb2.ModelInferRequest(model_name=model, raw_input_contents=[ROW.tobytes()])
    request.inputs.add(name="inputs", datatype="FP32", shape=ROW.shape)
    return Protocol("gRPC (v2)", "/inference.GRPCInferenceService/ModelInfer", request.SerializeToString(),
                    {"content-type": "application/grpc", "te": "trailers"}, read, grpc=True)
