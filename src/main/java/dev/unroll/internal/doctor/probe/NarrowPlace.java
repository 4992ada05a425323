package dev.unroll.internal.doctor.probe;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.train.ProbeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A layer whose outputs hardly differ from one input to another, though what it gets does. */
final class NarrowPlace implements ProbeCheck {

  /** Deviation over the inputs, as a share of the outputs' size. */
  private static final double SAME = 0.01;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.BOTTLENECK);
  }

  @Override
  public Examined of(Lab lab) {
    List<ProbeReport> reports = lab.asItIs().reports();
    if (reports.isEmpty() || lab.learns()) {
      return Examined.WELL;
    }
    ProbeReport last = reports.get(reports.size() - 1);
    for (var of : last.layers().entrySet()) {
      double variation = of.getValue().variation();
      boolean zero = of.getValue().rootMeanSquare() == 0;
      if (variation < SAME && !zero) {
        List<String> settings = squashing(lab);
        return Examined.of(
            Finding.of(
                Kind.BOTTLENECK,
                Level.SUSPECT,
                "the outputs of the layer '"
                    + of.getKey()
                    + "' differ by "
                    + Figures.percent(variation)
                    + " from sequence to sequence and from step to step",
                "what comes after it can hardly tell one input from another",
                settings.isEmpty()
                    ? Mend.byHand("leave the layer out, or begin its kernel wider")
                    : new Mend(settings, "use relu in place of sigmoid")));
      }
    }
    return Examined.WELL;
  }

  private static List<String> squashing(Lab lab) {
    List<String> settings = new ArrayList<>();
    Places.of(lab.recipe(), ActivationFunction.class)
        .forEach(
            (place, function) -> {
              boolean inCell = place.contains(".cell.");
              if (!inCell
                  && (function == ActivationFunction.SIGMOID
                      || function == ActivationFunction.HARD_SIGMOID
                      || function == ActivationFunction.HARD_SIGMOID_KERAS2)) {
                settings.add(place + "=relu");
              }
            });
    return settings;
  }
}
