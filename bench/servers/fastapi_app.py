"""FastAPI and uvicorn around TensorFlow, as most people do it."""
import numpy as np
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

import har

app = FastAPI()
model = har.Har()


class Request(BaseModel):
    instances: list[list[list[float]]]


@app.post("/predict")
def predict(request: Request):
    return {"predictions": har.predictions(model(np.asarray(request.instances, np.float32)))}


if __name__ == "__main__":
    uvicorn.run("fastapi_app:app", host="127.0.0.1", port=har.PORT, workers=har.WORKERS, access_log=False,
                log_level="warning")
