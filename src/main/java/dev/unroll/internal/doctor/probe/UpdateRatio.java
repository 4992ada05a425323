package dev.unroll.internal.doctor.probe;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Picture;
import dev.unroll.train.ProbeReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** By how much a step moves the weights, as a share of their size. */
final class UpdateRatio implements ProbeCheck {

  /** TheDeepChecker and DeepDiagnosis have 1e-4 or 1e-5 and 1e-1. */
  private static final double SMALL = 1e-5;

  private static final double LARGE = 1e-1;
  private static final double USUAL = 1e-3;

  /** A schedule's end counts for nothing: steps at less than this share of the rate. */
  private static final double FULL_RATE = 0.3;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.UPDATE_RATIO);
  }

  @Override
  public Examined of(Lab lab) {
    Course course = lab.asItIs();
    double rate = lab.recipe().training().learningRate();
    Map<String, List<Double>> ratios = new LinkedHashMap<>();
    for (ProbeReport report : course.reports()) {
      if (course.rates().get((int) report.step()) < FULL_RATE * rate) {
        continue;
      }
      report
          .variables()
          .forEach(
              (name, of) -> {
                double ratio = of.updateRatio().orElse(0);
                if (ratio > 0 && course.weights().shape(name).length > 1) {
                  ratios.computeIfAbsent(name, n -> new ArrayList<>()).add(ratio);
                }
              });
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    ratios.forEach((name, each) -> medians.put(name, Figures.median(each)));
    if (medians.isEmpty()) {
      return Examined.WELL;
    }
    long small = medians.values().stream().filter(ratio -> ratio < SMALL).count();
    long large = medians.values().stream().filter(ratio -> !(ratio <= LARGE)).count();
    List<Finding> findings = new ArrayList<>();
    if (2 * Math.max(small, large) >= medians.size() && !lab.learns()) {
      double middle = Figures.median(medians.values());
      findings.add(
          Finding.of(
              Kind.UPDATE_RATIO,
              Level.SUSPECT,
              "a step moves kernels by "
                  + Figures.of(middle)
                  + " of their size, in the median; "
                  + Figures.of(USUAL)
                  + " is usual",
              large > small ? "what is learnt is thrown over" : "the weights hardly move",
              Mend.set(
                  "training.learningRate",
                  Figures.oneDigit(
                      Double.isFinite(middle) ? rate * USUAL / middle : rate * USUAL))));
    }
    return new Examined(
        findings,
        List.of(
            new Picture.Bars(
                "Step by variable, as a share of its size; usual is 0.001",
                "log10 of the share",
                Map.of("log10 of the median", logarithms(medians)))));
  }

  private static Map<String, Double> logarithms(Map<String, Double> values) {
    Map<String, Double> logs = new LinkedHashMap<>();
    values.forEach((name, value) -> logs.put(name, Math.log10(value)));
    return logs;
  }
}
