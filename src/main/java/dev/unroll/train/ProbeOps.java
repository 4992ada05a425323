package dev.unroll.train;

import com.google.common.primitives.Floats;
import dev.unroll.data.Normalizer;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Variable;
import dev.unroll.model.ModelSpec;
import dev.unroll.train.Probe.Watch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** The operations of a {@link Probe} in a pass. Scalars come in one tensor. */
final class ProbeOps {

  private static final float SATURATED = 0.98f;

  private final Probe probe;
  private final Ops tf;
  private final List<String> variables = new ArrayList<>();
  private final List<String> layers = new ArrayList<>();

  /** In the order of {@link #report}. */
  private final List<Operand<TFloat32>> scalars = new ArrayList<>();

  private final List<Operand<TFloat32>> histograms = new ArrayList<>();
  private final Optional<Operand<TFloat32>> inputGradients;
  private final List<Operand<TFloat32>> fetches = new ArrayList<>();

  /**
   * Adds them.
   *
   * @param gradients of the variables, before clipping
   * @param inputGradient [batch, steps, features], where it is watched
   * @param update the optimizer's step
   */
  ProbeOps(
      Probe probe,
      GraphScope scope,
      ModelSpec spec,
      List<Optimizer.Gradient> gradients,
      Optional<Operand<TFloat32>> inputGradient,
      Op update) {
    this.probe = probe;
    this.tf = scope.tf();
    if (probe.watches(Watch.GRADIENTS)) {
      List<Operand<TFloat32>> halves = new ArrayList<>();
      gradients.forEach(gradient -> halves.add(tf.nn.l2Loss(gradient.value())));
      scalars.add(norm(tf.math.addN(halves)));
    }
    for (Optimizer.Gradient gradient : gradients) {
      if (probe.names(gradient.variable().name())) {
        variables.add(gradient.variable().name());
        addVariable(gradient, update);
      }
    }
    if (probe.watches(Watch.LAYERS)) {
      for (GraphScope.Tap tap : scope.taps()) {
        if (probe.names(tap.name())) {
          layers.add(tap.name());
          addLayer(tap.rows().get());
        }
      }
    }
    this.inputGradients = inputGradient.map(gradient -> byStep(spec, gradient));
    if (!scalars.isEmpty()) {
      fetches.add(tf.stack(scalars));
    }
    fetches.addAll(histograms);
    inputGradients.ifPresent(fetches::add);
  }

  private void addVariable(Optimizer.Gradient gradient, Op update) {
    Variable variable = gradient.variable();
    Operand<TFloat32> before = variable.value();
    if (probe.watches(Watch.WEIGHTS)) {
      scalars.add(norm(tf.nn.l2Loss(before)));
      scalars.add(mean(before));
      scalars.add(zeros(before));
    }
    if (probe.watches(Watch.GRADIENTS)) {
      scalars.add(norm(tf.nn.l2Loss(gradient.value())));
    }
    if (probe.watches(Watch.UPDATES)) {
      Operand<TFloat32> after =
          ReadVariableOp.create(
              tf.withControlDependencies(update).scope(), variable.handle(), TFloat32.class);
      Operand<TFloat32> moved = norm(tf.nn.l2Loss(tf.math.sub(after, before)));
      // Of a variable that begins with zeros there is no share.
      scalars.add(tf.math.divNoNan(moved, norm(tf.nn.l2Loss(before))));
    }
    if (probe.watches(Watch.HISTOGRAMS)) {
      histograms.add(before);
      histograms.add(gradient.value());
    }
  }

  private void addLayer(Operand<TFloat32> rows) {
    scalars.add(tf.math.sqrt(mean(tf.math.square(rows))));
    scalars.add(mean(rows));
    scalars.add(zeros(rows));
    scalars.add(share(tf.math.greater(tf.math.abs(rows), tf.constant(SATURATED))));
    Operand<TFloat32> largest = tf.reduceMax(tf.math.abs(rows), tf.constant(0));
    scalars.add(zeros(largest));
    scalars.add(variation(rows));
  }

  /** Deviation over the rows, root mean square over the columns, over that of all numbers. */
  private Operand<TFloat32> variation(Operand<TFloat32> rows) {
    Operand<TFloat32> centred = tf.math.sub(rows, tf.math.mean(rows, tf.constant(0)));
    return tf.math.divNoNan(
        tf.math.sqrt(mean(tf.math.square(centred))), tf.math.sqrt(mean(tf.math.square(rows))));
  }

  /** Mean over the batch of each step's norm; the loss is a mean over the batch itself. */
  private Operand<TFloat32> byStep(ModelSpec spec, Operand<TFloat32> gradient) {
    Operand<TFloat32> scaled = gradient;
    Optional<Normalizer> normalizer = spec.normalizer();
    if (normalizer.isPresent() && spec.transforms().isEmpty() && spec.input().frame().isEmpty()) {
      float[] deviation = Floats.toArray(normalizer.get().deviation());
      scaled = tf.math.mul(gradient, tf.constant(deviation));
    }
    Operand<TFloat32> norms = tf.math.sqrt(tf.sum(tf.math.square(scaled), tf.constant(2)));
    return tf.sum(norms, tf.constant(0));
  }

  private Operand<TFloat32> norm(Operand<TFloat32> half) {
    return tf.math.sqrt(tf.math.mul(tf.constant(2f), half));
  }

  private Operand<TFloat32> flat(Operand<TFloat32> x) {
    return tf.reshape(x, tf.array(-1));
  }

  private Operand<TFloat32> mean(Operand<TFloat32> x) {
    return tf.math.mean(flat(x), tf.constant(0));
  }

  private Operand<TFloat32> zeros(Operand<TFloat32> x) {
    return share(tf.math.equal(x, tf.constant(0f)));
  }

  private Operand<TFloat32> share(Operand<TBool> condition) {
    return mean(tf.dtypes.cast(condition, TFloat32.class));
  }

  /** Norm of all gradients together, a scalar, where they are watched. */
  Optional<Operand<TFloat32>> gradientNorm() {
    return probe.watches(Watch.GRADIENTS) ? Optional.of(scalars.get(0)) : Optional.empty();
  }

  /** What a run fetches. */
  List<Operand<TFloat32>> fetches() {
    return fetches;
  }

  /**
   * What was seen.
   *
   * @param first place of the first fetch in {@code result}
   */
  ProbeReport report(long step, Result result, int first) {
    int next = first;
    float[] numbers =
        scalars.isEmpty() ? new float[0] : Tensors.values((TFloat32) result.get(next++));
    Reader reader = new Reader(numbers);
    OptionalDouble all = reader.next(probe.watches(Watch.GRADIENTS));
    Map<String, ProbeReport.OfVariable> ofVariables = new LinkedHashMap<>();
    for (String name : variables) {
      boolean weights = probe.watches(Watch.WEIGHTS);
      List<Histogram> ofValues = new ArrayList<>();
      List<Histogram> ofGradients = new ArrayList<>();
      if (probe.watches(Watch.HISTOGRAMS)) {
        ofValues.add(Histogram.of(Tensors.values((TFloat32) result.get(next++))));
        ofGradients.add(Histogram.of(Tensors.values((TFloat32) result.get(next++))));
      }
      ofVariables.put(
          name,
          new ProbeReport.OfVariable(
              reader.next(weights),
              reader.next(weights),
              reader.next(weights),
              reader.next(probe.watches(Watch.GRADIENTS)),
              reader.next(probe.watches(Watch.UPDATES)),
              ofValues,
              ofGradients));
    }
    Map<String, ProbeReport.OfLayer> ofLayers = new LinkedHashMap<>();
    for (String name : layers) {
      ofLayers.put(
          name,
          new ProbeReport.OfLayer(
              reader.next(),
              reader.next(),
              reader.next(),
              reader.next(),
              reader.next(),
              reader.next()));
    }
    List<Double> byStep = new ArrayList<>();
    if (inputGradients.isPresent()) {
      for (float norm : Tensors.values((TFloat32) result.get(next))) {
        byStep.add((double) norm);
      }
    }
    return new ProbeReport(step, all, ofVariables, ofLayers, byStep);
  }

  /** Scalars one after the other. */
  private static final class Reader {
    private final float[] numbers;
    private int next;

    Reader(float[] numbers) {
      this.numbers = numbers;
    }

    double next() {
      return numbers[next++];
    }

    OptionalDouble next(boolean watched) {
      return watched ? OptionalDouble.of(next()) : OptionalDouble.empty();
    }
  }
}
