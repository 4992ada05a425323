package dev.unroll.source.simulated;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.settings.Default;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A signal that is 0 but for one half wave of a sine, somewhere in it; of each step it is to be
 * said whether the burst is over. A model needs memory for that: the signal is 0 before and after.
 *
 * <p>A burst starts at s = u latest, where u is a draw of {@code numpy.random.random()}, and s is
 * not rounded. Step j has the value sin(pi (j - s) / length) while s &lt;= j &lt; s + length and
 * the class "not over" while j &lt; s + length. The training part is drawn after {@code
 * numpy.random.seed(seed)}, the validation part after seed + 1, the test part after seed + 2.
 *
 * @param sequences to train on
 * @param steps of a sequence
 * @param latest the burst starts before this step
 * @param length of the burst in steps
 * @param validationSequences to validate on
 * @param testSequences to test on
 * @param seed of the training part
 */
public record Burst(
    @Default("5") int sequences,
    @Default("130") int steps,
    @Default("50") int latest,
    @Default("10") int length,
    @Default("0") int validationSequences,
    @Default("200") int testSequences,
    @Default("1") int seed)
    implements DataSource {

  /** The class of a step after the burst. */
  static final int OVER = 0;

  /** The class of a step before the burst or in it. */
  static final int NOT_OVER = 1;

  private static final Schema SCHEMA =
      new Schema(
          List.of(new Signal("signal", "")),
          Optional.empty(),
          new Target.ClassPerStep(List.of("over", "not over")),
          "sequence");

  public Burst {
    positive("burst: sequences", sequences);
    positive("burst: steps", steps);
    positive("burst: latest", latest);
    positive("burst: length", length);
    that(
        latest + (long) length <= steps,
        "burst: a burst of %d steps that starts before step %d may not be over within %d steps; use"
            + " more steps or an earlier latest",
        length,
        latest,
        steps);
    notNegative("burst: validationSequences", validationSequences);
    notNegative("burst: testSequences", testSequences);
  }

  public Burst() {
    this(5, 130, 50, 10, 0, 200, 1);
  }

  @Override
  public PathUse pathUse() {
    return PathUse.NONE;
  }

  @Override
  public Dataset read(String path) throws IOException {
    return new Dataset(
        "burst",
        true,
        SCHEMA,
        draw(sequences, seed),
        draw(validationSequences, seed + 1),
        draw(testSequences, seed + 2));
  }

  @Override
  public Optional<Layout> layout() {
    return Optional.of(new Layout(steps, false, SCHEMA));
  }

  private Sequences draw(int count, int seed) throws IOException {
    MersenneTwister random = new MersenneTwister(seed);
    SequencesBuilder builder = new SequencesBuilder(1);
    for (int i = 0; i < count; i++) {
      double start = random.nextDouble() * latest;
      float[] signal = new float[steps];
      int[] classes = new int[steps];
      for (int step = 0; step < steps; step++) {
        boolean over = step >= start + length;
        if (step >= start && !over) {
          signal[step] = (float) StrictMath.sin((step - start) * StrictMath.PI / length);
        }
        classes[step] = over ? OVER : NOT_OVER;
      }
      builder.add(signal, i);
      builder.stepLabels(classes);
    }
    return builder.build();
  }
}
