package dev.unroll.internal.doctor.run;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.internal.doctor.data.Baselines;
import dev.unroll.internal.doctor.data.GroupError;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A model that a simple method beats: its data tell what it has not learnt. */
final class SimpleMethods implements RunCheck {

  private static final double STANDARD_ERRORS = 2;

  /** Points of accuracy, or a share of a constant's error, that are worth a word. */
  private static final double LEAST = 0.05;

  /** A share of a constant's error, below which a network has learnt what there is. */
  private static final double LEARNT = 0.2;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.BASELINES);
  }

  @Override
  public Examined of(RunFacts run) {
    Optional<Judged> judged = run.judged().filter(part -> !part.isEmpty());
    if (judged.isEmpty()) {
      return Examined.WELL;
    }
    Judged part = judged.get();
    Baselines baselines = run.patient().baselines(part.split());
    // A loss that has classes count the same gives up accuracy.
    if (!baselines.tell() || run.patient().balanced()) {
      return Examined.WELL;
    }
    Baselines.Score best = baselines.best();
    boolean classes = run.patient().target().isClasses();
    double cost = part.cost().mean();
    double better = classes ? best.score() - (1 - cost) : cost - best.score();
    double error = GroupError.of(part.costs(), part.groups());
    double constant = baselines.constant().score();
    double least = classes ? LEAST : LEAST * constant;
    if (!classes && cost < LEARNT * constant) {
      return Examined.WELL;
    }
    if (!(better > least && better > STANDARD_ERRORS * Math.hypot(error, best.error()))) {
      return Examined.WELL;
    }
    return Examined.of(
        Finding.of(
            Kind.BASELINES,
            Level.SUSPECT,
            classes
                ? String.format(
                    Locale.ROOT,
                    "accuracy on the %s part is %.3f; %s has %.3f",
                    part.split().label(),
                    1 - cost,
                    best.name(),
                    best.score())
                : String.format(
                    Locale.ROOT,
                    "the mean absolute error on the %s part is %.3g; %s has %.3g",
                    part.split().label(),
                    cost,
                    best.name(),
                    best.score()),
            "the data tell it, and the network has not learnt it"));
  }
}
