package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.layer.Activation;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.Conv1D;
import dev.unroll.layer.Dense;
import dev.unroll.layer.Dropout;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Pool1D;
import dev.unroll.layer.Recurrent;
import dev.unroll.layer.SpatialDropout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A layer that is too narrow, steps that are pooled away, weights without number. */
final class Bottleneck implements DataCheck {

  private static final int UNITS = 32;

  /** Steps from which on some are expected to be left. */
  private static final int MANY_STEPS = 8;

  private static final int FEW_STEPS = 2;

  /** More units than that are a layer of their own, however many classes there are. */
  private static final int FEW_UNITS = 10;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.BOTTLENECK);
  }

  @Override
  public Examined of(Patient patient) {
    List<Layer> layers = patient.recipe().model().layers();
    Optional<LayerSizes> found = LayerSizes.of(patient);
    if (found.isEmpty()) {
      return Examined.skipped("too narrow a place: the recipe does not fit its data");
    }
    LayerSizes sizes = found.get();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      narrow(patient, i, sizes).ifPresent(findings::add);
    }
    pooled(patient, sizes).ifPresent(findings::add);
    if (findings.isEmpty()) {
      many(patient, sizes.parameters()).ifPresent(findings::add);
    }
    return Examined.of(findings.stream().limit(1).toArray(Finding[]::new));
  }

  private static Optional<Finding> narrow(Patient patient, int index, LayerSizes all) {
    List<Integer> sizes = all.after(index);
    if (sizes.isEmpty()) {
      return Optional.empty();
    }
    List<Layer> layers = patient.recipe().model().layers();
    Layer layer = layers.get(index);
    // Two directions of one unit each are as narrow.
    boolean both = layer instanceof Recurrent two && two.bidirectional();
    int width = sizes.get(sizes.size() - 1) / (both ? 2 : 1);
    boolean passes =
        !(layer instanceof Recurrent || layer instanceof Dense || layer instanceof Conv1D);
    List<Integer> before = all.before(index);
    if (passes && !before.isEmpty() && before.get(before.size() - 1) == 1) {
      return Optional.empty(); // as narrow as what it gets
    }
    if (width > 1) {
      return clipped(patient, index, width);
    }
    boolean recurrent = layer instanceof Recurrent;
    boolean relu = isRelu(layer) || (index + 1 < layers.size() && isRelu(layers.get(index + 1)));
    int classes = patient.target().isClasses() ? patient.target().names().size() : 0;
    String path = "model.layers." + index;
    Mend mend =
        recurrent
            ? Mend.set(path + ".cell.units", UNITS)
            : layer instanceof Dense
                ? Mend.set(path + ".units", UNITS)
                : layer instanceof Conv1D
                    ? Mend.set(path + ".filters", UNITS)
                    : Mend.byHand("give the layers before it more units");
    if (classes > 2) {
      return Optional.of(
          Finding.of(
              Kind.BOTTLENECK,
              both ? Level.SUSPECT : Level.FAULT,
              Text.of(
                  "the layer '%s' has 1 unit%s%s, and %d classes are told by it",
                  layer.label(),
                  both ? " in each direction" : "",
                  relu ? " that is never below 0" : "",
                  classes),
              "on one line the classes in the middle cannot be told from both of their neighbours",
              mend));
    }
    if (recurrent || relu) {
      return Optional.of(
          Finding.of(
              Kind.BOTTLENECK,
              Level.SUSPECT,
              Text.of(
                  "the layer '%s' has 1 unit%s, and all that is predicted goes through it",
                  layer.label(),
                  relu ? ", which relu sets to 0 for good where it is negative" : ""),
              recurrent
                  ? "one number is all that it can remember of the steps before"
                  : "where it is 0 nothing is learnt",
              mend));
    }
    return Optional.empty();
  }

  /** A relu of no more units than there are classes, right before they are told. */
  private static Optional<Finding> clipped(Patient patient, int index, int width) {
    List<Layer> layers = patient.recipe().model().layers();
    Layer layer = layers.get(index);
    boolean last =
        layers.stream()
            .skip(index + 1L)
            .allMatch(next -> next instanceof Dropout || next instanceof SpatialDropout);
    int classes = patient.target().isClasses() ? patient.target().names().size() : 0;
    boolean dense = layer instanceof Dense;
    if (!last
        || width > Math.min(classes, FEW_UNITS)
        || !isRelu(layer)
        || !(dense || layer instanceof Activation)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
            Kind.BOTTLENECK,
            Level.SUSPECT,
            Text.of(
                "the layer '%s' tells %d classes by %d units that are never below 0",
                layer.label(), classes, width),
            "where a unit is 0, nothing is learnt through it",
            Mend.set("model.layers." + index + (dense ? ".activation" : ".function"), "linear")));
  }

  private static boolean isRelu(Layer layer) {
    return (layer instanceof Dense dense && dense.activation() == ActivationFunction.RELU)
        || (layer instanceof Conv1D conv && conv.activation() == ActivationFunction.RELU)
        || (layer instanceof Activation activation
            && activation.function() == ActivationFunction.RELU);
  }

  /** Steps that are left for a recurrent layer. */
  private static Optional<Finding> pooled(Patient patient, LayerSizes sizes) {
    List<Layer> layers = patient.recipe().model().layers();
    int all = patient.dataset().maxSteps();
    for (int i = 1; i < layers.size(); i++) {
      List<Integer> before = sizes.before(i);
      boolean few =
          layers.get(i) instanceof Recurrent
              && before.size() == 2
              && before.get(0) <= FEW_STEPS
              && all >= MANY_STEPS;
      if (few) {
        return Optional.of(
            Finding.of(
                Kind.BOTTLENECK,
                before.get(0) == 1 ? Level.FAULT : Level.SUSPECT,
                Text.of(
                    "%d of %d steps %s left where the layer '%s' begins",
                    before.get(0), all, before.get(0) == 1 ? "is" : "are", layers.get(i).label()),
                "there is nothing to go over step by step",
                shorter(layers, i)));
      }
    }
    return Optional.empty();
  }

  /** What takes most steps away. */
  private static Mend shorter(List<Layer> layers, int end) {
    int most = -1;
    int largest = 1;
    for (int i = 0; i < end; i++) {
      int factor =
          layers.get(i) instanceof Pool1D pool
              ? pool.stride() == 0 ? pool.size() : pool.stride()
              : layers.get(i) instanceof Conv1D conv ? conv.stride() : 1;
      if (factor > largest) {
        largest = factor;
        most = i;
      }
    }
    if (most < 0) {
      return Mend.byHand("keep more steps: smaller kernels, or padding: same");
    }
    boolean pool = layers.get(most) instanceof Pool1D;
    return Mend.set("model.layers." + most + (pool ? ".size" : ".stride"), pool ? 2 : 1);
  }

  private static Optional<Finding> many(Patient patient, long parameters) {
    Sequences train = patient.dataset().train();
    long values = 0;
    for (int i = 0; i < train.size(); i++) {
      values += train.length(i) * (long) train.features();
    }
    if (parameters <= values) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
            Kind.BOTTLENECK,
            Level.NOTE,
            Text.of(
                "the network has %,d weights, and training %,d sequences of %,d numbers in all",
                parameters, train.size(), values),
            "it can learn them by heart: see that validation does not fall behind",
            Mend.byHand("give fewer units, dropout or more sequences")));
  }
}
