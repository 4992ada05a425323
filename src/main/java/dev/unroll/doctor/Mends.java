package dev.unroll.doctor;

import dev.unroll.check.InputException;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Picture;
import dev.unroll.doctor.finding.Stage;
import dev.unroll.doctor.finding.Tried;
import dev.unroll.internal.doctor.probe.Lab;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tries what findings would have changed. */
final class Mends {

  /** Changes that are tried. */
  private static final int MOST = 4;

  /** What is wrong there does not show in the loss of a short training. */
  private static final Set<Stage> UNSEEN = Set.of(Stage.TRUST, Stage.GENERALISATION);

  private Mends() {}

  /**
   * The findings with what their changes did, and a picture of it. A suspect whose change did
   * nothing becomes a note, unless simple methods show that there is more to see, which may take
   * longer to be learnt.
   *
   * @param ordered the first first; so many changes of the first are tried
   */
  static Examined tried(List<Finding> ordered, Lab lab) {
    boolean fails =
        ordered.stream().anyMatch(f -> f.kind() == Kind.BASELINES && f.level() != Level.NOTE);
    List<Finding> result = new ArrayList<>();
    Map<List<String>, Optional<Tried>> known = new HashMap<>();
    for (Finding finding : ordered) {
      List<String> settings = finding.mend().map(Mend::settings).orElse(List.of());
      boolean open =
          finding.tried().isEmpty()
              && !settings.isEmpty()
              && finding.level() != Level.NOTE
              && !UNSEEN.contains(finding.kind().stage())
              && settings.stream().noneMatch(setting -> setting.startsWith("data."));
      if (open && !known.containsKey(settings) && known.size() < MOST && lab.affordsACourse()) {
        known.put(settings, attempt(settings, lab));
      }
      Optional<Tried> tried =
          open ? known.getOrDefault(settings, Optional.empty()) : finding.tried();
      Finding told = tried.map(finding::with).orElse(finding);
      boolean vain = tried.isPresent() && !tried.get().helped();
      boolean late = fails && finding.kind().stage() == Stage.SIGHT;
      result.add(vain && !late && finding.level() == Level.SUSPECT ? told.at(Level.NOTE) : told);
    }
    return new Examined(result, picture(result));
  }

  private static Optional<Tried> attempt(List<String> settings, Lab lab) {
    try {
      return Optional.of(lab.tried(settings));
    } catch (InputException e) {
      return Optional.empty(); // the changed recipe does not fit the data as they are
    }
  }

  private static List<Picture> picture(List<Finding> findings) {
    Map<String, Double> losses = new LinkedHashMap<>();
    for (Finding finding : findings) {
      finding
          .tried()
          .ifPresent(
              tried -> {
                losses.put("as it is, " + tried.steps() + " steps", finite(tried.lossBefore()));
                losses.put(finding.mend().orElseThrow().words(), finite(tried.lossAfter()));
              });
    }
    return losses.isEmpty()
        ? List.of()
        : List.of(
            new Picture.Bars(
                "Loss after a short training, with and without a change",
                "loss; none where it diverged",
                Map.of("loss", losses)));
  }

  private static double finite(double loss) {
    return Double.isFinite(loss) ? loss : 0;
  }
}
