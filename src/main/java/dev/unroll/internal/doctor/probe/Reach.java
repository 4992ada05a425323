package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Picture;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BasicRnn;
import dev.unroll.layer.Readout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** How far back the network learns, beside how far back the data need it to. */
final class Reach implements ProbeCheck {

  /** A reach below this share of the needed one is too short. */
  private static final double SHORT = 0.5;

  /** AutoTrainer's ratio of first to last layer, turned from layers to time. */
  private static final double VANISHED = 1e-3;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.REACH);
  }

  @Override
  public Examined of(Lab lab) {
    if (!lab.longest().finite()) {
      return Examined.WELL;
    }
    Influence start = influence(lab, lab.start());
    Influence after = influence(lab, lab.longest().weights());
    Influence longer = after.reach() > start.reach() ? after : start;
    OptionalInt needed = lab.neededReach();
    List<Finding> findings = new ArrayList<>();
    boolean known = needed.isPresent();
    boolean tooShort =
        known
            && !lab.matchesSimpleMethods(lab.longest())
            && (longer.reach() < SHORT * needed.getAsInt()
                || (start.shareAt(needed.getAsInt() - 1) < VANISHED
                    && after.shareAt(needed.getAsInt() - 1) < VANISHED));
    if (tooShort && longer.reach() > 0) {
      findings.add(
          Finding.of(
              Kind.REACH,
              Level.SUSPECT,
              "the last output goes by the newest "
                  + longer.reach()
                  + " steps; the data need about "
                  + needed.getAsInt(),
              "what lies before them is neither seen nor learnt from",
              lab.best(mends(lab))));
    }
    return new Examined(findings, List.of(picture(start, after, needed)));
  }

  private static Influence influence(Lab lab, Weights weights) {
    return Influence.of(
        lab.predictor(lab.model(), weights),
        lab.patient().sample(Split.TRAIN),
        lab.patient().seed());
  }

  /** What may help, in the order in which it is likely to. */
  private static List<Mend> mends(Lab lab) {
    List<String> cells = new ArrayList<>();
    Places.of(lab.recipe(), BasicRnn.class)
        .forEach((place, of) -> cells.add(place + "={type: gru, units: " + of.units() + "}"));
    List<String> means = new ArrayList<>();
    Places.of(lab.recipe(), Readout.class)
        .forEach(
            (place, of) -> {
              if (of.take() == Readout.Take.LAST || of.take() == Readout.Take.LAST_VALID) {
                means.add(place + ".take=mean");
              }
            });
    List<String> both = new ArrayList<>(cells);
    both.addAll(means);
    List<Mend> mends = new ArrayList<>();
    if (!cells.isEmpty() && !means.isEmpty()) {
      mends.add(
          new Mend(both, "use a gru in place of the basic-rnn, and let the readout take the mean"));
    }
    if (!cells.isEmpty()) {
      mends.add(new Mend(cells, "use a gru in place of the basic-rnn; or pool1d before it"));
    }
    if (!means.isEmpty()) {
      mends.add(new Mend(means, "let the readout take the mean; or put pool1d before the network"));
    }
    return mends.isEmpty()
        ? List.of(
            Mend.byHand(
                "shorten the way: pool1d or a conv1d with a stride before the recurrent layer"))
        : mends;
  }

  private static Picture picture(Influence start, Influence after, OptionalInt needed) {
    Map<String, Picture.Line> lines = new LinkedHashMap<>();
    lines.put("at the start", line(start));
    lines.put("after a training", line(after));
    if (needed.isPresent()) {
      double at = needed.getAsInt() - 1.0;
      lines.put("what the data need", new Picture.Line(List.of(at, at), List.of(VANISHED, 1.0)));
    }
    return new Picture.Lines(
        "How much the last output goes by a step of the inputs",
        "steps before the end",
        "share of the most",
        false,
        true,
        lines);
  }

  private static Picture.Line line(Influence influence) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int lag : influence.lags()) {
      double share = influence.shareAt(lag);
      x.add((double) lag);
      y.add(share > 0 ? share : Double.NaN);
    }
    return new Picture.Line(x, y);
  }
}
