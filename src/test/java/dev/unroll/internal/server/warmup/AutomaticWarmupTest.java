package dev.unroll.internal.server.warmup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.model.ToyModels;
import dev.unroll.internal.server.model.VersionState;
import dev.unroll.internal.server.model.VersionStatus;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.server.TestModels;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutomaticWarmupTest {

  @TempDir Path temp;

  private static ModelStore serve(Path folder, LoadSettings settings) throws IOException {
    ModelStore store = new ModelStore(settings, new AutomaticWarmup(8));
    store.configure(List.of(ModelConfig.of("m", folder)));
    while (store.refresh()) {}
    return store;
  }

  private static VersionStatus status(ModelStore store) {
    return store.statuses(ModelName.newest("m")).get(0);
  }

  /** 200 pairs of sizes: what is open is what the card or the batch says, else 1. */
  @Test
  void makesZerosOfTheSizesThatASignatureTakes() throws IOException {
    TestModels.two(temp.resolve("two/1"));
    TestModels.types(temp.resolve("types/1"));
    TestModels.fails(temp.resolve("fails/1"));
    Random random = new Random(1);
    try (ModelStore two = serve(temp.resolve("two"), LoadSettings.standard());
        ModelStore types = serve(temp.resolve("types"), LoadSettings.standard());
        ModelStore fails = serve(temp.resolve("fails"), LoadSettings.standard());
        ModelStore frames = serve(Path.of("savedmodels/frames-lstm"), LoadSettings.standard())) {
      for (int i = 0; i < 50; i++) {
        int rows = 1 + random.nextInt(70);
        assertEquals(List.of("float [" + rows + "]"), zeros(two, "serving_default", "a", rows));
        assertEquals(List.of("string [" + rows + ", 2]"), zeros(types, "string", "x_string", rows));
        assertEquals(List.of("float [" + rows + ", 1, 2]"), zeros(fails, "sums", "steps", rows));
        try (ModelVersion.Lease lease = frames.lease(ModelName.newest("m"))) {
          int steps = lease.version().card().orElseThrow().input().steps();
          Map<String, TensorValue> inputs =
              Zeros.of(lease.version(), lease.version().signature("serving_default"), rows, 1 << 24)
                  .orElseThrow();
          assertEquals(rows, inputs.get("inputs").size(0));
          assertEquals(steps, inputs.get("inputs").size(1));
          assertEquals("int32 [" + rows + "]", inputs.get("lengths").describe());
          assertEquals(steps, inputs.get("lengths").numbers().getInt(4 * (rows - 1)));
        }
      }
      assertEquals(List.of(), zeros(two, "serving_default", "a", (1 << 20) + 1));
    }
  }

  private static List<String> zeros(ModelStore store, String signature, String input, int rows) {
    try (ModelVersion.Lease lease = store.lease(ModelName.newest("m"))) {
      List<String> found = new ArrayList<>();
      Zeros.of(lease.version(), lease.version().signature(signature), rows, 1 << 20)
          .ifPresent(inputs -> found.add(inputs.get(input).describe()));
      return found;
    }
  }

  @Test
  void findsSignaturesWhoseRowsAreNotThoseOfTheirInputs() throws IOException {
    TestModels.two(temp.resolve("two/1"));
    try (ModelStore store = serve(temp.resolve("two"), LoadSettings.standard());
        ModelVersion.Lease lease = store.lease(ModelName.newest("m"))) {
      ModelVersion version = lease.version();
      assertTrue(version.mustRunAlone(version.signature("twice")));
      assertFalse(version.mustRunAlone(version.signature("serving_default")));
    }
  }

  /** Zeros are no request of a client's: they change nothing. */
  @Test
  void runsNoSignatureThatWritesVariables() throws IOException {
    ToyModels.write(temp.resolve("toy/1"), 1);
    LoadSettings allowed =
        new LoadSettings(false, Set.of("train"), LoadSettings.standard().compute());
    float before;
    try (ModelStore store = serve(temp.resolve("toy"), LoadSettings.standard())) {
      before = ToyModels.predicted(store, ModelName.newest("m"));
    }
    try (ModelStore store = serve(temp.resolve("toy"), allowed);
        ModelVersion.Lease lease = store.lease(ModelName.newest("m"))) {
      assertTrue(lease.version().signatures().containsKey("train"));
      assertTrue(lease.version().stepwise());
      assertEquals(before, ToyModels.predicted(lease.version()), 1e-6f);
    }
  }

  /** A design of another model that has the same variables. */
  @Test
  void servesNoModelWhoseStepsAreThoseOfAnother() throws IOException {
    Path folder = temp.resolve("toy/1");
    ToyModels.write(folder, 1);
    Path design = folder.resolve("assets.extra/model.yaml");
    String text = Files.readString(design);
    String other = text.replace("take: last-valid", "take: mean");
    assertNotEquals(text, other);
    // As long as it was: only its meaning tells.
    Files.writeString(design, other + "#".repeat(64), StandardCharsets.UTF_8);
    try (ModelStore store = serve(temp.resolve("toy"), LoadSettings.standard())) {
      assertEquals(VersionState.END, status(store).state(), status(store).toString() + other);
      assertTrue(
          status(store).message().contains("its design is not that of its graph; is it whole?"),
          status(store).message());
    }
  }

  @Test
  void servesAModelOfOthersThatTakesNoZeros() throws IOException {
    TestModels.fails(temp.resolve("fails/1"));
    try (ModelStore store = serve(temp.resolve("fails"), LoadSettings.standard())) {
      assertEquals(VersionState.AVAILABLE, status(store).state());
    }
  }
}
