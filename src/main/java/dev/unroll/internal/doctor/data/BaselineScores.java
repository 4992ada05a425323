package dev.unroll.internal.doctor.data;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Picture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What simple methods come to, for the eye: what a network should come to is told by others. */
final class BaselineScores implements DataCheck {

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.BASELINES);
  }

  @Override
  public Examined of(Patient patient) {
    Baselines baselines = patient.baselines();
    Map<String, Double> scores = new LinkedHashMap<>();
    Map<String, Double> errors = new LinkedHashMap<>();
    for (Baselines.Score score : baselines.scores()) {
      scores.put(score.name(), score.score());
      errors.put(score.name(), score.error());
    }
    String unit = baselines.metric().unit();
    Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
    bars.put("score", scores);
    bars.put("standard error", errors);
    return new Examined(
        List.of(),
        List.of(
            new Picture.Bars(
                "what simple methods come to",
                baselines.metric().name() + (unit.isEmpty() ? "" : ", " + unit),
                bars)));
  }
}
