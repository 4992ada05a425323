"""TensorFlow Serving's own client, tensorflow-serving-api, asks `unroll serve`; TensorFlow says what is right."""
import grpc
import numpy as np
import pytest
import tensorflow as tf
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from google.protobuf import descriptor_pool, message_factory
from serving import CLASSES, MODELS_AND_ROWS, WITHIN, numbers, same, windows
from tensorflow_serving.apis import (
    classification_pb2,
    get_model_metadata_pb2,
    get_model_status_pb2,
    inference_pb2,
    model_service_pb2_grpc,
    predict_pb2,
    prediction_service_pb2_grpc,
    regression_pb2,
)

CLASSIFY, REGRESS = "tensorflow/serving/classify", "tensorflow/serving/regress"
X = numbers([5, 3], seed=1)
WEIGHTS = numbers([5, 1], seed=2)
COUNTS = np.array([0, 1, 2, 3, 2**40], np.int64)
NOTES = np.array([b"", b"a", "\u00e4\u20ac".encode(), b"\xff\x00", b"long" * 50])


@pytest.fixture(scope="module")
def channel(server):
    with grpc.insecure_channel(server.grpc) as opened:
        yield opened


@pytest.fixture(scope="module")
def predictions(channel):
    return prediction_service_pb2_grpc.PredictionServiceStub(channel)


@pytest.fixture(scope="module")
def model_service(channel):
    return model_service_pb2_grpc.ModelServiceStub(channel)


def predict(model, signature="", **inputs):
    request = predict_pb2.PredictRequest()
    request.model_spec.name, request.model_spec.signature_name = model, signature
    for name, value in inputs.items():
        request.inputs[name].CopyFrom(tf.make_tensor_proto(value))
    return request


def arrays(response):
    return {name: tf.make_ndarray(value) for name, value in response.outputs.items()}


def compare(found, expected, within=1e-6):
    assert found.keys() == expected.keys()
    return max(same(found[name], expected[name], within) for name in expected)


def examples(request):
    for x, weight in zip(X, WEIGHTS):
        example = request.input.example_list.examples.add()
        example.features.feature["x"].float_list.value.extend(x)
        example.features.feature["weight"].float_list.value.extend(weight)
    return request


def serialised():
    request = examples(classification_pb2.ClassificationRequest())
    return [example.SerializeToString() for example in request.input.example_list.examples]


@pytest.mark.parametrize(("model", "rows"), MODELS_AND_ROWS)
@pytest.mark.parametrize("signature", ["serving_default", "features"])
def test_our_models_predict(predictions, server, expected, figure, model, signature, rows):
    inputs = windows(model, rows, seed=rows)
    response = predictions.Predict(predict(model, signature, inputs=inputs), 60)
    found = compare(arrays(response), expected.of(model, signature, inputs=inputs), WITHIN[model])
    figure("difference", found)
    assert response.model_spec.name == model
    assert response.model_spec.version.value == server.version(model)
    assert response.model_spec.signature_name == signature


def test_numbers_strings_and_truth_values_of_a_foreign_model(predictions, expected):
    given = {"x": X, "count": COUNTS, "note": NOTES}
    assert compare(arrays(predictions.Predict(predict("scores", **given))), expected.of("scores", **given)) < 1e-6


def test_sequences_of_several_lengths(predictions, expected):
    given = {"inputs": numbers([4, 9, 2], seed=3), "lengths": np.array([9, 3, 1, 5], np.int32)}
    right = expected.of("varied", **given)
    compare(arrays(predictions.Predict(predict("varied", **given))), right)
    # Nobody looks at what is behind the end.
    for row, length in zip(given["inputs"], given["lengths"]):
        row[length:] = 1e9
    compare(arrays(predictions.Predict(predict("varied", **given))), right)


def test_some_outputs_of_a_version_by_number(predictions, expected):
    request = predict("har-lstm", inputs=windows("har-lstm", 2, seed=4))
    request.output_filter.append("classes")
    request.model_spec.version.value = 1
    found = arrays(predictions.Predict(request))
    assert list(found) == ["classes"]
    same(found["classes"], expected.of("har-lstm", inputs=windows("har-lstm", 2, seed=4))["classes"])


def test_numbers_as_fields_and_as_bytes(predictions):
    inputs = windows("har-lstm", 2, seed=5)
    packed = predict("har-lstm", inputs=inputs)
    assert packed.inputs["inputs"].tensor_content
    plain = predict("har-lstm", inputs=inputs)
    plain.inputs["inputs"].ClearField("tensor_content")
    plain.inputs["inputs"].float_val.extend(inputs.ravel())
    first, second = (arrays(predictions.Predict(request)) for request in (packed, plain))
    compare(first, second)


def scored(result):
    return [[(one.label, one.score) for one in example.classes] for example in result.classifications]


def expected_scores(expected):
    found = expected.of("scores", "classify", inputs=serialised())
    assert found["classes"].tolist() == [[name.encode() for name in CLASSES]] * len(X)
    return found["scores"]


def test_examples_are_classified(predictions, expected):
    request = examples(classification_pb2.ClassificationRequest())
    request.model_spec.name, request.model_spec.signature_name = "scores", "classify"
    found = scored(predictions.Classify(request).result)
    assert [[label for label, _ in example] for example in found] == [CLASSES] * len(X)
    same([[score for _, score in example] for example in found], expected_scores(expected))


def test_what_examples_have_in_common_comes_once(predictions, expected):
    request = classification_pb2.ClassificationRequest()
    request.model_spec.name, request.model_spec.signature_name = "scores", "classify"
    listed = request.input.example_list_with_context
    listed.context.features.feature["weight"].float_list.value.append(1)
    for x in X:
        listed.examples.add().features.feature["x"].float_list.value.extend(x)
    found = scored(predictions.Classify(request).result)
    same([[score for _, score in example] for example in found], expected_scores(expected))


def test_windows_of_our_model_are_classified_by_the_names_of_its_signals(predictions, expected):
    inputs = windows("har-lstm", 2, seed=6)
    listed = predictions.GetModelMetadata(metadata("har-lstm"))
    assert listed.model_spec.name == "har-lstm"
    signals = ["body_acc", "body_gyro", "total_acc"]
    names = [f"{signal}_{axis}" for signal in signals for axis in "xyz"]
    request = classification_pb2.ClassificationRequest()
    request.model_spec.name = "har-lstm"
    for window in inputs:
        example = request.input.example_list.examples.add()
        for name, values in zip(names, window.T):
            example.features.feature[name].float_list.value.extend(values)
    found = scored(predictions.Classify(request).result)
    assert [label for label, _ in found[0]][:1] == ["WALKING"]
    same(
        [[score for _, score in example] for example in found],
        expected.of("har-lstm", inputs=inputs)["probabilities"],
    )


def test_numbers_of_examples_are_predicted(predictions, expected):
    request = examples(regression_pb2.RegressionRequest())
    request.model_spec.name, request.model_spec.signature_name = "scores", "regress"
    found = [one.value for one in predictions.Regress(request).result.regressions]
    same(np.array(found, np.float32), expected.of("scores", "regress", inputs=serialised())["outputs"][:, 0])


def test_several_signatures_at_once(predictions, expected):
    request = examples(inference_pb2.MultiInferenceRequest())
    for signature, method in (("regress", REGRESS), ("classify", CLASSIFY)):
        task = request.tasks.add(method_name=method)
        task.model_spec.name, task.model_spec.signature_name = "scores", signature
    regressed, classified = predictions.MultiInference(request).results
    values = [one.value for one in regressed.regression_result.regressions]
    same(np.array(values, np.float32), expected.of("scores", "regress", inputs=serialised())["outputs"][:, 0])
    found = scored(classified.classification_result)
    same([[score for _, score in example] for example in found], expected_scores(expected))


def metadata(model):
    request = get_model_metadata_pb2.GetModelMetadataRequest(metadata_field=["signature_def"])
    request.model_spec.name = model
    return request


def test_metadata_tell_the_signatures_that_are_served(predictions, served):
    response = predictions.GetModelMetadata(metadata("scores"))
    signatures = get_model_metadata_pb2.SignatureDefMap()
    assert response.metadata["signature_def"].Unpack(signatures)
    assert sorted(signatures.signature_def) == ["classify", "regress", "serving_default"]
    from tensorflow.python.saved_model import loader_impl

    saved = loader_impl.parse_saved_model(str(served / "scores" / "3")).meta_graphs[0].signature_def
    assert signatures.signature_def["serving_default"] == saved["serving_default"]
    # What writes variables is not.
    predictions.GetModelMetadata(metadata("har-lstm")).metadata["signature_def"].Unpack(signatures)
    assert sorted(signatures.signature_def) == ["features", "serving_default"]


def test_status_of_versions(model_service):
    request = get_model_status_pb2.GetModelStatusRequest()
    request.model_spec.name = "scores"
    (status,) = model_service.GetModelStatus(request).model_version_status
    assert (status.version, status.state) == (3, get_model_status_pb2.ModelVersionStatus.AVAILABLE)
    assert status.status.error_code == 0


def test_health(channel):
    health = health_pb2_grpc.HealthStub(channel)
    for name in ("", "har-lstm", "scores", "tensorflow.serving.PredictionService", "inference.GRPCInferenceService"):
        answer = health.Check(health_pb2.HealthCheckRequest(service=name))
        assert answer.status == health_pb2.HealthCheckResponse.SERVING, name
    watching = health.Watch(health_pb2.HealthCheckRequest(service="nobody"))
    assert next(watching).status == health_pb2.HealthCheckResponse.SERVICE_UNKNOWN
    watching.cancel()
    with pytest.raises(grpc.RpcError) as refusal:
        health.Check(health_pb2.HealthCheckRequest(service="nobody"))
    assert refusal.value.code() == grpc.StatusCode.NOT_FOUND
    assert "har-lstm" in refusal.value.details()


def test_who_knows_no_message_asks_by_reflection(channel, expected):
    database = ProtoReflectionDescriptorDatabase(channel)
    assert set(database.get_services()) >= {
        "tensorflow.serving.PredictionService",
        "tensorflow.serving.ModelService",
        "inference.GRPCInferenceService",
        "grpc.health.v1.Health",
    }
    pool = descriptor_pool.DescriptorPool(database)
    method = pool.FindServiceByName("tensorflow.serving.PredictionService").FindMethodByName("Predict")
    ask, answer = (message_factory.GetMessageClass(kind) for kind in (method.input_type, method.output_type))
    inputs = windows("har-lstm", 1, seed=7)
    request = ask.FromString(predict("har-lstm", inputs=inputs).SerializeToString())
    assert request.inputs["inputs"].tensor_shape.dim[1].size == 128
    call = channel.unary_unary(
        "/tensorflow.serving.PredictionService/Predict",
        request_serializer=ask.SerializeToString,
        response_deserializer=answer.FromString,
    )
    found = call(request).outputs["probabilities"].float_val
    same(np.array([found], np.float32), expected.of("har-lstm", inputs=inputs)["probabilities"])
