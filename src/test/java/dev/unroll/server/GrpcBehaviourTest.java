package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.unroll.internal.server.proto.ClassificationRequest;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.GetModelMetadataRequest;
import dev.unroll.internal.server.proto.GetModelMetadataResponse;
import dev.unroll.internal.server.proto.GetModelStatusRequest;
import dev.unroll.internal.server.proto.ModelInferRequest;
import dev.unroll.internal.server.proto.ModelMetadataRequest;
import dev.unroll.internal.server.proto.ModelReadyRequest;
import dev.unroll.internal.server.proto.ModelServiceGrpc;
import dev.unroll.internal.server.proto.MultiInferenceRequest;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import dev.unroll.internal.server.proto.RegressionRequest;
import dev.unroll.internal.server.proto.ServerLiveRequest;
import dev.unroll.internal.server.proto.ServerMetadataRequest;
import dev.unroll.internal.server.proto.ServerReadyRequest;
import dev.unroll.internal.server.proto.SignatureDefMap;
import dev.unroll.server.settings.SessionSettings;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What clients of TensorFlow Serving and of the Open Inference Protocol see over gRPC. A line is
 * {@code METHOD REQUEST => CODE ANSWER}, messages in the text form of protocol buffers; an answer
 * that begins with {@code ~} is a part of the description of a refusal. {@code f(1,2)} stands for a
 * tensor of floats, and so on.
 */
class GrpcBehaviourTest {

  @TempDir static Path temp;
  private static TestServer server;

  @BeforeAll
  static void serve() throws IOException {
    server = TestServer.of(TestServer.models(temp), SessionSettings.standard());
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static final String PREDICT =
      """
      Predict model_spec{name:"half"} inputs{key:"x" value{@f2 float_val:[1,2]}} => OK outputs{key:"y" value{@f2 float_val:[3.5,4]}} model_spec{name:"half" version{value:2} signature_name:"serving_default"}
      Predict model_spec{name:"half" version{value:1}} inputs{key:"x" value{@f2 float_val:[1,2]}} => OK outputs{key:"y" value{@f2 float_val:[2.5,3]}} model_spec{name:"half" version{value:1} signature_name:"serving_default"}
      Predict model_spec{name:"half" version_label:"stable"} inputs{key:"x" value{@f2 float_val:[1,2]}} => OK outputs{key:"y" value{@f2 float_val:[2.5,3]}} model_spec{name:"half" version{value:1} signature_name:"serving_default"}
      Predict model_spec{name:"half" signature_name:"other"} inputs{key:"x" value{@f2 float_val:[1,2]}} => OK outputs{key:"y3" value{@f2 float_val:[3.5,4]}} model_spec{name:"half" version{value:2} signature_name:"other"}
      Predict model_spec{name:"half"} inputs{key:"x" value{@f2 float_val:1}} => OK outputs{key:"y" value{@f2 float_val:[3.5,3.5]}} model_spec{name:"half" version{value:2} signature_name:"serving_default"}
      Predict model_spec{name:"half"} inputs{key:"x" value{@f2 tensor_content:"\\000\\000\\200?\\000\\000\\000@"}} => OK outputs{key:"y" value{@f2 float_val:[3.5,4]}} model_spec{name:"half" version{value:2} signature_name:"serving_default"}
      Predict model_spec{name:"two"} inputs{key:"a" value{@f2 float_val:[1,2]}} inputs{key:"b" value{@f2 float_val:[3,4]}} output_filter:"sum" => OK outputs{key:"sum" value{@f2 float_val:[4,6]}} model_spec{name:"two" version{value:1} signature_name:"serving_default"}
      Predict model_spec{name:"two" signature_name:"total"} inputs{key:"a" value{@f2 float_val:[1,2]}} inputs{key:"b" value{@f2 float_val:[3,4]}} => OK outputs{key:"total" value{dtype:DT_FLOAT tensor_shape{} float_val:10}} model_spec{name:"two" version{value:1} signature_name:"total"}
      Predict model_spec{name:"types" signature_name:"string"} inputs{key:"x_string" value{dtype:DT_STRING tensor_shape{dim{size:1} dim{size:2}} string_val:["\\377","b"]}} => OK outputs{key:"y_string" value{dtype:DT_STRING tensor_shape{dim{size:1} dim{size:2}} string_val:["\\377","b"]}} model_spec{name:"types" version{value:7} signature_name:"string"}
      Predict model_spec{name:"types" signature_name:"half"} inputs{key:"x_half" value{dtype:DT_HALF tensor_shape{dim{size:1} dim{size:2}} half_val:[15360,16384]}} => OK outputs{key:"y_half" value{dtype:DT_HALF tensor_shape{dim{size:1} dim{size:2}} half_val:[15360,16384]}} model_spec{name:"types" version{value:7} signature_name:"half"}
      Predict model_spec{name:"types" signature_name:"bfloat16"} inputs{key:"x_bfloat16" value{dtype:DT_BFLOAT16 tensor_shape{dim{size:1} dim{size:2}} half_val:[16256,49024]}} => OK outputs{key:"y_bfloat16" value{dtype:DT_BFLOAT16 tensor_shape{dim{size:1} dim{size:2}} half_val:[16256,49024]}} model_spec{name:"types" version{value:7} signature_name:"bfloat16"}
      Predict model_spec{name:"types" signature_name:"int64"} inputs{key:"x_int64" value{dtype:DT_INT64 tensor_shape{dim{size:1} dim{size:2}} int64_val:[-9223372036854775808,5]}} => OK outputs{key:"y_int64" value{dtype:DT_INT64 tensor_shape{dim{size:1} dim{size:2}} int64_val:[-9223372036854775808,5]}} model_spec{name:"types" version{value:7} signature_name:"int64"}
      Predict model_spec{name:"types" signature_name:"double"} inputs{key:"x_double" value{dtype:DT_DOUBLE tensor_shape{dim{size:1} dim{size:2}} double_val:[0.1,nan]}} => OK outputs{key:"y_double" value{dtype:DT_DOUBLE tensor_shape{dim{size:1} dim{size:2}} double_val:[0.1,nan]}} model_spec{name:"types" version{value:7} signature_name:"double"}
      Predict model_spec{name:"types" signature_name:"bool"} inputs{key:"x_bool" value{dtype:DT_BOOL tensor_shape{dim{size:1} dim{size:2}} bool_val:[true,false]}} => OK outputs{key:"y_bool" value{dtype:DT_BOOL tensor_shape{dim{size:1} dim{size:2}} bool_val:[true,false]}} model_spec{name:"types" version{value:7} signature_name:"bool"}
      Predict model_spec{name:"types" signature_name:"uint8"} inputs{key:"x_uint8" value{dtype:DT_UINT8 tensor_shape{dim{size:1} dim{size:2}} int_val:[255,0]}} => OK outputs{key:"y_uint8" value{dtype:DT_UINT8 tensor_shape{dim{size:1} dim{size:2}} int_val:[255,0]}} model_spec{name:"types" version{value:7} signature_name:"uint8"}
      Predict model_spec{name:"types" signature_name:"uint16"} inputs{key:"x_uint16" value{dtype:DT_UINT16 tensor_shape{dim{size:1} dim{size:2}} int_val:[65535,0]}} => OK outputs{key:"y_uint16" value{dtype:DT_UINT16 tensor_shape{dim{size:1} dim{size:2}} int_val:[65535,0]}} model_spec{name:"types" version{value:7} signature_name:"uint16"}
      Predict model_spec{name:"types" signature_name:"uint8"} inputs{key:"x_uint8" value{dtype:DT_UINT8 tensor_shape{dim{size:1} dim{size:2}} int_val:[256,0]}} => INVALID_ARGUMENT ~expected whole numbers of 0 to 255, found 256
      Predict model_spec{name:"types" signature_name:"int8"} inputs{key:"x_int8" value{dtype:DT_INT8 tensor_shape{dim{size:1} dim{size:2}} int_val:[1,0]}} => UNIMPLEMENTED ~TensorFlow Java has no such tensors
      Predict model_spec{name:"types" signature_name:"complex64"} inputs{key:"x_complex64" value{dtype:DT_COMPLEX64 tensor_shape{dim{size:1} dim{size:2}}}} => INVALID_ARGUMENT ~type DT_COMPLEX64 are not served
      Predict => INVALID_ARGUMENT ~ModelSpec has no name specified.
      Predict model_spec{name:"nobody"} => NOT_FOUND ~Servable not found for request: Latest(nobody)
      Predict model_spec{name:"half" version{value:3}} => NOT_FOUND ~Servable not found for request: Specific(half, 3)
      Predict model_spec{name:"half" version_label:"nope"} => INVALID_ARGUMENT ~Unrecognized servable version label: nope
      Predict model_spec{name:"half" signature_name:"no"} inputs{key:"x" value{@f2 float_val:1}} => FAILED_PRECONDITION ~"no" not found
      Predict model_spec{name:"har" signature_name:"train"} => PERMISSION_DENIED ~writes its variables
      Predict model_spec{name:"half"} => INVALID_ARGUMENT ~also needs the input 'x'
      Predict model_spec{name:"half"} inputs{key:"y" value{@f2 float_val:1}} => INVALID_ARGUMENT ~input tensor alias not found in signature: y
      Predict model_spec{name:"half"} inputs{key:"x" value{@f2 float_val:1}} inputs{key:"z" value{@f2 float_val:1}} => INVALID_ARGUMENT ~input tensor alias not found in signature: z
      Predict model_spec{name:"half"} inputs{key:"x" value{@f2 float_val:1}} output_filter:"z" => INVALID_ARGUMENT ~output tensor alias not found in signature: z
      Predict model_spec{name:"half"} inputs{key:"x" value{@f2 float_val:1}} output_filter:["y","y"] => INVALID_ARGUMENT ~duplicate output tensor alias: y
      Predict model_spec{name:"half"} inputs{key:"x" value{dtype:DT_INT32 tensor_shape{dim{size:1}} int_val:1}} => INVALID_ARGUMENT ~expected float [?], got int32 [1]
      Predict model_spec{name:"half"} inputs{key:"x" value{dtype:DT_FLOAT tensor_shape{} float_val:1}} => INVALID_ARGUMENT ~expected float [?], got float []
      Predict model_spec{name:"half"} inputs{key:"x" value{@f2 float_val:[1,2,3]}} => INVALID_ARGUMENT ~its shape says 2 elements, it has 3
      Predict model_spec{name:"half"} inputs{key:"x" value{@f2}} => INVALID_ARGUMENT ~its shape says 2 elements, it has 0
      Predict model_spec{name:"half"} inputs{key:"x" value{@f2 tensor_content:"abc"}} => INVALID_ARGUMENT ~2 elements, 8 bytes; its content has 3
      Predict model_spec{name:"half"} inputs{key:"x" value{dtype:DT_FLOAT tensor_shape{dim{size:-1}} float_val:1}} => INVALID_ARGUMENT ~a size is -1
      Predict model_spec{name:"half"} inputs{key:"x" value{dtype:DT_FLOAT tensor_shape{unknown_rank:true} float_val:1}} => INVALID_ARGUMENT ~known shape
      Predict model_spec{name:"half"} inputs{key:"x" value{dtype:DT_FLOAT tensor_shape{dim{size:400000000}} float_val:1}} => INVALID_ARGUMENT ~expected all where they are more than
      Predict model_spec{name:"half"} inputs{key:"x" value{dtype:DT_FLOAT tensor_shape{dim{size:4000000000} dim{size:4000000000}} float_val:1}} => INVALID_ARGUMENT ~too many
      Predict model_spec{name:"types" signature_name:"text"} inputs{key:"text" value{dtype:DT_STRING tensor_shape{dim{size:2000000000}} string_val:"a"}} => INVALID_ARGUMENT ~expected all where they are more than
      Predict model_spec{name:"half"} inputs{key:"x" value{}} => INVALID_ARGUMENT ~not served
      Predict model_spec{name:"two"} inputs{key:"a" value{@f2 float_val:[1,2]}} inputs{key:"b" value{dtype:DT_FLOAT tensor_shape{dim{size:3}} float_val:1}} => INVALID_ARGUMENT ~fails on these inputs
      """;

  private static final String EXAMPLES =
      """
      Classify model_spec{name:"examples"} input{example_list{examples{@x0.75} examples{@x0.5}}} => OK result{classifications{classes{label:"a" score:0.75} classes{label:"b" score:0.25}} classifications{classes{label:"a" score:0.5} classes{label:"b" score:0.5}}} model_spec{name:"examples" version{value:1} signature_name:"serving_default"}
      Classify model_spec{name:"examples"} input{example_list_with_context{context{@x0.5} examples{} examples{@x1}}} => OK result{classifications{classes{label:"a" score:0.5} classes{label:"b" score:0.5}} classifications{classes{label:"a" score:1} classes{label:"b"}}} model_spec{name:"examples" version{value:1} signature_name:"serving_default"}
      Classify model_spec{name:"examples" signature_name:"scores_only"} input{example_list{examples{@x1}}} => OK result{classifications{classes{score:1} classes{}}} model_spec{name:"examples" version{value:1} signature_name:"scores_only"}
      Classify model_spec{name:"examples"} => INVALID_ARGUMENT ~Input is empty
      Classify model_spec{name:"examples"} input{example_list{}} => INVALID_ARGUMENT ~Input is empty
      Classify input{example_list{examples{@x1}}} => INVALID_ARGUMENT ~ModelSpec has no name specified.
      Classify model_spec{name:"examples" signature_name:"regress"} input{example_list{examples{@x1}}} => INVALID_ARGUMENT ~at least one of "classes"
      Classify model_spec{name:"examples" signature_name:"no"} input{example_list{examples{@x1}}} => FAILED_PRECONDITION ~"no" not found
      Regress model_spec{name:"examples" signature_name:"regress"} input{example_list{examples{@x0.75} examples{}}} => OK result{regressions{value:7.5} regressions{value:2.5}} model_spec{name:"examples" version{value:1} signature_name:"regress"}
      Regress model_spec{name:"examples"} input{example_list{examples{@x1}}} => INVALID_ARGUMENT ~to contain "outputs"
      Regress model_spec{name:"examples" signature_name:"wide"} input{example_list{examples{@x1}}} => INVALID_ARGUMENT ~to be either [1] or [1, 1]
      Regress model_spec{name:"nobody"} input{example_list{examples{@x1}}} => NOT_FOUND ~Latest(nobody)
      MultiInference tasks{model_spec{name:"examples"} method_name:"tensorflow/serving/classify"} tasks{model_spec{name:"examples" signature_name:"regress"} method_name:"tensorflow/serving/regress"} input{example_list{examples{@x0.5}}} => OK results{model_spec{name:"examples" version{value:1} signature_name:"serving_default"} classification_result{classifications{classes{label:"a" score:0.5} classes{label:"b" score:0.5}}}} results{model_spec{name:"examples" version{value:1} signature_name:"regress"} regression_result{regressions{value:5}}}
      MultiInference => INVALID_ARGUMENT ~no tasks
      MultiInference tasks{model_spec{name:"examples"} method_name:"tensorflow/serving/classify"} tasks{model_spec{name:"half"} method_name:"tensorflow/serving/classify"} input{example_list{examples{@x0.5}}} => INVALID_ARGUMENT ~must access the same model name
      MultiInference tasks{model_spec{name:"examples"} method_name:"tensorflow/serving/classify"} tasks{model_spec{name:"examples"} method_name:"tensorflow/serving/classify"} input{example_list{examples{@x0.5}}} => INVALID_ARGUMENT ~Duplicate evaluation of signature: serving_default
      MultiInference tasks{model_spec{name:"examples"} method_name:"tensorflow/serving/predict"} input{example_list{examples{@x0.5}}} => UNIMPLEMENTED ~Unsupported signature method_name: tensorflow/serving/predict
      GetModelMetadata model_spec{name:"half"} => INVALID_ARGUMENT ~at least one metadata_field
      GetModelMetadata model_spec{name:"half"} metadata_field:"other" => INVALID_ARGUMENT ~Metadata field other is not supported
      GetModelMetadata metadata_field:"signature_def" => INVALID_ARGUMENT ~ModelSpec has no name specified.
      GetModelMetadata model_spec{name:"nobody"} metadata_field:"signature_def" => NOT_FOUND ~Latest(nobody)
      GetModelStatus model_spec{name:"half"} => OK model_version_status{version:2 state:AVAILABLE status{}} model_version_status{version:1 state:AVAILABLE status{}}
      GetModelStatus model_spec{name:"half" version{value:1}} => OK model_version_status{version:1 state:AVAILABLE status{}}
      GetModelStatus model_spec{name:"half" version{value:3}} => NOT_FOUND ~Could not find version 3 of model half
      GetModelStatus model_spec{name:"nobody"} => NOT_FOUND ~Could not find any versions of model nobody
      GetModelStatus => INVALID_ARGUMENT ~ModelSpec has no name specified.
      """;

  private static final String INFERENCE =
      """
      ServerLive => OK live:true
      ServerReady => OK ready:true
      ModelReady name:"half" => OK ready:true
      ModelReady name:"half" version:"3" => OK
      ModelReady name:"nobody" => OK
      ModelMetadata name:"half" => OK name:"half" versions:["1","2"] platform:"tensorflow_savedmodel" inputs{name:"x" datatype:"FP32" shape:-1} outputs{name:"y" datatype:"FP32" shape:-1}
      ModelMetadata name:"nobody" => NOT_FOUND ~Latest(nobody)
      ModelMetadata name:"half" version:"one" => INVALID_ARGUMENT ~expected a whole number
      ModelInfer model_name:"half" id:"i7" inputs{name:"x" datatype:"FP32" shape:2 contents{fp32_contents:[1,2]}} => OK model_name:"half" model_version:"2" id:"i7" outputs{name:"y" datatype:"FP32" shape:2} raw_output_contents:"\\000\\000`@\\000\\000\\200@"
      ModelInfer model_name:"half" model_version:"1" inputs{name:"x" datatype:"FP32" shape:1} raw_input_contents:"\\000\\000\\200?" => OK model_name:"half" model_version:"1" outputs{name:"y" datatype:"FP32" shape:1} raw_output_contents:"\\000\\000 @"
      ModelInfer model_name:"half" parameters{key:"signature_name" value{string_param:"other"}} inputs{name:"x" datatype:"FP32" shape:1 contents{fp32_contents:1}} outputs{name:"y3"} => OK model_name:"half" model_version:"2" outputs{name:"y3" datatype:"FP32" shape:1} raw_output_contents:"\\000\\000`@"
      ModelInfer model_name:"types" parameters{key:"signature_name" value{string_param:"half"}} inputs{name:"x_half" datatype:"FP16" shape:[1,2]} raw_input_contents:"\\000<\\000@" => OK model_name:"types" model_version:"7" outputs{name:"y_half" datatype:"FP16" shape:[1,2]} raw_output_contents:"\\000<\\000@"
      ModelInfer model_name:"types" parameters{key:"signature_name" value{string_param:"bfloat16"}} inputs{name:"x_bfloat16" datatype:"BF16" shape:[1,2]} raw_input_contents:"\\200?\\200?" => OK model_name:"types" model_version:"7" outputs{name:"y_bfloat16" datatype:"BF16" shape:[1,2]} raw_output_contents:"\\200?\\200?"
      ModelInfer model_name:"types" parameters{key:"signature_name" value{string_param:"string"}} inputs{name:"x_string" datatype:"BYTES" shape:[1,2] contents{bytes_contents:["a","bc"]}} => OK model_name:"types" model_version:"7" outputs{name:"y_string" datatype:"BYTES" shape:[1,2]} raw_output_contents:"\\001\\000\\000\\000a\\002\\000\\000\\000bc"
      ModelInfer model_name:"types" parameters{key:"signature_name" value{string_param:"string"}} inputs{name:"x_string" datatype:"BYTES" shape:[1,2]} raw_input_contents:"\\001\\000\\000\\000a\\003\\000\\000\\000bc" => INVALID_ARGUMENT ~longer than they are
      ModelInfer model_name:"types" parameters{key:"signature_name" value{string_param:"string"}} inputs{name:"x_string" datatype:"BYTES" shape:[1,2]} raw_input_contents:"\\001\\000\\000\\000a" => INVALID_ARGUMENT ~has 2 elements, its data 1 strings
      ModelInfer model_name:"types" parameters{key:"signature_name" value{string_param:"uint8"}} inputs{name:"x_uint8" datatype:"UINT8" shape:[1,2] contents{uint_contents:[256,1]}} => INVALID_ARGUMENT ~whole numbers of 0 to 255, found 256
      ModelInfer model_name:"types" parameters{key:"signature_name" value{string_param:"half"}} inputs{name:"x_half" datatype:"FP16" shape:[1,2] contents{fp32_contents:[1,2]}} => INVALID_ARGUMENT ~send it as raw_input_contents
      ModelInfer model_name:"half" inputs{name:"x" datatype:"FP32" shape:2 contents{fp32_contents:1}} => INVALID_ARGUMENT ~has 2 elements, its contents 1
      ModelInfer model_name:"half" inputs{name:"x" datatype:"FP32" shape:1} raw_input_contents:"abc" => INVALID_ARGUMENT ~1 elements of 4 bytes, its data 3 bytes
      ModelInfer model_name:"half" inputs{name:"x" datatype:"FP32" shape:1 contents{fp32_contents:1}} raw_input_contents:"abcd" => INVALID_ARGUMENT ~found them raw and typed
      ModelInfer model_name:"half" inputs{name:"x" datatype:"FP32" shape:1} raw_input_contents:["abcd","abcd"] => INVALID_ARGUMENT ~raw_input_contents for each of the 1 inputs, found 2
      ModelInfer model_name:"half" inputs{name:"x" datatype:"FP32" shape:-1} => INVALID_ARGUMENT ~a size is -1
      ModelInfer model_name:"half" inputs{name:"x" datatype:"FP31" shape:1} => INVALID_ARGUMENT ~there is no datatype 'FP31'
      ModelInfer model_name:"half" parameters{key:"a" value{}} => INVALID_ARGUMENT ~parameter 'a' has no value
      ModelInfer model_name:"half" inputs{name:"x" datatype:"FP32" shape:1 contents{fp32_contents:1}} parameters{key:"sequence_id" value{double_param:1.5}} => INVALID_ARGUMENT ~expected a string or a whole number
      ModelInfer model_name:"nobody" => NOT_FOUND ~Latest(nobody)
      ModelInfer model_name:"half" => INVALID_ARGUMENT ~also needs the input 'x'
      """;

  static Stream<String> cases() {
    return Stream.of(PREDICT, EXAMPLES, INFERENCE).flatMap(String::lines);
  }

  /** With what stands for longer texts. */
  private static String spelled(String text) {
    return text.replace("@f2", "dtype:DT_FLOAT tensor_shape{dim{size:2}}")
        .replaceAll("@x([0-9.]+)", "features{feature{key:\"x\" value{float_list{value:$1}}}}");
  }

  private static <B extends Message.Builder> B parsed(String text, B builder)
      throws TextFormat.ParseException {
    TextFormat.merge(spelled(text), builder);
    return builder;
  }

  private static Message call(String method, String request) throws TextFormat.ParseException {
    var serving = PredictionServiceGrpc.newBlockingStub(server.channel());
    var models = ModelServiceGrpc.newBlockingStub(server.channel());
    var inference = GRPCInferenceServiceGrpc.newBlockingStub(server.channel());
    return switch (method) {
      case "Predict" -> serving.predict(parsed(request, PredictRequest.newBuilder()).build());
      case "Classify" ->
          serving.classify(parsed(request, ClassificationRequest.newBuilder()).build());
      case "Regress" -> serving.regress(parsed(request, RegressionRequest.newBuilder()).build());
      case "MultiInference" ->
          serving.multiInference(parsed(request, MultiInferenceRequest.newBuilder()).build());
      case "GetModelMetadata" ->
          serving.getModelMetadata(parsed(request, GetModelMetadataRequest.newBuilder()).build());
      case "GetModelStatus" ->
          models.getModelStatus(parsed(request, GetModelStatusRequest.newBuilder()).build());
      case "ServerLive" -> inference.serverLive(ServerLiveRequest.getDefaultInstance());
      case "ServerReady" -> inference.serverReady(ServerReadyRequest.getDefaultInstance());
      case "ModelReady" ->
          inference.modelReady(parsed(request, ModelReadyRequest.newBuilder()).build());
      case "ModelMetadata" ->
          inference.modelMetadata(parsed(request, ModelMetadataRequest.newBuilder()).build());
      case "ModelInfer" ->
          inference.modelInfer(parsed(request, ModelInferRequest.newBuilder()).build());
      default -> throw new IllegalArgumentException(method);
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answers(String line) throws TextFormat.ParseException {
    int arrow = line.lastIndexOf(" => ");
    String[] asked = line.substring(0, arrow).split(" ", 2);
    String[] expected = (line.substring(arrow + 4) + " ").split(" ", 2);
    Status.Code code = Status.Code.valueOf(expected[0]);
    Message answer;
    try {
      answer = call(asked[0], asked.length > 1 ? asked[1] : "");
    } catch (StatusRuntimeException e) {
      String message = String.valueOf(e.getStatus().getDescription());
      assertEquals(code, e.getStatus().getCode(), message);
      assertTrue(message.contains(expected[1].strip().substring(1)), message);
      assertTrue(message.lines().count() == 1 && message.length() < 600, message);
      return;
    }
    assertEquals(Status.Code.OK, code, answer.toString());
    assertEquals(parsed(expected[1], answer.newBuilderForType()).build(), answer);
  }

  @Test
  void tellsSignatures() throws IOException {
    GetModelMetadataResponse found =
        (GetModelMetadataResponse)
            call("GetModelMetadata", "model_spec{name:\"har\"} metadata_field:\"signature_def\"");
    assertEquals(1, found.getModelSpec().getVersion().getValue());
    SignatureDefMap signatures =
        found.getMetadataMap().get("signature_def").unpack(SignatureDefMap.class);
    assertTrue(signatures.containsSignatureDef("serving_default"));
    assertTrue(!signatures.containsSignatureDef("train"));
  }

  @Test
  void tellsOfItself() {
    var inference = GRPCInferenceServiceGrpc.newBlockingStub(server.channel());
    var found = inference.serverMetadata(ServerMetadataRequest.getDefaultInstance());
    assertEquals("unroll", found.getName());
    assertEquals("1.2.3", found.getVersion());
    assertTrue(found.getExtensionsList().contains("sequence"));
  }

  @Test
  void refusesWhatIsLate() {
    StatusRuntimeException e =
        org.junit.jupiter.api.Assertions.assertThrows(
            StatusRuntimeException.class,
            () ->
                PredictionServiceGrpc.newBlockingStub(server.channel())
                    .withDeadlineAfter(1, TimeUnit.NANOSECONDS)
                    .predict(PredictRequest.getDefaultInstance()));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, e.getStatus().getCode());
  }
}
