package dev.unroll.internal.doctor.run;

import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.internal.doctor.data.ClassMix;
import dev.unroll.train.ClassWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Classes that are there and are hardly ever found. */
final class RareClasses implements RunCheck {

  private static final double LEAST_RECALL = 0.05;

  /** Share of a class in training that is rare, in times that of a class among equals. */
  private static final double RARE = 0.5;

  /** Rows of a class below which nothing is said of it. */
  private static final int LEAST_ROWS = 10;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.RARE_CLASSES);
  }

  @Override
  public Examined of(RunFacts run) {
    Optional<Judged> judged = run.judged().filter(part -> part.actual().length > 0);
    if (judged.isEmpty()) {
      return Examined.WELL;
    }
    Judged part = judged.get();
    List<String> names = run.patient().target().names();
    int[] all = Judged.counts(part.actual(), names.size());
    int[] right = new int[names.size()];
    for (int i = 0; i < part.actual().length; i++) {
      right[part.actual()[i]] += part.actual()[i] == part.predicted()[i] ? 1 : 0;
    }
    double[] shares =
        ClassMix.shares(ClassMix.counts(run.patient().sample(Split.TRAIN), run.patient().target()));
    boolean rare = false;
    List<String> lost = new ArrayList<>();
    double recall = 0;
    int present = 0;
    int correct = 0;
    for (int k = 0; k < all.length; k++) {
      if (all[k] > 0) {
        recall += (double) right[k] / all[k];
        present++;
        correct += right[k];
      }
      if (all[k] >= LEAST_ROWS && right[k] < LEAST_RECALL * all[k]) {
        lost.add(String.format(Locale.ROOT, "%s: %d of %d", names.get(k), right[k], all[k]));
        rare |= shares[k] < RARE / names.size();
      }
    }
    if (lost.isEmpty()) {
      return Examined.WELL;
    }
    boolean balanced = run.patient().recipe().training().classWeights() == ClassWeights.BALANCED;
    String evidence =
        String.format(
            Locale.ROOT,
            "found in the %s part: %s; accuracy is %.2f, balanced over classes %.2f",
            part.split().label(),
            String.join(", ", lost),
            (double) correct / part.actual().length,
            recall / present);
    return Examined.of(
        balanced || !rare
            ? Finding.of(Kind.RARE_CLASSES, rare ? Level.SUSPECT : Level.NOTE, evidence, "")
            : Finding.of(
                Kind.RARE_CLASSES,
                Level.SUSPECT,
                evidence,
                "where classes are rare, the loss is least by never predicting them",
                Mend.set("training.classWeights", "balanced")));
  }
}
