"""LitServe around TensorFlow; a request is one row, and up to BENCH_ROWS requests run as a batch."""
import os

import litserve
import numpy as np

import har


class HarApi(litserve.LitAPI):
    def setup(self, device):
        self.model = har.Har()

    def decode_request(self, request):
        return np.asarray(request["instances"][0], np.float32)

    def predict(self, rows):
        return har.predictions(self.model(rows if har.ROWS > 1 else rows[np.newaxis]))

    def encode_response(self, output):
        return {"predictions": [output] if har.ROWS > 1 else output}


if __name__ == "__main__":
    server = litserve.LitServer(HarApi(max_batch_size=har.ROWS, batch_timeout=0.002 if har.ROWS > 1 else 0),
                                accelerator="cpu")
    server.run(host="127.0.0.1", port=int(os.environ["BENCH_PORT"]), generate_client_file=False, log_level="warning",
               access_log=False)
