package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.graph.Weights;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.StopRequest;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training of any kind that was stopped and resumed is the one that was not, to the last bit. */
class ResumedTrainingTest {

  @TempDir Path temp;

  static Set<String> kinds() {
    return TrainingKinds.names();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isTheUninterruptedOne(String kind) throws IOException {
    Recipe recipe = Recipes.of(TrainingKinds.write(temp, kind));
    Dataset data = recipe.data().load();
    List<String> rows = new ArrayList<>();
    TrainedModel whole = trainer(recipe, data).listen(rowsInto(rows)).run();
    assertEquals(!kind.equals("stopped-early"), whole.steps() == 12, "steps " + whole.steps());

    // An epoch has 5 batches: both ends are in the middle of one.
    List<String> resumedRows = new ArrayList<>();
    Path checkpoints = temp.resolve("checkpoints");
    for (int end : new int[] {3, 7}) {
      StopRequest stop = new StopRequest();
      Trainer trainer = trainer(recipe, data).stopOn(stop).listen(rowsInto(resumedRows));
      trainer.listen(
          new TrainingListener() {
            @Override
            public void stepped(long done) {
              if (done == end) {
                stop.request();
              }
            }

            @Override
            public void checkpointed(Checkpoint checkpoint) throws IOException {
              checkpoint.write(checkpoints);
            }
          });
      if (end > 3) {
        trainer.resume(checkpoints);
      }
      TrainedModel part = trainer.run();
      assertTrue(part.steps() <= end);
    }
    TrainedModel rest =
        trainer(recipe, data).resume(checkpoints).listen(rowsInto(resumedRows)).run();

    assertEquals(rows, resumedRows);
    assertEquals(whole.steps(), rest.steps());
    assertEquals(whole.state().counters(), rest.state().counters());
    assertSameBits(whole.state().weights(), rest.state().weights());
    assertSameBits(whole.weights(), rest.weights());
    assertEquals(whole.scores().keySet(), rest.scores().keySet());
  }

  private static Trainer trainer(Recipe recipe, Dataset data) {
    return new Trainer(recipe.model().forData(data), data, recipe.training(), 3).deterministic();
  }

  private static TrainingListener rowsInto(List<String> rows) {
    return new TrainingListener() {
      @Override
      public void progressed(Progress progress) {
        rows.add(
            String.format(
                Locale.ROOT,
                "%d loss %s rate %s scores %s %s %s",
                progress.step(),
                progress.loss(),
                progress.learningRate(),
                progress.train(),
                progress.validation(),
                progress.test()));
      }
    };
  }

  private static void assertSameBits(Weights expected, Weights found) {
    assertEquals(expected.names(), found.names());
    for (String name : expected.names()) {
      assertArrayEquals(bits(expected.values(name)), bits(found.values(name)), name);
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
