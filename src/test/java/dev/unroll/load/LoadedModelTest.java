package dev.unroll.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.Unroll;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.graph.Tensors;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.Models;
import dev.unroll.model.Predictor;
import dev.unroll.train.ToyData;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Models out of folders, zips and jars, run by named tensors. */
class LoadedModelTest {

  private static final Dataset TOY = ToyData.make();
  private static final int STEPS = TOY.maxSteps();

  @TempDir static Path temp;

  private static Path model;
  private static TrainedModel trained;

  @BeforeAll
  static void write() throws IOException {
    trained = Unroll.train(Models.gru(3), TOY, TrainingSpec.adam(0.02, 1));
    model = temp.resolve("model");
    Files.createDirectory(model);
    Unroll.save(trained, TOY, model.resolve("1"));
  }

  /** A zip of the model's files, each under {@code prefix}. */
  private static Path zip(String name, String prefix) throws IOException {
    Path zip = temp.resolve(name);
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file);
        Stream<Path> all = Files.walk(model)) {
      for (Path one : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        out.putNextEntry(
            new ZipEntry(prefix + model.relativize(one).toString().replace('\\', '/')));
        Files.copy(one, out);
        out.closeEntry();
      }
    }
    return zip;
  }

  private static void assertPredictsAsTrained(Predictor loaded) {
    float[][] x = new float[STEPS][2];
    x[1][0] = 1;
    x[2][1] = -2;
    try (Predictor expected = trained.predictor()) {
      assertArrayEquals(expected.predict(x).values(), loaded.predict(x).values(), 1e-6f);
      assertEquals(TOY.classNames(), loaded.classNames());
    }
  }

  @Test
  void loadsAFolderAZipAndAJarsResource() throws IOException {
    try (Predictor folder = Unroll.load(model)) {
      assertPredictsAsTrained(folder);
    }
    try (Predictor zip = Unroll.load(zip("plain.zip", ""))) {
      assertPredictsAsTrained(zip);
    }
    Path inside = zip("inside.zip", "har/");
    try (Predictor zip = Unroll.load(inside)) {
      assertPredictsAsTrained(zip);
    }
    Path jar = zip("program.jar", "models/har/");
    try (Predictor resource =
        Unroll.load(URI.create("jar:" + jar.toUri() + "!/models/har").toURL())) {
      assertPredictsAsTrained(resource);
    }
    try (OutputStream file = Files.newOutputStream(temp.resolve("nested.jar"));
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.putNextEntry(new ZipEntry("model.zip"));
      Files.copy(inside, out);
      out.closeEntry();
    }
    URI nested = URI.create("jar:" + temp.resolve("nested.jar").toUri() + "!/model.zip");
    try (Predictor resource = Unroll.load(nested.toURL())) {
      assertPredictsAsTrained(resource);
    }
    try (Predictor file = Unroll.load(inside.toUri().toURL())) {
      assertPredictsAsTrained(file);
    }
  }

  @Test
  void refusesWhatIsNoModel() throws IOException {
    Path empty = temp.resolve("empty.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(empty))) {
      out.putNextEntry(new ZipEntry("note.txt"));
      out.closeEntry();
    }
    InputException e = assertThrows(InputException.class, () -> Unroll.load(empty).close());
    assertTrue(e.getMessage().contains("there is no saved_model.pb in it"), e.getMessage());
    Path cut = temp.resolve("cut.zip");
    byte[] whole = Files.readAllBytes(zip("whole.zip", ""));
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    e = assertThrows(InputException.class, () -> Unroll.load(cut).close());
    assertTrue(e.getMessage().startsWith(cut + ": not a whole zip file"), e.getMessage());
    e =
        assertThrows(
            InputException.class, () -> Unroll.load(URI.create("http://x.y/z").toURL()).close());
    assertEquals("http://x.y/z: expected a resource in a jar or on the class path", e.getMessage());
  }

  @Test
  void carriesItsDesign() throws IOException {
    SavedDesign saved = SavedDesign.read(model);
    assertEquals(trained.spec(), saved.spec());
    ModelDesign design = ModelDesign.of(trained.spec());
    assertEquals(design, ModelDesign.ofYaml(design.toYaml(), "model.yaml"));
    assertEquals(design, Models.gru(3));
    for (String name : trained.weights().names()) {
      assertArrayEquals(trained.weights().values(name), saved.weights().values(name), name);
    }
  }

  @Test
  void runsASignatureByNames() throws IOException {
    float[] x = TOY.test().values(0);
    try (LoadedModel loaded = Unroll.open(model);
        TFloat32 inputs = Tensors.of(x, 1, STEPS, 2);
        NamedTensors outputs = loaded.run("serving_default", Map.of("inputs", inputs));
        Predictor predictor = trained.predictor()) {
      assertEquals(List.of("classes", "logits", "probabilities"), List.copyOf(outputs.names()));
      assertArrayEquals(
          predictor.predict(TOY.test().select(0)).get(0).values(),
          outputs.floats("probabilities"),
          1e-6f);
      InputException e = assertThrows(InputException.class, () -> outputs.get("logit"));
      assertEquals(
          "outputs: there is no 'logit'; there are [classes, logits, probabilities]; did you mean"
              + " 'logits'?",
          e.getMessage());
      e = assertThrows(InputException.class, () -> outputs.floats("classes"));
      assertTrue(e.getMessage().startsWith("output 'classes': expected type float"));
    }
  }

  @Test
  void aStepOfTrainingIsASignatureToo() throws IOException {
    float[] x = TOY.train().values(0);
    float before;
    try (LoadedModel loaded = Unroll.open(model);
        TFloat32 inputs = Tensors.of(x, 1, STEPS, 2);
        TInt32 labels = Tensors.of(new int[] {1});
        TFloat32 rate = TFloat32.scalarOf(0.02f)) {
      Map<String, org.tensorflow.Tensor> step =
          Map.of("inputs", inputs, "labels", labels, "learning_rate", rate);
      try (NamedTensors first = loaded.run("train", step)) {
        before = first.floats("loss")[0];
      }
      float after = before;
      for (int i = 0; i < 60; i++) {
        try (NamedTensors next = loaded.run("train", step)) {
          after = next.floats("loss")[0];
        }
      }
      assertTrue(after < before, before + " to " + after);
    }
  }

  @Test
  void saysWhatASignatureNeeds() throws IOException {
    try (LoadedModel loaded = Unroll.open(model);
        TFloat32 inputs = Tensors.of(new float[STEPS * 2], 1, STEPS, 2);
        TFloat32 wrong = Tensors.of(new float[STEPS * 3], 1, STEPS, 3);
        TInt32 whole = Tensors.of(new int[] {1})) {
      String path = loaded.path().toString();
      assertMessage(
          path + ": there is no signature 'serve'; it has [features, serving_default, train]",
          () -> loaded.run("serve", Map.of("inputs", inputs)).close());
      assertMessage(
          path
              + ": signature 'serving_default' has no input 'input'; it takes [inputs]; did you"
              + " mean 'inputs'?",
          () -> loaded.run("serving_default", Map.of("input", inputs)).close());
      assertMessage(
          path + ": signature 'serving_default' also needs inputs: float [?, " + STEPS + ", 2]",
          () -> loaded.run("serving_default", Map.of()).close());
      assertMessage(
          path
              + ": signature 'serving_default', input 'inputs': expected float [?, "
              + STEPS
              + ", 2], got float [1, "
              + STEPS
              + ", 3]",
          () -> loaded.run("serving_default", Map.of("inputs", wrong)).close());
      assertMessage(
          path
              + ": signature 'serving_default', input 'inputs': expected float [?, "
              + STEPS
              + ", 2], got int32 [1]",
          () -> loaded.run("serving_default", Map.of("inputs", whole)).close());
    }
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable code) {
    assertEquals(message, assertThrows(InputException.class, code).getMessage());
  }
}
