package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.InferParameter;
import dev.unroll.internal.server.proto.ModelInferRequest;
import dev.unroll.internal.server.proto.ModelInferRequest.InferInputTensor;
import dev.unroll.internal.server.proto.ModelInferResponse;
import dev.unroll.internal.server.proto.ModelStatisticsRequest;
import dev.unroll.internal.server.proto.ModelStreamInferResponse;
import dev.unroll.internal.server.proto.RepositoryModelLoadRequest;
import dev.unroll.internal.server.proto.RepositoryModelUnloadRequest;
import dev.unroll.server.settings.SessionSettings;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences step by step, of one length or of several, as clients of each protocol send them. */
class SequenceTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STEPS = 130;

  @TempDir static Path temp;
  private static TestServer server;
  private static float[] values;
  private static float[] expected;

  @BeforeAll
  static void serve() throws IOException {
    server = TestServer.of(TestServer.models(temp), SessionSettings.standard());
    Random random = new Random(3);
    values = new float[STEPS];
    for (int i = 0; i < STEPS; i++) {
      values[i] = (float) random.nextGaussian();
    }
    expected = new float[STEPS];
    JsonNode found =
        ask(
            "/v1/models/burst:predict?outputs=probabilities",
            "{\"instances\": [" + steps(0, STEPS) + "]}");
    for (int i = 0; i < STEPS; i++) {
      expected[i] = (float) found.at("/predictions/0/" + i + "/1").asDouble();
    }
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private static String steps(int from, int to) {
    List<String> steps = new ArrayList<>();
    for (int i = from; i < to; i++) {
      steps.add("[" + values[i] + "]");
    }
    return steps.toString();
  }

  private static JsonNode ask(String path, String body) throws IOException {
    TestServer.Answer answer = server.post(path, body);
    assertEquals(200, answer.status(), answer.body());
    return JSON.readTree(answer.body());
  }

  private static void refuses(int status, String message, String path, String body) {
    TestServer.Answer answer = server.post(path, body);
    assertEquals(status, answer.status(), answer.body());
    assertTrue(answer.body().contains(message), answer.body());
  }

  @Test
  void goesStepByStepOverHttp() throws IOException {
    String path = "/v1/models/burst:step";
    JsonNode first =
        ask(path, "{\"session\": \"a\", \"start\": true, \"steps\": " + steps(0, 3) + "}");
    assertEquals(3, first.get("taken").asInt());
    assertEquals(3, first.get("classes").size());
    JsonNode fourth =
        ask(path, "{\"session\": \"a\", \"step\": [" + values[3] + "], \"return_state\": true}");
    assertEquals(4, fourth.get("taken").asInt());
    assertEquals(expected[3], fourth.at("/probabilities/0/1").asDouble(), 1e-6);
    JsonNode fifth =
        ask(path, "{\"step\": [" + values[4] + "], \"state\": " + fourth.get("state") + "}");
    assertEquals(expected[4], fifth.at("/probabilities/0/1").asDouble(), 1e-6);
    assertTrue(fifth.has("state"));
    JsonNode last =
        ask(path, "{\"session\": \"a\", \"end\": true, \"steps\": " + steps(4, STEPS) + "}");
    for (int i = 4; i < STEPS; i++) {
      assertEquals(expected[i], last.at("/probabilities/" + (i - 4) + "/1").asDouble(), 1e-6);
    }
    refuses(404, "its client ended it", path, "{\"session\": \"a\", \"step\": [1]}");
    JsonNode again =
        ask(path, "{\"session\": \"b\", \"start\": true, \"step\": [" + values[0] + "]}");
    assertEquals(expected[0], again.at("/probabilities/0/1").asDouble(), 1e-6);
    assertEquals(200, server.ask("DELETE", "/v1/models/burst/sessions/b", new byte[0]).status());
    assertEquals(404, server.ask("DELETE", "/v1/models/burst/sessions/b", new byte[0]).status());
    assertEquals(405, server.get("/v1/models/burst/sessions/b").status());
  }

  @Test
  void refusesWrongSteps() {
    String path = "/v1/models/burst:step";
    refuses(404, "is not known", path, "{\"session\": \"none\", \"step\": [1]}");
    refuses(404, "Latest(nobody)", "/v1/models/nobody:step", "{\"session\": \"x\", \"step\": [1]}");
    refuses(501, "cannot predict step by step", "/v1/models/half:step", "{\"step\": [1]}");
    refuses(400, "found none", path, "{\"session\": \"x\"}");
    refuses(400, "found float [0]", path, "{\"session\": \"x\", \"steps\": []}");
    refuses(400, "expected one of 'step' and 'steps'", path, "{\"step\": [1], \"steps\": [[1]]}");
    refuses(400, "expected a list of numbers", path, "{\"step\": [[1]]}");
    refuses(400, "expected a list of lists of numbers", path, "{\"steps\": [1]}");
    refuses(400, "expected steps of 1 features, found 2", path, "{\"step\": [1, 2]}");
    refuses(400, "there is no key 'sesion'", path, "{\"sesion\": \"x\", \"step\": [1]}");
    refuses(400, "'start': expected true or false", path, "{\"start\": 1, \"step\": [1]}");
    refuses(400, "'end' ends a session", path, "{\"end\": true, \"step\": [1]}");
    refuses(400, "'session': expected a name", path, "{\"session\": \"\", \"step\": [1]}");
    refuses(400, "'state': expected the", path, "{\"state\": [1], \"step\": [1]}");
    refuses(
        400, "has a state of its own", path, "{\"session\": \"x\", \"state\": [1], \"step\": [1]}");
    refuses(400, "JSON Parse error", path, "{");
    refuses(400, "a number, found", path, "{\"step\": [null]}");
  }

  @Test
  void takesSequencesOfTheOpenInferenceProtocolOverHttp() throws IOException {
    for (String id : new String[] {"7", "18446744073709551615", "\"walk\""}) {
      for (int i = 0; i < 5; i++) {
        String body =
            String.format(
                Locale.ROOT,
                "{\"parameters\": {\"sequence_id\": %s, \"sequence_start\": %b, \"sequence_end\": %b},"
                    + " \"inputs\": [{\"name\": \"inputs\", \"shape\": [1, 1], \"datatype\":"
                    + " \"FP32\", \"data\": [%s]}]}",
                id,
                i == 0,
                i == 4,
                values[i]);
        JsonNode found = ask("/v2/models/burst/infer", body);
        assertEquals(expected[i], found.at("/outputs/0/data/1").asDouble(), 1e-6);
        assertEquals("[1,1,2]", found.at("/outputs/0/shape").toString());
        assertEquals(i + 1, found.at("/parameters/taken").asInt());
        if (i == 4) {
          refuses(
              404, "its client ended it", "/v2/models/burst/infer", body.replace("true", "false"));
        }
      }
    }
    // A zero stands for none.
    refuses(
        400,
        "expected float [?, 130, 1]",
        "/v2/models/burst/infer",
        "{\"parameters\": {\"sequence_id\": 0}, \"inputs\": [{\"name\": \"inputs\", \"shape\": [1,"
            + " 1], \"datatype\": \"FP32\", \"data\": [1]}]}");
  }

  private static ModelInferRequest step(String id, int step, boolean start, boolean end) {
    ByteBuffer bytes =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, values[step]);
    return ModelInferRequest.newBuilder()
        .setModelName("burst")
        .setId(id + "-" + step)
        .putParameters("sequence_id", InferParameter.newBuilder().setStringParam(id).build())
        .putParameters("sequence_start", InferParameter.newBuilder().setBoolParam(start).build())
        .putParameters("sequence_end", InferParameter.newBuilder().setBoolParam(end).build())
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("inputs")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(1))
        .addRawInputContents(ByteString.copyFrom(bytes))
        .build();
  }

  private static float second(ModelInferResponse response) {
    return response
        .getRawOutputContents(0)
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .getFloat(4);
  }

  @Test
  void takesSequencesOverGrpc() {
    var stub = GRPCInferenceServiceGrpc.newBlockingStub(server.channel());
    for (int i = 0; i < 5; i++) {
      ModelInferResponse answer = stub.modelInfer(step("g", i, i == 0, i == 4));
      assertEquals(expected[i], second(answer), 1e-6);
      assertEquals(i + 1, answer.getParametersOrThrow("taken").getInt64Param());
    }
    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class, () -> stub.modelInfer(step("g", 0, false, false)));
    assertEquals(Status.Code.NOT_FOUND, e.getStatus().getCode());
    assertTrue(e.getStatus().getDescription().contains("(sequence_start)"));
  }

  /** What comes back over a stream. */
  private static final class Answers implements StreamObserver<ModelStreamInferResponse> {

    private final List<ModelStreamInferResponse> all = new ArrayList<>();
    private final CompletableFuture<List<ModelStreamInferResponse>> done =
        new CompletableFuture<>();

    @Override
    public synchronized void onNext(ModelStreamInferResponse answer) {
      all.add(answer);
    }

    @Override
    public void onError(Throwable e) {
      done.completeExceptionally(e);
    }

    @Override
    public synchronized void onCompleted() {
      done.complete(List.copyOf(all));
    }
  }

  @Test
  void takesSequencesOverAStreamWithoutWaiting() {
    Answers answers = new Answers();
    var stream = GRPCInferenceServiceGrpc.newStub(server.channel()).modelStreamInfer(answers);
    stream.onNext(step("unknown", 0, false, false));
    for (int i = 0; i < 40; i++) {
      stream.onNext(step("s1", i, i == 0, i == 39));
      stream.onNext(step("s2", i, i == 0, i == 39));
    }
    stream.onNext(step("s1", 0, false, false).toBuilder().setModelName("nobody").build());
    stream.onCompleted();
    List<ModelStreamInferResponse> all = answers.done.join();
    assertEquals(82, all.size());
    assertTrue(
        all.get(0).getErrorMessage().contains("session 'unknown' of model burst is not known"));
    assertEquals("unknown-0", all.get(0).getInferResponse().getId());
    for (int i = 0; i < 40; i++) {
      for (int s = 1; s <= 2; s++) {
        ModelStreamInferResponse one = all.get(2 * i + s);
        assertEquals("", one.getErrorMessage());
        assertEquals("s" + s + "-" + i, one.getInferResponse().getId());
        assertEquals(i + 1, one.getInferResponse().getParametersOrThrow("taken").getInt64Param());
        assertEquals(expected[i], second(one.getInferResponse()), 1e-6);
      }
    }
    assertTrue(all.get(81).getErrorMessage().contains("Latest(nobody)"));
  }

  @Test
  void readsRowsOfSeveralLengths() throws IOException {
    Random random = new Random(17);
    int[] lengths = {3, 24, 1, 10};
    List<float[]> rows = new ArrayList<>();
    List<String> lists = new ArrayList<>();
    for (int length : lengths) {
      float[] row = new float[length * 1728];
      StringBuilder list = new StringBuilder("[");
      for (int t = 0; t < length; t++) {
        list.append(t == 0 ? "[" : ", [");
        for (int i = 0; i < 1728; i++) {
          row[t * 1728 + i] = random.nextInt(256);
          list.append(i == 0 ? "" : ",").append((int) row[t * 1728 + i]);
        }
        list.append(']');
      }
      rows.add(row);
      lists.add(list.append(']').toString());
    }
    JsonNode together =
        ask("/v1/models/frames:predict?outputs=logits", "{\"instances\": " + lists + "}");
    for (int i = 0; i < lengths.length; i++) {
      // Zeros after the end, and the true length, by columns.
      float[] padded = Arrays.copyOf(rows.get(i), 24 * 1728);
      ByteBuffer bytes = ByteBuffer.allocate(4 * padded.length + 4).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(padded);
      bytes.putInt(4 * padded.length, lengths[i]);
      String json =
          "{\"inputs\": [{\"name\": \"inputs\", \"shape\": [1, 24, 1728], \"datatype\": \"FP32\","
              + " \"parameters\": {\"binary_data_size\": "
              + 4 * padded.length
              + "}},"
              + " {\"name\": \"lengths\", \"shape\": [1], \"datatype\": \"INT32\", \"parameters\":"
              + " {\"binary_data_size\": 4}}], \"outputs\": [{\"name\": \"logits\"}]}";
      byte[] head = json.getBytes(StandardCharsets.UTF_8);
      byte[] body = Arrays.copyOf(head, head.length + bytes.capacity());
      System.arraycopy(bytes.array(), 0, body, head.length, bytes.capacity());
      TestServer.Answer alone =
          server.ask(
              "POST",
              "/v2/models/frames/infer",
              body,
              "Inference-Header-Content-Length",
              Integer.toString(head.length));
      assertEquals(200, alone.status(), alone.body());
      JsonNode logits = JSON.readTree(alone.body()).at("/outputs/0/data");
      for (int k = 0; k < 3; k++) {
        assertEquals(
            logits.get(k).asDouble(), together.at("/predictions/" + i + "/" + k).asDouble(), 1e-5);
      }
      JsonNode named =
          ask(
              "/v1/models/frames:predict?outputs=logits",
              "{\"instances\": [{\"inputs\": "
                  + lists.get(i)
                  + ", \"lengths\": "
                  + lengths[i]
                  + "}]}");
      assertEquals(logits.get(0).asDouble(), named.at("/predictions/0/0").asDouble(), 1e-5);
    }
    String path = "/v1/models/frames:predict";
    refuses(400, "of as many steps at most", path, "{\"instances\": [[[1, 2]]]}");
    refuses(400, "expected the input 'inputs'", path, "{\"instances\": [{\"lengths\": 1}]}");
    refuses(
        400,
        "expected a length of 1 to 1, the steps of its list, found 2",
        path,
        "{\"instances\": [{\"lengths\": 2, \"inputs\": " + lists.get(2) + "}]}");
    refuses(400, "there is no input 'x'", path, "{\"instances\": [{\"x\": 1}]}");
  }

  @Test
  void packsTensorsAsTritonsClientsDo() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(1).putFloat(-2);
    String json =
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"parameters\":"
            + " {\"binary_data_size\": 8}}], \"parameters\": {\"binary_data_output\": true}}";
    byte[] body = Arrays.copyOf(json.getBytes(StandardCharsets.UTF_8), json.length() + 8);
    System.arraycopy(bytes.array(), 0, body, json.length(), 8);
    String length = Integer.toString(json.length());
    TestServer.Answer answer =
        server.ask(
            "POST", "/v2/models/half/infer", body, "Inference-Header-Content-Length", length);
    assertEquals(200, answer.status(), answer.body());
    int head = Integer.parseInt(answer.header("Inference-Header-Content-Length").orElseThrow());
    JsonNode found = JSON.readTree(answer.body().substring(0, head));
    assertEquals(8, found.at("/outputs/0/parameters/binary_data_size").asInt());
    ByteBuffer out =
        ByteBuffer.wrap(answer.body().substring(head).getBytes(StandardCharsets.ISO_8859_1))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(3.5f, out.getFloat());
    assertEquals(2f, out.getFloat());
    for (String wrong : new String[] {"-1", "x", "100000", "5"}) {
      assertEquals(
          400,
          server
              .ask("POST", "/v2/models/half/infer", body, "Inference-Header-Content-Length", wrong)
              .status());
    }
    byte[] longer = Arrays.copyOf(body, body.length + 1);
    assertEquals(
        400,
        server
            .ask("POST", "/v2/models/half/infer", longer, "Inference-Header-Content-Length", length)
            .status());
  }

  @Test
  void countsWhatItDid() throws IOException {
    String body = "{\"instances\": [{\"a\": 1, \"b\": 2}, {\"a\": 3, \"b\": 4}]}";
    JsonNode unused = ask("/v1/models/two:predict", body);
    refuses(400, "also needs", "/v1/models/two:predict", "{\"inputs\": {\"a\": [1]}}");
    JsonNode found = JSON.readTree(server.get("/v2/models/two/stats").body()).at("/model_stats/0");
    assertEquals("two", found.get("name").asText());
    assertEquals("1", found.get("version").asText());
    assertEquals(2, found.get("inference_count").asInt());
    assertEquals(1, found.get("execution_count").asInt());
    assertEquals(1, found.at("/inference_stats/success/count").asInt());
    assertEquals(1, found.at("/inference_stats/fail/count").asInt());
    assertEquals(1, found.at("/inference_stats/queue/count").asInt());
    assertTrue(found.at("/inference_stats/compute_infer/ns").asLong() > 0);
    assertEquals(2, found.at("/batch_stats/0/batch_size").asInt());
    assertTrue(found.get("last_inference").asLong() > 1_600_000_000_000L);
    var stub = GRPCInferenceServiceGrpc.newBlockingStub(server.channel());
    var told = stub.modelStatistics(ModelStatisticsRequest.newBuilder().setName("two").build());
    assertEquals(2, told.getModelStats(0).getInferenceCount());
    assertEquals(1, told.getModelStats(0).getInferenceStats().getFail().getCount());
    assertEquals(2, told.getModelStats(0).getBatchStats(0).getBatchSize());
    assertEquals(
        9, stub.modelStatistics(ModelStatisticsRequest.getDefaultInstance()).getModelStatsCount());
    assertEquals(9, JSON.readTree(server.get("/v2/models/stats").body()).get("model_stats").size());
    assertEquals(404, server.get("/v2/models/nobody/stats").status());
    assertEquals(404, server.get("/v2/models/two/versions/2/stats").status());
  }

  @Test
  void loadsAndPutsAside() throws IOException {
    String predict = "/v1/models/examples:regress";
    String body = "{\"signature_name\": \"regress\", \"examples\": [{\"x\": 0.5}]}";
    assertEquals(200, server.post(predict, body).status());
    assertEquals(200, server.post("/v2/repository/models/examples/unload", "").status());
    assertEquals(404, server.post(predict, body).status());
    assertTrue(server.server().ready());
    assertEquals(404, server.get("/v2/models/examples/ready").status());
    JsonNode all = ask("/v2/repository/index", "{}");
    JsonNode ready = ask("/v2/repository/index", "{\"ready\": true}");
    assertEquals(9, all.size());
    assertEquals(8, ready.size());
    assertEquals("READY", ready.at("/0/state").asText());
    assertEquals(200, server.post("/v2/repository/models/examples/load", "{}").status());
    assertEquals(200, server.post(predict, body).status());
    refuses(404, "Latest(nobody)", "/v2/repository/models/nobody/load", "");
    refuses(404, "Latest(nobody)", "/v2/repository/models/nobody/unload", "");
    refuses(
        400,
        "is not taken",
        "/v2/repository/models/examples/load",
        "{\"parameters\": {\"config\": \"{}\"}}");
    refuses(400, "JSON Parse error", "/v2/repository/models/examples/load", "{");
    var stub = GRPCInferenceServiceGrpc.newBlockingStub(server.channel());
    var unload = RepositoryModelUnloadRequest.newBuilder().setModelName("examples").build();
    assertTrue(stub.repositoryModelUnload(unload).isInitialized());
    assertEquals(404, server.post(predict, body).status());
    var load = RepositoryModelLoadRequest.newBuilder().setModelName("examples").build();
    assertTrue(stub.repositoryModelLoad(load).isInitialized());
    assertEquals(200, server.post(predict, body).status());
    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () -> stub.repositoryModelLoad(load.toBuilder().setModelName("nobody").build()));
    assertEquals(Status.Code.NOT_FOUND, e.getStatus().getCode());
  }
}
