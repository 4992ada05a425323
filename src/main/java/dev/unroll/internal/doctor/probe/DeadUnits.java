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
import java.util.Map;
import java.util.Set;

/** Units that are 0 whatever the input. */
final class DeadUnits implements ProbeCheck {

  /** Share of a layer's units: SageMaker and TheDeepChecker have 50 %. */
  private static final double MANY = 0.5;

  /** Looks at the end at which a unit must have been 0. */
  private static final int LOOKS = 2;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.DEAD_UNITS);
  }

  @Override
  public Examined of(Lab lab) {
    List<String> settings = relus(lab);
    List<ProbeReport> reports = lab.asItIs().reports();
    if (settings.isEmpty() || reports.isEmpty()) {
      return Examined.WELL;
    }
    List<ProbeReport> last = reports.subList(Math.max(0, reports.size() - LOOKS), reports.size());
    for (String layer : last.get(0).layers().keySet()) {
      double dead =
          last.stream().mapToDouble(report -> report.layers().get(layer).dead()).min().orElse(0);
      if (dead < MANY || layer.contains("dropout")) {
        continue;
      }
      double before = reports.get(0).layers().get(layer).dead();
      return Examined.of(
          Finding.of(
              Kind.DEAD_UNITS,
              dead == 1 && !lab.learns() ? Level.FAULT : Level.SUSPECT,
              Figures.percent(dead)
                  + " of the units of the layer '"
                  + layer
                  + "' are 0 for all sequences and steps after "
                  + lab.asItIs().steps()
                  + " steps, "
                  + Figures.percent(before)
                  + " at the start",
              dead > before
                  ? "steps pushed them below zero, where no gradient brings them back"
                  : "what they get is below zero, where no gradient brings them back",
              new Mend(settings, "use elu in place of relu")));
    }
    return Examined.WELL;
  }

  /** Settings that put another function in the place of every relu. */
  private static List<String> relus(Lab lab) {
    List<String> settings = new ArrayList<>();
    for (Map.Entry<String, ActivationFunction> of :
        Places.of(lab.recipe(), ActivationFunction.class).entrySet()) {
      if (of.getValue() == ActivationFunction.RELU || of.getValue() == ActivationFunction.RELU6) {
        settings.add(of.getKey() + "=elu");
      }
    }
    return settings;
  }
}
