package dev.unroll.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What there is of a signal in a dataset, each step counted once, in however many windows it is.
 *
 * @param signal which
 * @param least of its values
 * @param mean of its values
 * @param most of its values
 * @param missing values that its reader did not find; empty where it does not say
 * @param filled those of them that it filled in; empty likewise
 */
public record SignalSummary(
    Signal signal,
    double least,
    double mean,
    double most,
    Optional<Long> missing,
    Optional<Long> filled) {

  /** Of each signal of {@code dataset}, all parts and pixels together. */
  public static List<SignalSummary> of(Dataset dataset) {
    int channels = dataset.signals().size();
    double[] least = new double[channels];
    double[] sum = new double[channels];
    double[] most = new double[channels];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
    long steps = 0;
    List<Sequences> sets = sets(dataset);
    for (Sequences set : sets) {
      long[] values = new long[1];
      set.copyStepsTo(
          (source, start, count) -> {
            for (int i = 0; i < count; i++) {
              float value = source[start + i];
              int channel = i % channels;
              least[channel] = Math.min(least[channel], value);
              most[channel] = Math.max(most[channel], value);
              sum[channel] += value;
            }
            values[0] += count;
          });
      steps += values[0] / channels;
    }
    List<SignalSummary> summaries = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      summaries.add(
          new SignalSummary(
              dataset.signals().get(channel),
              least[channel],
              sum[channel] / steps,
              most[channel],
              total(sets, SignalGaps::missing, channel),
              total(sets, SignalGaps::filled, channel)));
    }
    return summaries;
  }

  /** Parts that were drawn from one set together. */
  private static List<Sequences> sets(Dataset dataset) {
    List<Sequences> parts =
        Arrays.stream(Split.values()).map(dataset::split).filter(part -> !part.isEmpty()).toList();
    List<Sequences> sets = new ArrayList<>();
    for (Sequences part : parts) {
      if (sets.stream().noneMatch(part::sharesValuesWith)) {
        sets.add(
            Sequences.together(parts.stream().filter(part::sharesValuesWith).toList())
                .orElseThrow());
      }
    }
    return sets;
  }

  private static Optional<Long> total(
      List<Sequences> sets, Function<SignalGaps, List<Long>> which, int signal) {
    if (sets.isEmpty() || sets.stream().anyMatch(set -> set.gaps().isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        sets.stream().mapToLong(set -> which.apply(set.gaps().orElseThrow()).get(signal)).sum());
  }
}
