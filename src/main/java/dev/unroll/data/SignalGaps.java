package dev.unroll.data;

import static dev.unroll.check.Check.that;

import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.List;

/**
 * What a reader did not find of each feature, and what of that it filled in.
 *
 * @param missing values that were not there
 * @param filled those of them that were made up from their neighbours or the like
 */
public record SignalGaps(List<Long> missing, List<Long> filled) {

  public SignalGaps {
    missing = List.copyOf(missing);
    filled = List.copyOf(filled);
    that(
        missing.size() == filled.size(),
        "gaps: expected as many features in both, got %d and %d",
        missing.size(),
        filled.size());
  }

  SignalGaps(long[] missing, long[] filled) {
    this(Longs.asList(missing), Longs.asList(filled));
  }

  /** Of some of the features, in another order. */
  SignalGaps of(int... columns) {
    return new SignalGaps(
        Arrays.stream(columns).mapToObj(missing::get).toList(),
        Arrays.stream(columns).mapToObj(filled::get).toList());
  }
}
