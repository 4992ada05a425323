package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.layer.BatchNorm;
import dev.unroll.layer.Dropout;
import dev.unroll.layer.Recurrent;
import dev.unroll.layer.SpatialDropout;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import dev.unroll.train.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What training and prediction do differently: batch statistics, dropout, changed inputs. */
final class TwoModes implements ProbeCheck {

  /** What an average may still have of where it began. */
  private static final double OLD_AVERAGE = 0.05;

  private static final int SMALL_BATCH = 8;

  /** Share of the numbers that all dropouts together must let through. */
  private static final double LEAST_KEPT = 0.1;

  private static final double MOST_SMOOTHING = 0.5;

  /** Prediction may be worse by such a share: TheDeepChecker's bound. */
  private static final double WORSE = 0.5;

  private static final int ROWS = 64;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.TWO_MODES);
  }

  @Override
  public Examined of(Lab lab) {
    List<Finding> findings = new ArrayList<>();
    averages(lab, findings);
    dropout(lab, findings);
    TrainingSpec training = lab.recipe().training();
    if (training.labelSmoothing() > MOST_SMOOTHING && lab.patient().target().isClasses()) {
      findings.add(
          Finding.of(
              Kind.TWO_MODES,
              Level.SUSPECT,
              "label smoothing spreads "
                  + Figures.percent(training.labelSmoothing())
                  + " of each label over all classes",
              "training is told that every class is as good",
              Mend.set("training.labelSmoothing", 0.1)));
    }
    changedInputs(lab, findings);
    return new Examined(findings, List.of());
  }

  /**
   * Batch normalisation: averages that lag behind, and batches that are too small for statistics.
   */
  private static void averages(Lab lab, List<Finding> findings) {
    Recipe recipe = lab.recipe();
    Map<String, BatchNorm> norms = Places.of(recipe, BatchNorm.class);
    norms.values().removeIf(norm -> !norm.trainable());
    if (norms.isEmpty()) {
      return;
    }
    long steps = lab.recipeSteps(recipe);
    double momentum = norms.values().stream().mapToDouble(BatchNorm::momentum).max().orElseThrow();
    double old = Math.pow(momentum, (double) steps);
    if (old > OLD_AVERAGE) {
      List<String> settings = new ArrayList<>();
      norms.keySet().forEach(place -> settings.add(place + ".momentum=0.9"));
      Course asWritten = lab.trainAsWritten(lab.plan(recipe, lab.steps()));
      findings.add(
          Finding.of(
                  Kind.TWO_MODES,
                  Level.FAULT,
                  "the averages of batch normalisation move by "
                      + Figures.of(1 - momentum)
                      + " a step: after all "
                      + steps
                      + " steps they still are "
                      + Figures.percent(old)
                      + " what they began with"
                      + sameRows(lab, asWritten),
                  "predictions go by these averages, training by each batch's own",
                  new Mend(settings, "set the momentum of batch-norm to 0.9"))
              .with(
                  lab.compared(
                      asWritten,
                      lab.trainAsWritten(lab.plan(Recipes.with(recipe, settings), lab.steps())))));
    }
    int batch = Math.min(recipe.training().batchSize(), lab.train().size());
    if (batch < SMALL_BATCH) {
      findings.add(
          Finding.of(
              Kind.TWO_MODES,
              Level.SUSPECT,
              "batch normalisation goes by batches of " + batch,
              "what a batch of so few gives differs from what averages give",
              Mend.set("training.batchSize", 4 * SMALL_BATCH)));
    }
  }

  /** The loss of the same rows in both modes, where prediction is much worse. */
  private static String sameRows(Lab lab, Course course) {
    if (!course.finite()) {
      return "";
    }
    Sequences sample = lab.patient().sample(Split.TRAIN);
    int[] rows = IntStream.range(0, Math.min(ROWS, sample.size())).toArray();
    Sequences some = sample.select(rows);
    double trained = lab.showPlain(course.weights(), some, rows).loss();
    Outcome predicted =
        Outcome.of(lab.predictor(course.model(), course.weights()).predict(some), some);
    if (!lab.patient().target().isClasses() || predicted.loss() < (1 + WORSE) * trained) {
      return "";
    }
    return "; the same "
        + rows.length
        + " sequences have a loss of "
        + Figures.of(trained)
        + " in training and of "
        + Figures.of(predicted.loss())
        + " in prediction";
  }

  private static void dropout(Lab lab, List<Finding> findings) {
    Recipe recipe = lab.recipe();
    double kept = 1;
    for (Dropout of : Places.of(recipe, Dropout.class).values()) {
      kept *= 1 - of.rate();
    }
    for (SpatialDropout of : Places.of(recipe, SpatialDropout.class).values()) {
      kept *= 1 - of.rate();
    }
    for (Recurrent of : Places.of(recipe, Recurrent.class).values()) {
      kept *= Math.pow(1 - of.dropout(), of.depth()) * (1 - of.recurrentDropout());
    }
    if (kept < LEAST_KEPT) {
      findings.add(
          Finding.of(
              Kind.TWO_MODES,
              Level.SUSPECT,
              "dropout lets "
                  + Figures.percent(kept)
                  + " of the numbers through on the way to the output",
              "training hardly sees what predictions go by",
              new Mend(Lab.dropouts(recipe, 0.2), "set every dropout to 0.2 or less")));
    }
  }

  /** Augmentation and mixing that leave nothing to recognise. */
  private static void changedInputs(Lab lab, List<Finding> findings) {
    TrainingSpec training = lab.recipe().training();
    boolean changed = !training.augment().isEmpty() || training.mixup() > 0;
    if (!changed || lab.learns() || !lab.affords(lab.steps())) {
      return;
    }
    List<String> settings = List.of("training.augment=[]", "training.mixup=0");
    Course plain = lab.train(lab.plan(Recipes.with(lab.recipe(), settings), lab.steps()));
    if (lab.learnt(plain)) {
      findings.add(
          Finding.of(
                  Kind.TWO_MODES,
                  Level.SUSPECT,
                  "nothing is learnt from sequences as they are changed for training, and something"
                      + " from the same sequences as they are",
                  "the changes take away what tells one from another",
                  new Mend(settings, "leave out training.augment and training.mixup"))
              .with(lab.compared(lab.asItIs(), plain)));
    }
  }
}
