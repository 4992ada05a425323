"""FastAPI around TensorFlow, as most people do it; a plain `def` would change threads for each request and is slower."""
import numpy as np
from fastapi import FastAPI
from pydantic import BaseModel

import har

app = FastAPI()
model = har.Har()


class Request(BaseModel):
    instances: list[list[list[float]]]


@app.post("/predict")
async def predict(request: Request):
    return {"predictions": har.predictions(model(np.asarray(request.instances, np.float32)))}
