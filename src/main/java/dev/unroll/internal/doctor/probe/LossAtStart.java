package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BatchNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Where training begins: the loss, how it depends on the size of a batch, and the kernels. */
final class LossAtStart implements ProbeCheck {

  private static final int ROWS = 128;
  private static final int SMALL_BATCH = 8;

  /** A loss so many times the base rate's is one that the first steps only undo (Karpathy). */
  private static final double HIGH = 3;

  /** A loss so many times the base rate's is undone by a good part of the training. */
  private static final double VERY_HIGH = 5;

  /** Losses of the same rows differ by rounding alone. */
  private static final double ROUNDING = 0.01;

  /** A kernel begins so many times wider than Glorot's: SageMaker's bound. */
  private static final double WIDE = 10;

  private static final String GLOROT = "={type: glorot-uniform}";

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.LOSS_AT_START);
  }

  @Override
  public Examined of(Lab lab) {
    List<Finding> findings = new ArrayList<>(kernels(lab));
    Sequences sample = lab.patient().sample(Split.TRAIN).shuffled(lab.patient().seed());
    int count = Math.min(ROWS, sample.size());
    double start = mean(lab, sample, count, count);
    double base = lab.base().trainingLoss();
    if (start > HIGH * base || !Double.isFinite(start)) {
      findings.add(
          Finding.of(
              Kind.LOSS_AT_START,
              start < VERY_HIGH * base && lab.learns() ? Level.NOTE : Level.SUSPECT,
              "the loss begins at "
                  + Figures.of(start)
                  + ", a constant prediction has "
                  + Figures.of(base),
              "the first steps only undo what the output layer begins with",
              new Mend(
                  List.of("model.outputKernel" + GLOROT, "model.outputBias={type: zeros}"),
                  "set model.outputKernel to glorot-uniform and model.outputBias to zeros")));
    }
    if (count >= 2 * SMALL_BATCH && Places.of(lab.recipe(), BatchNorm.class).isEmpty()) {
      int whole = count / SMALL_BATCH * SMALL_BATCH;
      double small = mean(lab, sample, whole, SMALL_BATCH);
      double large = mean(lab, sample, whole, whole);
      if (Math.abs(small - large) > ROUNDING * Math.abs(large)) {
        findings.add(
            Finding.of(
                Kind.LOSS_AT_START,
                Level.FAULT,
                "the same "
                    + whole
                    + " sequences have a loss of "
                    + Figures.of(large)
                    + " in one batch and of "
                    + Figures.of(small)
                    + " in batches of "
                    + SMALL_BATCH,
                "a layer mixes the sequences of a batch",
                Mend.byHand("let the layer compute each row by itself")));
      }
    }
    return new Examined(findings, List.of());
  }

  private static double mean(Lab lab, Sequences sample, int count, int batch) {
    Weights start = lab.start();
    double sum = 0;
    for (int first = 0; first < count; first += batch) {
      int[] rows = IntStream.range(first, Math.min(count, first + batch)).toArray();
      sum += lab.showPlain(start, sample, rows).loss() * rows.length / count;
    }
    return sum;
  }

  /** Kernels that begin all alike, so that their units do the same, or far too wide. */
  private static List<Finding> kernels(Lab lab) {
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, Initializer> of :
        Places.of(lab.recipe(), Initializer.class).entrySet()) {
      Initializer begins = of.getValue();
      boolean alike =
          begins instanceof Initializer.Zeros
              || begins instanceof Initializer.Ones
              || begins instanceof Initializer.Constant;
      if (alike && !of.getKey().endsWith("Bias")) {
        findings.add(
            Finding.of(
                Kind.LOSS_AT_START,
                Level.SUSPECT,
                of.getKey() + " begins with the same number everywhere",
                "units that begin alike learn the same",
                new Mend(
                    List.of(of.getKey() + GLOROT), "set " + of.getKey() + " to glorot-uniform")));
      }
      double deviation =
          begins instanceof Initializer.Normal normal
              ? normal.stddev()
              : begins instanceof Initializer.TruncatedNormal cut ? 0.88 * cut.stddev() : 0;
      double usual = deviation == 0 ? 0 : usual(lab, of.getKey(), deviation);
      if (usual > 0 && deviation > WIDE * usual) {
        findings.add(
            Finding.of(
                Kind.LOSS_AT_START,
                Level.SUSPECT,
                of.getKey()
                    + " begins with a deviation of "
                    + Figures.of(deviation)
                    + ", "
                    + Figures.of(Math.rint(deviation / usual))
                    + " times that of glorot-uniform",
                "gates and units begin at their ends, or numbers grow from step to step",
                new Mend(
                    List.of(of.getKey() + GLOROT), "set " + of.getKey() + " to glorot-uniform")));
      }
    }
    return findings;
  }

  /** Glorot's deviation of the kernel that has such a deviation; 0 where it is not found. */
  private static double usual(Lab lab, String place, double deviation) {
    if (place.startsWith("model.output")) {
      return 0; // the loss at the start tells
    }
    for (String name : lab.start().names()) {
      long[] shape = lab.start().shape(name);
      float[] values = lab.start().values(name);
      double squares = 0;
      for (float value : values) {
        squares += (double) value * value;
      }
      double found = Math.sqrt(squares / values.length);
      if (name.endsWith("kernel")
          && shape.length > 1
          && found > 0.7 * deviation
          && found < 1.4 * deviation) {
        long out = shape[shape.length - 1];
        return Math.sqrt(2.0 / (values.length / (double) out + out));
      }
    }
    return 0;
  }
}
