"""The model for Triton's Python back end; requests that come together run as one batch."""
import os
import sys

sys.path[:0] = os.environ["BENCH_PYTHONPATH"].split(":")
import numpy as np  # noqa: E402
import triton_python_backend_utils as triton  # noqa: E402

import har  # noqa: E402


class TritonPythonModel:
    def initialize(self, args):
        self.model = har.Har()

    def execute(self, requests):
        rows = [triton.get_input_tensor_by_name(request, "inputs").as_numpy() for request in requests]
        outputs = self.model(np.concatenate(rows) if len(rows) > 1 else rows[0])
        ends = np.cumsum([len(array) for array in rows])[:-1]
        parts = {name: np.split(array, ends) for name, array in outputs.items()}
        return [triton.InferenceResponse([triton.Tensor(name, arrays[i]) for name, arrays in parts.items()])
                for i in range(len(requests))]
