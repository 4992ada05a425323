package dev.unroll.doctor.cases;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.Doctor;
import dev.unroll.doctor.finding.Diagnosis;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.graph.Compute;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.RecipeRun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The doctor on all cases: how often the cause is first, or among the first three, and what is said
 * of networks that are well.
 *
 * <pre>{@code
 * CasesTrial open|deepmufl|seeded|ID... [seconds=60] [seeds=1] [twins=yes] [train=no] [most=3000]
 * }</pre>
 *
 * <p>With {@code train=yes} each network is trained to its end, its twin too, and what the first
 * finding would change is trained as well. Of seeded faults those that cost nothing are then left
 * out of the count, see {@link SeededCases}.
 */
public final class CasesTrial {

  private static final int SHOWN = 3;

  private final PrintStream out = System.out;
  private final double seconds;
  private final int seeds;
  private final boolean twins;
  private final boolean train;
  private final int most;
  private final Map<Twin, FullTraining.Score> twinScores = new HashMap<>();

  private record Twin(Setup setup, int seed) {}

  private int cases;
  private int first;
  private int early;
  private int falseOnes;
  private int wells;
  private int wellFaults;
  private int wellSuspects;
  private int mends;
  private int mendsThatHold;
  private int harmless;

  private CasesTrial(List<String> options) {
    seconds = Double.parseDouble(option(options, "seconds", "" + Doctor.SECONDS));
    seeds = Integer.parseInt(option(options, "seeds", "1"));
    twins = option(options, "twins", "yes").equals("yes");
    train = option(options, "train", "no").equals("yes");
    most = Integer.parseInt(option(options, "most", "3000"));
  }

  private static String option(List<String> options, String name, String otherwise) {
    return options.stream()
        .filter(o -> o.startsWith(name + "="))
        .map(o -> o.substring(name.length() + 1))
        .findFirst()
        .orElse(otherwise);
  }

  public static void main(String[] args) throws IOException {
    List<String> words = List.of(args);
    CasesTrial trial = new CasesTrial(words);
    for (Case one : chosen(words)) {
      if (!one.there()) {
        trial.out.printf(Locale.ROOT, "%-40s skipped: its data are not here%n", one.id());
        continue;
      }
      for (int seed = 1; seed <= trial.seeds; seed++) {
        try {
          trial.examine(one, seed);
        } catch (RuntimeException e) {
          trial.cases++;
          trial.out.printf(Locale.ROOT, "%-40s FAILED: %s%n", one.id(), e);
          e.printStackTrace(trial.out);
        }
      }
    }
    trial.summarise();
  }

  private static List<Case> chosen(List<String> words) {
    return Stream.of(
            Stream.of(OpenCases.ALL).filter(all -> words.contains("open")),
            Stream.of(DeepmuflCases.ALL).filter(all -> words.contains("deepmufl")),
            Stream.of(SeededCases.ALL).filter(all -> words.contains("seeded")),
            Stream.of(
                Stream.of(OpenCases.ALL, DeepmuflCases.ALL, SeededCases.ALL)
                    .flatMap(List::stream)
                    .filter(one -> words.contains(one.id()))
                    .toList()))
        .flatMap(all -> all)
        .flatMap(List::stream)
        .toList();
  }

  private void examine(Case one, int seed) throws IOException {
    if (train && !SeededCases.ALL.contains(one)) {
      out.printf(Locale.ROOT, "%-40s ", one.id());
    }
    FullTraining.Score sick = train ? score(one.sick(), List.of(), seed) : null;
    FullTraining.Score well = null;
    if (train) {
      Twin twin = new Twin(one.well(), seed);
      if (!twinScores.containsKey(twin)) {
        twinScores.put(twin, score(one.well(), List.of(), seed));
      }
      well = twinScores.get(twin);
    }
    if (train) {
      out.printf(
          Locale.ROOT,
          "sick %.3f +- %.3f, well %.3f +- %.3f%n",
          sick.mean(),
          sick.standardError(),
          well.mean(),
          well.standardError());
    }
    if (train && SeededCases.ALL.contains(one) && !SeededCases.counts(one, well, sick)) {
      harmless++;
      out.printf(Locale.ROOT, "%-40s harmless%n", one.id());
      return;
    }
    Diagnosis diagnosis = look(one.sick(), one.look(), seed);
    boolean hit = one.hitFirst(diagnosis);
    cases++;
    first += hit ? 1 : 0;
    early += one.hitEarly(diagnosis) ? 1 : 0;
    falseOnes += (int) one.falseOnes(diagnosis);
    out.printf(
        Locale.ROOT,
        "%-40s %s %3.0f s  %s%n",
        one.id(),
        hit ? "right" : one.hitEarly(diagnosis) ? "early" : "WRONG",
        diagnosis.seconds(),
        words(diagnosis));
    if (!hit) {
      out.printf(Locale.ROOT, "%-40s       expected one of %s%n", "", one.first());
      out.print(evidence(diagnosis));
    }
    if (train) {
      mend(one, diagnosis, well, seed);
    }
    if (twins && !one.first().isEmpty()) {
      Diagnosis of = look(one.well(), one.look(), seed);
      wells++;
      wellFaults += of.hasFault() ? 1 : 0;
      wellSuspects += of.findings().stream().anyMatch(f -> f.level() == Level.SUSPECT) ? 1 : 0;
      boolean silent = Case.counted(of).isEmpty();
      out.printf(
          Locale.ROOT,
          "%-40s %s %3.0f s  %s%n",
          "  its twin",
          silent ? "right" : "WRONG",
          of.seconds(),
          words(of));
      if (!silent) {
        out.print(evidence(of));
      }
    }
    out.flush();
  }

  private Diagnosis look(Setup setup, Case.Look look, int seed) throws IOException {
    return inFolder(folder -> Examination.of(setup, look, folder, seed, seconds));
  }

  private void mend(Case one, Diagnosis diagnosis, FullTraining.Score well, int seed)
      throws IOException {
    List<String> settings =
        diagnosis.findings().stream()
            .findFirst()
            .flatMap(Finding::mend)
            .map(Mend::settings)
            .orElse(List.of());
    if (settings.isEmpty() || one.first().isEmpty()) {
      return;
    }
    FullTraining.Score mended = score(one.sick(), settings, seed);
    boolean holds = mended.reaches(well);
    mends++;
    mendsThatHold += holds ? 1 : 0;
    out.printf(
        Locale.ROOT,
        "%-40s %s %s: %.3f +- %.3f%n",
        "  mended by",
        settings,
        holds ? "as good as the twin" : "NOT as good as the twin",
        mended.mean(),
        mended.standardError());
  }

  private FullTraining.Score score(Setup setup, List<String> settings, int seed)
      throws IOException {
    return inFolder(
        folder -> {
          Recipe recipe = setup.with(settings.toArray(String[]::new)).recipe(folder);
          RecipeRun run = new RecipeRun(recipe, seed, Compute.standard(), "test");
          Dataset data = setup.change().apply(run.loadData());
          return FullTraining.of(recipe, data, seed, most);
        });
  }

  private interface InFolder<T> {
    T of(Path folder) throws IOException;
  }

  private static <T> T inFolder(InFolder<T> work) throws IOException {
    Path folder = Files.createTempDirectory("unroll-case");
    try {
      return work.of(folder);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** The first findings, a few words each. */
  static String words(Diagnosis diagnosis) {
    return diagnosis.findings().isEmpty()
        ? "nothing found"
        : diagnosis.findings().stream()
            .limit(SHOWN)
            .map(f -> f.level().label() + " " + f.kind() + under(f))
            .collect(Collectors.joining(", "));
  }

  private static String under(Finding finding) {
    return finding.explained().isEmpty()
        ? ""
        : finding.explained().stream()
            .map(f -> f.kind().toString())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String evidence(Diagnosis diagnosis) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : diagnosis.findings()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%12s %s %s: %s%s%n",
              "",
              finding.level().label(),
              finding.kind(),
              finding.evidence(),
              finding.tried().map(t -> "; tried: " + t).orElse("")));
    }
    return text.toString();
  }

  private void summarise() {
    out.printf(
        Locale.ROOT,
        "%n%d cases: first %d (%.0f %%), among the first three %d (%.0f %%), false findings %d%n",
        cases,
        first,
        100.0 * first / Math.max(1, cases),
        early,
        100.0 * early / Math.max(1, cases),
        falseOnes);
    if (wells > 0) {
      out.printf(
          Locale.ROOT,
          "%d twins: with a fault %d, with a suspect %d%n",
          wells,
          wellFaults,
          wellSuspects);
    }
    if (train) {
      out.printf(
          Locale.ROOT,
          "%d mends tried, %d as good as the twin; %d seeded faults were harmless%n",
          mends,
          mendsThatHold,
          harmless);
    }
  }
}
