package dev.unroll.doctor.cases;

import static dev.unroll.doctor.finding.Kind.AXES;
import static dev.unroll.doctor.finding.Kind.BASELINES;
import static dev.unroll.doctor.finding.Kind.BOTTLENECK;
import static dev.unroll.doctor.finding.Kind.CONTRADICTIONS;
import static dev.unroll.doctor.finding.Kind.DEAD_UNITS;
import static dev.unroll.doctor.finding.Kind.GRADIENT_SIZE;
import static dev.unroll.doctor.finding.Kind.GROUP_LEAK;
import static dev.unroll.doctor.finding.Kind.INPUTS_UNUSED;
import static dev.unroll.doctor.finding.Kind.INPUT_SCALE;
import static dev.unroll.doctor.finding.Kind.LEARNING_RATE;
import static dev.unroll.doctor.finding.Kind.LOSS_AT_START;
import static dev.unroll.doctor.finding.Kind.NO_SIGNAL;
import static dev.unroll.doctor.finding.Kind.ONE_BATCH;
import static dev.unroll.doctor.finding.Kind.PADDING;
import static dev.unroll.doctor.finding.Kind.PENALTY;
import static dev.unroll.doctor.finding.Kind.REACH;
import static dev.unroll.doctor.finding.Kind.SAME_WINDOWS;
import static dev.unroll.doctor.finding.Kind.TARGET_LEAK;
import static dev.unroll.doctor.finding.Kind.TIME_LEAK;
import static dev.unroll.doctor.finding.Kind.TOO_FEW_STEPS;
import static dev.unroll.doctor.finding.Kind.TWO_MODES;
import static dev.unroll.doctor.finding.Kind.UPDATE_RATIO;
import static dev.unroll.doctor.finding.Kind.WRONG_LABELS;

import dev.unroll.doctor.finding.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Faults put into shipped recipes, so that the truth is known: 24 kinds, each in every one of six
 * recipes that can have it.
 *
 * <p>Some do no harm, such as a bound of the gradient under Adam, which divides by its size. What
 * costs no more than {@link #STANDARD_ERRORS} standard errors of the score is left out of the
 * count; leaks do not lower a score and always count.
 */
final class SeededCases {

  /** What a fault must cost to count. */
  static final double STANDARD_ERRORS = 3;

  private static final Path JENA = Path.of("../shared/data/jena/weather.zip");

  /**
   * A shipped recipe and where its layers are.
   *
   * @param rate that it has
   * @param recurrent place of its recurrent layer
   * @param batchNorms places of its layers of batch normalisation
   * @param pools places of its layers that pool
   * @param readout place of what follows the recurrent layer; -1 for none
   */
  private record Base(
      Setup setup,
      double rate,
      int recurrent,
      List<Integer> batchNorms,
      List<Integer> pools,
      int readout) {}

  private static final List<Base> BASES =
      List.of(
          new Base(
              Setup.shipped("motion-lstm", simulated("motion")), 0.005, 0, List.of(), List.of(), 1),
          new Base(har("har-gru"), 0.005, 0, List.of(), List.of(), 1),
          new Base(har("har-crnn"), 0.002, 14, List.of(1, 6, 11), List.of(4, 9), 15),
          new Base(
              Setup.shipped("uea-crnn", there("ts", "../shared/data/uea/JapaneseVowels")),
              0.003,
              8,
              List.of(1, 5),
              List.of(),
              9),
          new Base(
              Setup.shipped("burst-lstm", simulated("burst")), 0.01, 0, List.of(), List.of(), -1),
          new Base(
              Setup.shipped("climate-gru", there("climate", JENA.toString())),
              0.002,
              0,
              List.of(),
              List.of(),
              1));

  static final List<Case> ALL = all();

  private SeededCases() {}

  private static Setup.Data simulated(String kind) {
    return folder -> kind;
  }

  private static Setup.Data there(String kind, String path) {
    return new Setup.Data() {
      @Override
      public String source(Path folder) {
        return kind + ":" + path;
      }

      @Override
      public boolean there() {
        return Files.exists(Path.of(path));
      }
    };
  }

  private static Setup har(String recipe) {
    return Setup.shipped(recipe, HarWindows.every(5))
        .with("data.reader=" + HarWindows.READER, "training.displayEvery=50");
  }

  private static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (Base base : BASES) {
      new Seeds(base).add(cases);
    }
    return List.copyOf(cases);
  }

  /** The faults of one recipe. */
  private static final class Seeds {
    private final Base base;
    private final Setup well;
    private final String recurrent;
    private final List<Case> cases = new ArrayList<>();

    Seeds(Base base) {
      this.base = base;
      this.well = base.setup;
      this.recurrent = "model.layers." + base.recurrent + ".";
    }

    void add(List<Case> all) {
      settings();
      layers();
      data();
      all.addAll(cases);
    }

    private void settings() {
      seed("rate x 100", set("training.learningRate=" + 100 * base.rate), LEARNING_RATE);
      seed("rate / 1000", set("training.learningRate=" + base.rate / 1000), LEARNING_RATE)
          .also(TOO_FEW_STEPS, UPDATE_RATIO);
      seed("lambda 1", set("training.lambda=1"), PENALTY);
      seed("clipNorm 1e-4", set("training.clipNorm=0.0001"), GRADIENT_SIZE, UPDATE_RATIO);
      seed("20 steps", set("training.steps=20"), TOO_FEW_STEPS);
      seed(
          "warm-up without end",
          set("training.schedule={type: cosine, warmup: 0.99}"),
          TOO_FEW_STEPS,
          LEARNING_RATE);
      if (!regression() && base.readout >= 0) {
        seed("label smoothing", set("training.labelSmoothing=0.95"), TWO_MODES);
      }
      seed(
          "output sd 30",
          set("model.outputKernel={type: truncated-normal, stddev: 30}"),
          LOSS_AT_START);
      seed(
          "not normalised",
          set("model.normalize=false").changing(DataFaults::firstFeatureLarge),
          INPUT_SCALE);
    }

    private void layers() {
      seed("dropout", set(recurrent + "dropout=0.95"), TWO_MODES);
      seed("recurrent dropout", set(recurrent + "recurrentDropout=0.95"), TWO_MODES);
      seed(
          "kernel of zeros",
          set(recurrent + "cell.kernel={type: zeros}"),
          LOSS_AT_START, // which looks at how weights begin
          INPUTS_UNUSED,
          DEAD_UNITS,
          ONE_BATCH,
          REACH,
          BOTTLENECK);
      seed("one unit", set(recurrent + "cell.units=1"), BOTTLENECK, ONE_BATCH);
      if (!base.batchNorms.isEmpty()) {
        String[] slow = new String[base.batchNorms.size()];
        for (int i = 0; i < slow.length; i++) {
          slow[i] = "model.layers." + base.batchNorms.get(i) + ".momentum=0.9999";
        }
        seed("slow averages", set(slow), TWO_MODES);
        seed(
            "batch of one",
            set("training.batchSize=1", "training.epochs=0", "training.steps=600"),
            TWO_MODES);
      }
      if (!base.pools.isEmpty()) {
        seed(
            "pooled to one step",
            set(
                "model.layers." + base.pools.get(0) + ".size=8",
                "model.layers." + base.pools.get(1) + ".size=8"),
            BOTTLENECK);
      }
      if (base.readout >= 0) {
        seed(
            "padding",
            set("model.layers." + base.readout + "={type: readout, take: last}")
                .on(well.data())
                .changing(DataFaults::padded),
            PADDING);
      }
    }

    private void data() {
      seed(
          "targets permuted",
          well.changing(DataFaults::targetsPermuted),
          NO_SIGNAL,
          WRONG_LABELS,
          CONTRADICTIONS);
      seed(
          "targets shifted",
          well.changing(DataFaults::targetsShifted),
          NO_SIGNAL,
          WRONG_LABELS,
          CONTRADICTIONS);
      seed(
          "a fifth of the targets wrong",
          well.changing(DataFaults::fifthOfTargetsWrong),
          WRONG_LABELS,
          CONTRADICTIONS);
      seed("an answer among the inputs", well.changing(DataFaults::answerAdded), TARGET_LEAK);
      if (grouped()) {
        // Where windows overlap, that is the surest sign of it.
        seed(
            "groups dropped",
            well.changing(DataFaults::groupsDropped),
            GROUP_LEAK,
            SAME_WINDOWS,
            TIME_LEAK);
      }
      if (base.readout >= 0 && !unequal()) {
        seed("axes exchanged", exchanged(), AXES);
        seed("windows shared", well.changing(DataFaults::windowsShared), SAME_WINDOWS)
            .also(GROUP_LEAK, TIME_LEAK);
      }
    }

    /** The naive forecast is lost with the order of steps. */
    private Setup exchanged() {
      Setup turned = well.changing(DataFaults::transposed);
      String kept = "model.transforms=[]";
      return regression()
          ? turned.with(kept, "model.regression.predictChange=false")
          : turned.with(kept, "training.augment=[]");
    }

    private boolean regression() {
      return well.recipe().startsWith("climate");
    }

    /** Whether several sequences are of one group, so that there is one to drop. */
    private boolean grouped() {
      return !well.recipe().startsWith("uea") && !well.recipe().startsWith("burst");
    }

    private boolean unequal() {
      return well.recipe().startsWith("uea") || well.recipe().equals("har-crnn");
    }

    private Setup set(String... settings) {
      return well.with(settings);
    }

    private Also seed(String what, Setup sick, Kind... first) {
      String id = well.recipe() + "/" + what.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
      cases.add(Case.of(id, what, sick, well, first).also(BASELINES));
      return new Also(cases);
    }
  }

  /** Says more of the case that was added last. */
  private record Also(List<Case> cases) {
    void also(Kind... kinds) {
      int last = cases.size() - 1;
      cases.set(last, cases.get(last).also(kinds));
    }
  }

  /**
   * Whether a fault counts.
   *
   * @param well score of the twin, the more the better
   * @param sick score of the network with the fault
   */
  static boolean counts(Case seeded, FullTraining.Score well, FullTraining.Score sick) {
    boolean leak =
        seeded.first().stream()
            .anyMatch(kind -> kind == TARGET_LEAK || kind == GROUP_LEAK || kind == SAME_WINDOWS);
    return leak
        || !Double.isFinite(sick.mean())
        || well.mean() - sick.mean()
            > STANDARD_ERRORS * Math.hypot(well.standardError(), sick.standardError());
  }
}
