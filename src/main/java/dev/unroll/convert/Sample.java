package dev.unroll.convert;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.arrays.Npz;
import dev.unroll.convert.arrays.Pickle;
import dev.unroll.convert.arrays.Safetensors;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Weights;
import dev.unroll.model.InferenceGraph;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Inputs of a model and what it gives for them where it comes from: what an import is held to. */
public final class Sample {

  /** The most by which outputs may differ, relative to the largest of them. */
  public static final double TOLERANCE = 1e-5;

  private static final int MOST_ROWS = 4096;

  private final Path file;
  private final Array inputs;
  private final Array outputs;
  private final Optional<Array> lengths;

  private Sample(Path file, Array inputs, Array outputs, Optional<Array> lengths) {
    this.file = file;
    this.inputs = inputs;
    this.outputs = outputs;
    this.lengths = lengths;
  }

  /**
   * Reads a sample.
   *
   * @param file {@code .npz} or {@code .safetensors} with the arrays {@code inputs} [rows, steps,
   *     features] or [rows, steps, height, width, channels], {@code outputs} [rows, outputs] or
   *     [rows, steps, outputs] (of classes logits, probabilities or their logarithms, or of two
   *     classes the probability of the second) and, where sequences differ in length, {@code
   *     lengths} [rows]
   * @throws dev.unroll.check.InputException where it holds something else
   */
  public static Sample read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw failure("%s: no such sample file; check the path", file);
    }
    Pickle.refuse(file);
    boolean npz = file.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
    Map<String, Array> arrays = npz ? Npz.read(file) : Safetensors.read(file, true);
    Array inputs = arrays.get("inputs");
    Array outputs = arrays.get("outputs");
    if (inputs == null || outputs == null) {
      throw failure(
          "%s: expected the arrays 'inputs' and 'outputs', found %s", file, arrays.keySet());
    }
    boolean fits =
        (inputs.rank() == 3 || inputs.rank() == 5)
            && (outputs.rank() == 2 || outputs.rank() == 3)
            && inputs.size(0) == outputs.size(0)
            && inputs.size(0) >= 1
            && inputs.size(0) <= MOST_ROWS;
    that(
        fits,
        "%s: expected inputs [rows, steps, features] and outputs [rows, outputs] of 1 to %d rows,"
            + " found %s and %s",
        file,
        MOST_ROWS,
        inputs.shapeText(),
        outputs.shapeText());
    return new Sample(file, inputs, outputs, Optional.ofNullable(arrays.get("lengths")));
  }

  /** Whether its outputs are probabilities of two classes or more. */
  public boolean hasProbabilities() {
    return outputs.size(outputs.rank() - 1) > 1 && areProbabilities(outputs);
  }

  /**
   * The same, where it may be said of a single output that it is the logit of the second of two
   * classes.
   *
   * @param logits whether it is; else it is that class's probability
   */
  public Sample ofLogits(boolean logits) {
    if (!logits || outputs.size(outputs.rank() - 1) != 1) {
      return this;
    }
    float[] values = outputs.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1 / (1 + Math.exp(-values[i])));
    }
    return new Sample(file, inputs, Array.of(outputs.shape(), values), lengths);
  }

  /** Steps of its inputs. */
  public int steps() {
    return inputs.size(1);
  }

  /**
   * Runs a model on the inputs.
   *
   * @return the largest difference to the outputs, relative to the largest of those
   * @throws dev.unroll.check.InputException where the shapes are not the model's, or the outputs
   *     differ by more than {@link #TOLERANCE}
   */
  public double check(ModelSpec spec, Weights weights) {
    Array given = spec.task().target().isClasses() ? ofClasses(spec) : outputs;
    float[] found = run(spec, weights, given);
    float[] expected = given.values();
    that(
        found.length == expected.length,
        "%s: expected outputs %s of the model, found %d numbers",
        file,
        outputs.shapeText(),
        found.length);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs((double) expected[i] - found[i]);
      worst = difference <= worst ? worst : difference; // NaN is the worst
    }
    float largest = given.largest();
    double relative = largest == 0 ? worst : worst / largest;
    that(
        relative <= TOLERANCE,
        "%s: the imported model gives other outputs: they differ by %.2g, relative to the largest of"
            + " them; at most %.0e is allowed. Check each %s of the %s: activations, readout and forget"
            + " bias are not held by a file of weights",
        file,
        relative,
        TOLERANCE,
        Choice.SETTING,
        Choice.RECIPE);
    return relative;
  }

  /** The outputs, but probabilities where they say those of two classes by one, or logarithms. */
  private Array ofClasses(ModelSpec spec) {
    int width = outputs.size(outputs.rank() - 1);
    float[] values = outputs.values();
    long[] shape = outputs.shape();
    if (width == 1 && spec.classNames().size() == 2) {
      float[] both = new float[2 * values.length];
      for (int i = 0; i < values.length; i++) {
        both[2 * i] = 1 - values[i];
        both[2 * i + 1] = values[i];
      }
      shape[shape.length - 1] = 2;
      return Array.of(shape, both);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.exp(values[i]);
    }
    Array exponentials = Array.of(shape, values);
    return areProbabilities(exponentials) ? exponentials : outputs;
  }

  private float[] run(ModelSpec spec, Weights weights, Array given) {
    InputSpec input = spec.input();
    long size = (long) inputs.values().length / inputs.size(0);
    that(
        inputs.size(1) == input.steps() && size == (long) input.steps() * input.features(),
        "%s: expected inputs [rows, %d, %d], found %s",
        file,
        input.steps(),
        input.features(),
        inputs.shapeText());
    int rows = inputs.size(0);
    try (InferenceGraph graph = new InferenceGraph(spec);
        GraphSession session =
            new GraphSession(graph.graph(), graph.variables(), Compute.standard());
        TFloat32 x = Tensors.of(inputs.values(), rows, input.steps(), input.features());
        TInt32 l = Tensors.of(lengths(input, rows))) {
      session.assign(weights);
      boolean logits = spec.task().target().isClasses() && !areProbabilities(given);
      Operand<TFloat32> fetched = logits ? graph.forward().output() : graph.prediction();
      Session.Runner runner = session.runner().feed(graph.forward().inputs(), x).fetch(fetched);
      graph.forward().lengths().ifPresent(fed -> runner.feed(fed, l));
      try (TFloat32 result = (TFloat32) runner.run().get(0)) {
        return Tensors.values(result);
      }
    }
  }

  private int[] lengths(InputSpec input, int rows) {
    int[] all = new int[rows];
    float[] given = lengths.map(Array::values).orElse(new float[0]);
    that(
        lengths.isEmpty() || given.length == rows,
        "%s: expected lengths [%d], found %d",
        file,
        rows,
        given.length);
    for (int row = 0; row < rows; row++) {
      all[row] = lengths.isEmpty() ? input.steps() : (int) given[row];
      that(
          all[row] >= 1 && all[row] <= input.steps(),
          "%s: row %d: expected a length of 1 to %d, found %d",
          file,
          row,
          input.steps(),
          all[row]);
    }
    return all;
  }

  /** Whether the numbers of each row are from 0 to 1 and their sum is 1. */
  private static boolean areProbabilities(Array given) {
    float[] values = given.values();
    int width = given.size(given.rank() - 1);
    for (int row = 0; row < values.length / Math.max(width, 1); row++) {
      double sum = 0;
      for (int k = 0; k < width; k++) {
        float value = values[row * width + k];
        if (!(value >= 0 && value <= 1)) {
          return false;
        }
        sum += value;
      }
      if (Math.abs(sum - 1) > 1e-3) {
        return false;
      }
    }
    return true;
  }
}
