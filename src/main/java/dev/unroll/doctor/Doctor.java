package dev.unroll.doctor;

import dev.unroll.data.Dataset;
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
import dev.unroll.recipe.Recipe;
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
    doctor.lookAtData();
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
    doctor.lookAtData();
    RunFacts run = new RunFacts(doctor.patient, folder);
    doctor.skipped.addAll(run.missing());
    for (RunCheck check : RunChecks.ALL) {
      doctor.take(check.kinds(), check.of(run));
    }
    if (seconds > 0) {
      doctor.probe(seconds, false);
    }
    return doctor.diagnosis();
  }

  private void lookAtData() {
    for (DataCheck check : DataChecks.ALL) {
      take(check.kinds(), check.of(patient));
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
      if (whole) {
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
      Map<Split, Predictions> predictions = new EnumMap<>(Split.class);
      // The test part is for the end, when nothing is changed any more.
      for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
        if (!patient.sample(split).isEmpty()) {
          predictions.put(split, lab.predictions(whole.get(), split));
        }
      }
      RunFacts run =
          new RunFacts(
              patient,
              whole.get().curves(),
              Optional.empty(),
              predictions,
              Optional.of(whole.get().weights()));
      for (RunCheck check : RunChecks.OF_WHOLE_TRAININGS) {
        take(check.kinds(), check.of(run));
      }
    }
  }

  private void take(Collection<Kind> kinds, Examined examined) {
    kinds.stream().filter(kind -> !looked.contains(kind)).forEach(looked::add);
    findings.addAll(examined.findings());
    pictures.addAll(examined.pictures());
    skipped.addAll(examined.skipped());
  }

  private Diagnosis diagnosis() {
    return new Diagnosis(
        patient.recipe().name() + " on " + patient.dataset().title(),
        looked.stream().sorted().toList(),
        skipped,
        Ranking.withCauses(findings),
        pictures,
        (System.nanoTime() - begin) / 1e9);
  }
}
