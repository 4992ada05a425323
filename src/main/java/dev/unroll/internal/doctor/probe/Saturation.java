package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Picture;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.Lstm;
import dev.unroll.train.ProbeReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gates and outputs at the ends of sigmoid and tanh, where nothing moves them. */
final class Saturation implements ProbeCheck {

  /** Share of gates or outputs: DeepDiagnosis and SageMaker have 50 %. */
  private static final double MANY = 0.5;

  /** A forget gate that is so small on average forgets within a step. */
  private static final double FORGETS = 0.05;

  private static final String GLOROT = "={type: glorot-uniform}";

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.SATURATION);
  }

  @Override
  public Examined of(Lab lab) {
    List<ProbeReport> reports = lab.asItIs().reports();
    if (reports.isEmpty()) {
      return Examined.WELL;
    }
    Optional<Gates> start = gates(lab, lab.start());
    Optional<Gates> after =
        lab.asItIs().finite() ? gates(lab, lab.asItIs().weights()) : Optional.empty();
    List<Finding> findings = new ArrayList<>();
    if (!lab.learns()) {
      double first = start.map(Gates::saturated).orElse(0.0);
      double last = after.map(Gates::saturated).orElse(0.0);
      if (Math.max(first, last) > MANY) {
        findings.add(
            Finding.of(
                Kind.SATURATION,
                Level.SUSPECT,
                Figures.percent(first)
                    + " of the gates of the first recurrent layer are shut or wide open at the"
                    + " start, "
                    + Figures.percent(last)
                    + " after "
                    + lab.asItIs().steps()
                    + " steps",
                "there sigmoid and tanh are flat: nothing moves the gates any more",
                mend(lab, first > MANY)));
      } else {
        outputs(lab, reports.get(reports.size() - 1)).ifPresent(findings::add);
      }
      if (start.isPresent() && start.get().forget() < FORGETS) {
        List<String> settings = new ArrayList<>();
        Places.of(lab.recipe(), BasicLstm.class)
            .keySet()
            .forEach(place -> settings.add(place + ".forgetBias=1"));
        Places.of(lab.recipe(), Lstm.class)
            .keySet()
            .forEach(place -> settings.add(place + ".forgetBias=1"));
        findings.add(
            Finding.of(
                Kind.SATURATION,
                Level.SUSPECT,
                "the forget gates are at " + Figures.of(start.get().forget()) + " on average",
                "a state is gone at the next step",
                new Mend(settings, "set the cells' forgetBias to 1")));
      }
    }
    return new Examined(findings, List.of(picture(reports, start, after)));
  }

  private static Optional<Gates> gates(Lab lab, Weights weights) {
    return Gates.of(lab.model(), weights, lab.patient().sample(Split.TRAIN));
  }

  /** The first layer whose outputs are at their ends. */
  private static Optional<Finding> outputs(Lab lab, ProbeReport last) {
    for (var of : last.layers().entrySet()) {
      boolean bounded =
          of.getKey().contains("recurrent")
              || of.getKey().contains("activation")
              || of.getKey().contains("dense")
              || of.getKey().contains("conv");
      // What is not bounded by 1 is no end of tanh or sigmoid.
      if (bounded && of.getValue().saturated() > MANY && of.getValue().rootMeanSquare() <= 1) {
        return Optional.of(
            Finding.of(
                Kind.SATURATION,
                Level.SUSPECT,
                Figures.percent(of.getValue().saturated())
                    + " of the outputs of the layer '"
                    + of.getKey()
                    + "' are at the ends of their range",
                "there sigmoid and tanh are flat: nothing moves them any more",
                mend(lab, false)));
      }
    }
    return Optional.empty();
  }

  private static Mend mend(Lab lab, boolean fromStart) {
    if (!lab.recipe().model().normalize()) {
      return Mend.set("model.normalize", true);
    }
    List<String> settings = new ArrayList<>();
    Places.of(lab.recipe(), Initializer.class)
        .forEach(
            (place, begins) -> {
              if (!place.startsWith("model.output")
                  && !(begins instanceof Initializer.GlorotUniform)) {
                settings.add(place + GLOROT);
              }
            });
    return fromStart && !settings.isEmpty()
        ? new Mend(settings, "let kernels begin by glorot-uniform")
        : Mend.set(
            "training.learningRate", Figures.oneDigit(lab.recipe().training().learningRate() / 10));
  }

  private static Picture picture(
      List<ProbeReport> reports, Optional<Gates> start, Optional<Gates> after) {
    Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
    bars.put("at the start", heights(reports.get(0), start));
    bars.put("after the short training", heights(reports.get(reports.size() - 1), after));
    return new Picture.Bars("Outputs beyond ±0.98, and gates beyond ±5, by layer", "share", bars);
  }

  private static Map<String, Double> heights(ProbeReport report, Optional<Gates> gates) {
    Map<String, Double> heights = new LinkedHashMap<>();
    heights.put("gates of the first cell", gates.map(Gates::saturated).orElse(0.0));
    report.layers().forEach((name, of) -> heights.put(name, of.saturated()));
    return heights;
  }
}
