package dev.unroll.internal.doctor.data;

import dev.unroll.data.Normalizer;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.layer.BatchNorm;
import dev.unroll.layer.Layer;
import dev.unroll.layer.LayerNorm;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelDesign;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Inputs that are not normalised and large, tiny, or of very different size. */
final class InputScale implements DataCheck {

  /**
   * Kernels begin such that what they give is of the size of what they take, and tanh is flat
   * beyond 5: twice that is too much. What is standardised stays below.
   */
  private static final double LARGE = 10;

  /** So large that nothing is left of a slope. */
  private static final double HUGE = 100;

  /** Of deviations. */
  private static final double RATIO = 100;

  /** Beside biases and what comes back from the state, less is nothing. */
  private static final double TINY = 0.01;

  /** Of a heavy tail; 3 is a normal distribution's. */
  private static final double KURTOSIS = 200;

  /** Deviations that a heavy tail reaches to. */
  private static final double FAR = 20;

  private static final double MOST_SHARE = 0.999;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.INPUT_SCALE);
  }

  @Override
  public Examined of(Patient patient) {
    ModelDesign model = patient.recipe().model();
    if (model.normalize()) {
      return Examined.of(heavyTail(patient).stream().toArray(Finding[]::new));
    }
    Layer first = model.layers().get(0);
    if (first instanceof BatchNorm || first instanceof LayerNorm) {
      return Examined.WELL;
    }
    List<Size> sizes = model.transforms().isEmpty() ? measured(patient) : transformed(patient);
    return Examined.of(finding(sizes).stream().toArray(Finding[]::new));
  }

  /**
   * How large a feature is.
   *
   * @param most that all but few of its values are below
   */
  private record Size(String name, double mean, double deviation, double most) {}

  private static List<Size> measured(Patient patient) {
    List<String> names = patient.channelNames();
    List<Size> sizes = new ArrayList<>();
    for (int channel = 0; channel < names.size(); channel++) {
      double[] values = patient.channels(Split.TRAIN)[channel];
      double[] absolute = values.clone();
      for (int i = 0; i < absolute.length; i++) {
        absolute[i] = Math.abs(absolute[i]);
      }
      sizes.add(
          new Size(
              names.get(channel),
              Statistics.mean(values),
              Statistics.deviation(values),
              Statistics.quantile(absolute, MOST_SHARE)));
    }
    return sizes;
  }

  /** Transforms are written once, as graphs, which gives means and deviations. */
  private static List<Size> transformed(Patient patient) {
    ModelDesign model = patient.recipe().model();
    ModelDesign normalized =
        new ModelDesign(
            model.transforms(),
            model.layers(),
            model.outputKernel(),
            model.outputBias(),
            true,
            model.regression());
    Normalizer found = normalized.forData(patient.sampled()).normalizer().orElseThrow();
    List<String> names = patient.channelNames();
    List<Size> sizes = new ArrayList<>();
    for (int i = 0; i < found.features(); i++) {
      double mean = found.mean().get(i);
      double deviation = found.deviation().get(i);
      String name =
          found.features() == names.size() ? names.get(i) : "the transformed feature " + i;
      sizes.add(new Size(name, mean, deviation, Math.abs(mean) + 3 * deviation));
    }
    return sizes;
  }

  private static Optional<Finding> finding(List<Size> sizes) {
    Size largest = sizes.get(0);
    Size widest = null;
    Size narrowest = null;
    for (Size size : sizes) {
      largest = size.most > largest.most ? size : largest;
      if (size.deviation > 0) {
        widest = widest == null || size.deviation > widest.deviation ? size : widest;
        narrowest = narrowest == null || size.deviation < narrowest.deviation ? size : narrowest;
      }
    }
    Mend mend = Mend.set("model.normalize", true);
    if (largest.most > LARGE) {
      return Optional.of(
          Finding.of(
              Kind.INPUT_SCALE,
              largest.most > HUGE ? Level.FAULT : Level.SUSPECT,
              Text.of(
                  "%s has a mean of %s and a deviation of %s, and inputs are not normalised",
                  largest.name, Text.number(largest.mean), Text.number(largest.deviation)),
              "what is so large shuts gates and units for good, and drowns other features",
              mend));
    }
    if (widest != null && widest.deviation > RATIO * narrowest.deviation) {
      return Optional.of(
          Finding.of(
              Kind.INPUT_SCALE,
              Level.SUSPECT,
              Text.of(
                  "%s has a deviation of %s, %s one of %s, and inputs are not normalised",
                  widest.name,
                  Text.number(widest.deviation),
                  narrowest.name,
                  Text.number(narrowest.deviation)),
              "the small one is lost beside the large one",
              mend));
    }
    if (largest.most < TINY) {
      return Optional.of(
          Finding.of(
              Kind.INPUT_SCALE,
              Level.SUSPECT,
              Text.of(
                  "no feature is often larger than %s, and inputs are not normalised",
                  Text.number(largest.most)),
              "they are nothing beside biases and the state",
              mend));
    }
    return Optional.empty();
  }

  /** Few values so far out that the others are all alike once the deviation is 1. */
  private static Optional<Finding> heavyTail(Patient patient) {
    if (!patient.recipe().model().transforms().isEmpty()
        || InputSpec.of(patient.dataset()).frame().isPresent()) {
      return Optional.empty();
    }
    List<String> names = patient.channelNames();
    for (int channel = 0; channel < names.size(); channel++) {
      double[] values = patient.channels(Split.TRAIN)[channel];
      double mean = Statistics.mean(values);
      double deviation = Statistics.deviation(values);
      double fourth = 0;
      double farthest = 0;
      for (double value : values) {
        double z = deviation > 0 ? (value - mean) / deviation : 0;
        fourth += z * z * z * z / values.length;
        farthest = Math.max(farthest, Math.abs(z));
      }
      if (fourth > KURTOSIS && farthest > FAR && Channels.distinct(values, 10) == 10) {
        return Optional.of(
            Finding.of(
                Kind.INPUT_SCALE,
                Level.NOTE,
                Text.of(
                    "%s has values %.0f deviations away from its mean",
                    names.get(channel), farthest),
                "beside them all others are alike",
                Mend.byHand(
                    "take logarithms of what is large: model.transforms: [{type: asinh, scales:"
                        + " [...]}], a scale for each feature")));
      }
    }
    return Optional.empty();
  }
}
