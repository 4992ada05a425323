package dev.unroll.internal.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.internal.files.TfRecords;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.proto.ClassificationRequest;
import dev.unroll.internal.server.proto.ClassifyLog;
import dev.unroll.internal.server.proto.ExampleList;
import dev.unroll.internal.server.proto.InferenceTask;
import dev.unroll.internal.server.proto.Input;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.proto.MultiInferenceLog;
import dev.unroll.internal.server.proto.MultiInferenceRequest;
import dev.unroll.internal.server.proto.PredictLog;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictionLog;
import dev.unroll.internal.server.proto.RegressLog;
import dev.unroll.internal.server.proto.RegressionRequest;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.server.TestModels;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

class RecordedRequestsTest {

  @TempDir Path temp;
  private Path folder;
  private ModelStore store;

  @BeforeEach
  void load() throws IOException {
    folder = temp.resolve("m/1");
    TestModels.examples(folder);
    store = new ModelStore(LoadSettings.standard());
    store.configure(List.of(ModelConfig.of("m", temp.resolve("m"))));
    while (store.refresh()) {}
  }

  @AfterEach
  void close() {
    store.close();
    assertEquals(0, store.open());
  }

  private void write(List<PredictionLog> logs) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    logs.forEach(log -> out.writeBytes(TfRecords.record(log.toByteArray())));
    write(out.toByteArray());
  }

  private void write(byte[] bytes) throws IOException {
    Path file = folder.resolve("assets.extra/tf_serving_warmup_requests");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  /** How often a model was asked for. */
  private int warm(int times) throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (ModelVersion.Lease lease = store.lease(ModelName.newest("m"))) {
      new RecordedRequests(BatchSettings.standard(), times)
          .warm(
              lease.version(),
              name -> {
                assertEquals(ModelName.newest("m"), name);
                asked.incrementAndGet();
                return store.lease(name);
              });
    }
    return asked.get();
  }

  /** The name and version of another model are of no matter; the signature is. */
  private static ModelSpec spec(String signature) {
    return ModelSpec.newBuilder()
        .setName("recorded-elsewhere")
        .setVersionLabel("old")
        .setSignatureName(signature)
        .build();
  }

  private static Input input(float... values) {
    ExampleList.Builder list = ExampleList.newBuilder();
    for (float value : values) {
      list.addExamples(
          Example.newBuilder()
              .setFeatures(
                  Features.newBuilder()
                      .putFeature(
                          "x",
                          Feature.newBuilder()
                              .setFloatList(FloatList.newBuilder().addValue(value))
                              .build())));
    }
    return Input.newBuilder().setExampleList(list).build();
  }

  private static PredictionLog predict(String input) {
    return PredictionLog.newBuilder()
        .setPredictLog(
            PredictLog.newBuilder()
                .setRequest(
                    PredictRequest.newBuilder()
                        .setModelSpec(spec("serving_default"))
                        .putInputs(
                            input,
                            TensorProto.newBuilder()
                                .setDtype(DataType.DT_STRING)
                                .setTensorShape(
                                    TensorShapeProto.newBuilder()
                                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(1)))
                                .addStringVal(
                                    input(3).getExampleList().getExamples(0).toByteString())
                                .build())))
        .build();
  }

  private static PredictionLog classify(String signature) {
    return PredictionLog.newBuilder()
        .setClassifyLog(
            ClassifyLog.newBuilder()
                .setRequest(
                    ClassificationRequest.newBuilder()
                        .setModelSpec(spec(signature))
                        .setInput(input(1, 2))))
        .build();
  }

  private static PredictionLog regress() {
    return PredictionLog.newBuilder()
        .setRegressLog(
            RegressLog.newBuilder()
                .setRequest(
                    RegressionRequest.newBuilder()
                        .setModelSpec(spec("regress"))
                        .setInput(input(0.5f))))
        .build();
  }

  private static PredictionLog both() {
    return PredictionLog.newBuilder()
        .setMultiInferenceLog(
            MultiInferenceLog.newBuilder()
                .setRequest(
                    MultiInferenceRequest.newBuilder()
                        .addTasks(
                            InferenceTask.newBuilder()
                                .setModelSpec(spec("serving_default"))
                                .setMethodName("tensorflow/serving/classify"))
                        .addTasks(
                            InferenceTask.newBuilder()
                                .setModelSpec(spec("regress"))
                                .setMethodName("tensorflow/serving/regress"))
                        .setInput(input(0.5f, 4))))
        .build();
  }

  @Test
  void asksAllKindsOfRequests() throws IOException {
    assertEquals(0, warm(1));
    write(List.of(predict("inputs")));
    int each = warm(1);
    assertTrue(each > 0);
    assertEquals(3 * each, warm(3));
    write(List.of(predict("inputs"), classify("serving_default"), regress(), both()));
    assertEquals(5 * each, warm(1));
    write(List.of());
    assertEquals(0, warm(1));
  }

  /** 200 files of which one record is bad: its number is told. */
  @Test
  void refusesAFileWithOneBadRequest() throws IOException {
    Random random = new Random(2);
    List<PredictionLog> bad =
        List.of(
            predict("input"),
            classify("none"),
            classify("regress"),
            PredictionLog.getDefaultInstance());
    for (int i = 0; i < 200; i++) {
      List<PredictionLog> logs = new ArrayList<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        logs.add(List.of(predict("inputs"), regress(), both()).get(random.nextInt(3)));
      }
      int at = random.nextInt(logs.size() + 1);
      logs.add(at, bad.get(random.nextInt(bad.size())));
      write(logs);
      InputException e = assertThrows(InputException.class, () -> warm(1));
      assertTrue(
          e.getMessage()
              .startsWith(
                  folder.resolve("assets.extra/tf_serving_warmup_requests")
                      + ": record "
                      + (at + 1)
                      + ": the request fails: "),
          e.getMessage());
    }
  }

  @Test
  void refusesTooManyAndDamagedRecords() throws IOException {
    write(Collections.nCopies(1001, predict("inputs")));
    InputException e = assertThrows(InputException.class, () -> warm(1));
    assertTrue(e.getMessage().endsWith("expected 1000 records at most, found more"));
    write(TfRecords.record(new byte[] {(byte) 0xff, 1, 2}));
    e = assertThrows(InputException.class, () -> warm(1));
    assertTrue(
        e.getMessage().endsWith("record 1: expected a PredictionLog; it is damaged"),
        e.getMessage());
    write(new byte[] {1, 2, 3});
    e = assertThrows(InputException.class, () -> warm(1));
    assertTrue(e.getMessage().endsWith("record 1: it is cut"), e.getMessage());
  }
}
