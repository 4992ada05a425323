package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.model.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Predictions that fit other sequences as well as their own. */
final class InputsUnused implements ProbeCheck {

  /** Standard errors by which predictions must fit their own sequences better. */
  private static final double ERRORS = 2;

  private static final double LEAST_PROBABILITY = 1e-7;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.INPUTS_UNUSED);
  }

  @Override
  public Examined of(Lab lab) {
    Optional<Predictions> predictions = lab.outcome(lab.asItIs()).predictions();
    // Soon after the start nothing is used yet; what cannot be learnt by heart will not be, either.
    if (predictions.isEmpty() || lab.rows().size() < 10 || lab.learns() || lab.byHeart().passed()) {
      return Examined.WELL;
    }
    List<Double> gains = gains(predictions.get(), lab.rows());
    double mean = Figures.mean(gains);
    double squares = 0;
    for (double gain : gains) {
      squares += (gain - mean) * (gain - mean);
    }
    double error = Math.sqrt(squares / gains.size() / gains.size());
    if (mean > ERRORS * error && mean > 0) {
      return Examined.WELL;
    }
    return Examined.of(
        Finding.of(
            Kind.INPUTS_UNUSED,
            Level.SUSPECT,
            "after "
                + lab.asItIs().steps()
                + " steps the predictions of other sequences fit as well: the loss differs by "
                + Figures.of(mean)
                + " ± "
                + Figures.of(error),
            "what is predicted is a constant",
            Mend.byHand("look at the other findings first")));
  }

  /** By how much the loss of each sequence is smaller by its own prediction than by another's. */
  private static List<Double> gains(Predictions predictions, Sequences rows) {
    List<Double> gains = new ArrayList<>();
    int count = rows.size();
    for (int i = 0; i < count; i++) {
      int other = (i + count / 2) % count;
      int steps = Math.min(length(predictions, i), length(predictions, other));
      double gain = 0;
      for (int step = 0; step < steps; step++) {
        gain +=
            (loss(predictions, predictions.firstRow(other) + step, rows, i, step)
                    - loss(predictions, predictions.firstRow(i) + step, rows, i, step))
                / steps;
      }
      gains.add(gain);
    }
    return gains;
  }

  private static int length(Predictions predictions, int i) {
    return predictions.firstRow(i + 1) - predictions.firstRow(i);
  }

  private static double loss(Predictions predictions, int row, Sequences rows, int i, int step) {
    Target target = predictions.target();
    if (target.isClasses()) {
      int label = target.perStep() ? rows.stepLabel(i, step) : rows.label(i);
      return -Math.log(Math.max(LEAST_PROBABILITY, predictions.probability(row, label)));
    }
    double sum = 0;
    for (int k = 0; k < target.names().size(); k++) {
      sum += Math.abs(predictions.value(row, k) - rows.number(i, k));
    }
    return sum / target.names().size();
  }
}
