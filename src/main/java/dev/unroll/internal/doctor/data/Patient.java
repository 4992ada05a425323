package dev.unroll.internal.doctor.data;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.graph.Compute;
import dev.unroll.recipe.Recipe;
import dev.unroll.train.ClassWeights;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A recipe with its data, as checks look at them.
 *
 * <p>The parts that checks see are samples, so that a look takes seconds however large the data
 * are.
 */
public final class Patient {

  /** Sequences of a sample. */
  private static final int MOST_SEQUENCES = 2000;

  /** Numbers of a sample. */
  private static final long MOST_VALUES = 20_000_000;

  private final Recipe recipe;
  private final Dataset dataset;
  private final long seed;
  private final Compute compute;
  private final Map<Split, Sequences> samples = new EnumMap<>(Split.class);
  private final Map<Split, double[][]> channels = new EnumMap<>(Split.class);
  private final Map<Split, Baselines> baselines = new EnumMap<>(Split.class);
  private double[] deviations = new double[0];
  private Optional<RequiredReach> reach = Optional.empty();

  /**
   * @param dataset whose validation groups are held out
   * @param seed of the run, and of all that is drawn
   */
  public Patient(Recipe recipe, Dataset dataset, long seed, Compute compute) {
    this.recipe = recipe;
    this.dataset = dataset;
    this.seed = seed;
    this.compute = recipe.on(compute);
  }

  public Recipe recipe() {
    return recipe;
  }

  /** All of the data. */
  public Dataset dataset() {
    return dataset;
  }

  public Target target() {
    return dataset.schema().target();
  }

  public long seed() {
    return seed;
  }

  public Compute compute() {
    return compute;
  }

  /** The part itself where it is small, else some of its sequences, of all groups, in order. */
  public Sequences sample(Split split) {
    return samples.computeIfAbsent(split, s -> sampled(dataset.split(s)));
  }

  /** The dataset of the samples. */
  Dataset sampled() {
    return new Dataset(
        dataset.name(),
        dataset.simulated(),
        dataset.schema(),
        sample(Split.TRAIN),
        sample(Split.VALIDATION),
        sample(Split.TEST),
        dataset.notes());
  }

  /** A name for each feature, or for each channel of a pixel where steps are images. */
  List<String> channelNames() {
    return dataset.signals().stream().map(Signal::name).toList();
  }

  /** Some values of each channel of a part, in order. */
  double[][] channels(Split split) {
    return channels.computeIfAbsent(
        split, s -> Channels.values(sample(s), dataset.signals().size()));
  }

  /** The standard deviation of a feature in training, about. */
  double deviation(int feature) {
    if (deviations.length == 0) {
      deviations =
          Arrays.stream(channels(Split.TRAIN)).mapToDouble(Statistics::deviation).toArray();
    }
    return deviations[feature % deviations.length];
  }

  /** Whether the recipe has every class count the same. */
  public boolean balanced() {
    return recipe.training().classWeights() == ClassWeights.BALANCED;
  }

  /** The part that simple methods are compared on: validation, or training where there is none. */
  public Split comparedOn() {
    return dataset.validation().isEmpty() ? Split.TRAIN : Split.VALIDATION;
  }

  /** What simple methods come to on {@link #comparedOn}. */
  public Baselines baselines() {
    return baselines(comparedOn());
  }

  /**
   * What simple methods come to on a part, which is not empty. Those of the training part are of
   * groups that they were not fitted on.
   */
  public Baselines baselines(Split split) {
    return baselines.computeIfAbsent(split, s -> BaselineTable.of(this, s));
  }

  /** How many of the newest steps a prediction needs. */
  public RequiredReach requiredReach() {
    if (reach.isEmpty()) {
      reach = Optional.of(RequiredReach.of(this));
    }
    return reach.get();
  }

  private Sequences sampled(Sequences all) {
    long values = IntStream.range(0, all.size()).mapToLong(i -> (long) all.length(i)).sum();
    values *= all.features();
    double share =
        Math.min((double) MOST_SEQUENCES / all.size(), (double) MOST_VALUES / Math.max(1, values));
    if (all.isEmpty() || share >= 1) {
      return all;
    }
    // Evenly along the groups: each keeps its share, and a long one is seen from end to end.
    int[] byGroup =
        IntStream.range(0, all.size())
            .boxed()
            .sorted((a, b) -> Integer.compare(all.group(a), all.group(b)))
            .mapToInt(Integer::intValue)
            .toArray();
    int count = Math.max(1, (int) (share * all.size()));
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = byGroup[(int) ((i + 0.5) * all.size() / count)];
    }
    Arrays.sort(chosen);
    return all.select(chosen);
  }
}
