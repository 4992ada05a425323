package dev.unroll.doctor;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Diagnosis;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Picture;
import dev.unroll.graph.Compute;
import dev.unroll.internal.doctor.data.DataCheck;
import dev.unroll.internal.doctor.data.DataChecks;
import dev.unroll.internal.doctor.data.Patient;
import dev.unroll.internal.doctor.probe.Course;
import dev.unroll.internal.doctor.probe.Lab;
import dev.unroll.internal.doctor.probe.ProbeCheck;
import dev.unroll.internal.doctor.probe.ProbeChecks;
import dev.unroll.internal.doctor.run.RunCheck;
import dev.unroll.internal.doctor.run.RunChecks;
import dev.unroll.internal.doctor.run.RunFacts;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import dev.unroll.recipe.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says why a network does not learn. */
public final class Doctor {

  /** Seconds for all short trainings, about. */
  public static final double SECONDS = 60;

  /** Stands where there is no recipe; nothing is said of it. */
  private static final Recipe UNKNOWN = Recipes.named("motion-lstm");

  private final Patient patient;
  private final long begin = System.nanoTime();
  private final List<Kind> looked = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Picture> pictures = new ArrayList<>();

  private Doctor(Patient patient) {
    this.patient = patient;
  }

  /**
   * Looks at a recipe and its data, then at short trainings of it.
   *
   * @param dataset whose validation groups are held out
   * @param seed of the training
   * @param seconds that short trainings may take together, about; 0 for none
   */
  public static Diagnosis examine(
      Recipe recipe, Dataset dataset, long seed, Compute compute, double seconds) {
    Doctor doctor = new Doctor(new Patient(recipe, dataset, seed, compute));
    doctor.lookAtData(DataChecks.ALL);
    if (seconds > 0) {
      doctor.probe(seconds, true);
    }
    return doctor.diagnosis();
  }

  /**
   * Looks at a run, finished or broken off, and at its recipe and data.
   *
   * @param folder of the run
   * @param recipe that it began with
   * @param seconds that short trainings may take together, about; 0 for none
   * @throws IOException where the folder cannot be read
   */
  public static Diagnosis examine(
      RunFolder folder, Recipe recipe, Dataset dataset, long seed, Compute compute, double seconds)
      throws IOException {
    Doctor doctor = new Doctor(new Patient(recipe, dataset, seed, compute));
    doctor.lookAtData(DataChecks.ALL);
    RunFacts run = new RunFacts(doctor.patient, folder);
    doctor.skipped.addAll(run.missing());
    doctor.lookAtRun(run, RunChecks.ALL);
    if (seconds > 0) {
      doctor.probe(seconds, false);
    }
    return doctor.diagnosis();
  }

  /**
   * Looks at a model: at data, and at what it predicts of them. Without a recipe, as of one that
   * another program wrote, that is all that can be looked at.
   *
   * @param name of the model, for a person
   * @param recipe that it was trained by; empty where none is known
   * @param dataset that the model can be used on
   * @param seed of all that is drawn
   */
  public static Diagnosis examine(
      String name, Optional<Recipe> recipe, Predictor model, Dataset dataset, long seed) {
    Doctor doctor =
        new Doctor(new Patient(recipe.orElse(UNKNOWN), dataset, seed, Compute.standard()));
    doctor.lookAtData(recipe.isPresent() ? DataChecks.ALL : DataChecks.WITHOUT_RECIPE);
    Map<Split, Predictions> predictions = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      Sequences part = doctor.patient.sample(split);
      if (!part.isEmpty()) {
        predictions.put(split, model.predict(part));
      }
    }
    RunFacts run =
        new RunFacts(doctor.patient, Map.of(), Optional.empty(), predictions, Optional.empty());
    doctor.lookAtRun(run, recipe.isPresent() ? RunChecks.OF_MODELS : RunChecks.OF_FOREIGN_MODELS);
    if (recipe.isEmpty()) {
      doctor.findings.replaceAll(Doctor::withoutSettings);
      doctor.skipped.add(
          "layers, rates, penalties and steps: a model does not tell them; give the recipe or the"
              + " run that it comes from");
    } else {
      doctor.skipped.add("how it was trained: give the run that it comes from");
    }
    return doctor.diagnosis(name + " on " + dataset.title());
  }

  /** A model has no recipe to change. */
  private static Finding withoutSettings(Finding finding) {
    boolean settings = finding.mend().filter(mend -> !mend.settings().isEmpty()).isPresent();
    return settings
        ? Finding.of(finding.kind(), finding.level(), finding.evidence(), finding.cause())
        : finding;
  }

  private void lookAtData(List<DataCheck> checks) {
    for (DataCheck check : checks) {
      take(check.kinds(), check.of(patient));
    }
  }

  private void lookAtRun(RunFacts run, List<RunCheck> checks) {
    for (RunCheck check : checks) {
      take(check.kinds(), check.of(run));
    }
  }

  private void probe(double seconds, boolean whole) {
    try (Lab lab = new Lab(patient, seconds)) {
      for (ProbeCheck check : ProbeChecks.ALL) {
        if (lab.hasTime()) {
          take(check.kinds(), check.of(lab));
        } else {
          check.kinds().stream()
              .sorted()
              .map(kind -> kind.title() + ": the time for short trainings is over")
              .forEach(skipped::add);
        }
      }
      if (whole && lab.hasTime()) {
        lookAtWhole(lab);
      }
      lab.beginToTry();
      Examined tried = Mends.tried(Ranking.order(findings), lab);
      findings.clear();
      take(List.of(), tried);
    }
  }

  /** Where the recipe's training is so short that it can be made to its end. */
  private void lookAtWhole(Lab lab) {
    Optional<Course> whole = lab.whole().filter(Course::finite);
    if (whole.isPresent()) {
      // The test part is for the end, when nothing is changed any more.
      Split split = patient.comparedOn();
      RunFacts run =
          new RunFacts(
              patient,
              whole.get().curves(),
              Optional.empty(),
              Map.of(split, lab.predictions(whole.get(), split)),
              Optional.of(whole.get().weights()));
      lookAtRun(run, RunChecks.OF_WHOLE_TRAININGS);
    }
  }

  private void take(Collection<Kind> kinds, Examined examined) {
    kinds.stream().filter(kind -> !looked.contains(kind)).forEach(looked::add);
    findings.addAll(examined.findings());
    pictures.addAll(examined.pictures());
    skipped.addAll(examined.skipped());
  }

  private Diagnosis diagnosis() {
    return diagnosis(patient.recipe().name() + " on " + patient.dataset().title());
  }

  private Diagnosis diagnosis(String subject) {
    return new Diagnosis(
        subject,
        looked.stream().sorted().toList(),
        skipped,
        Ranking.withCauses(findings),
        pictures,
        (System.nanoTime() - begin) / 1e9);
  }
}
