package dev.unroll.source.csv;

import static dev.unroll.check.Check.that;

import dev.unroll.data.ClassSpread;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Which windows of a CSV file are in which part. */
final class CsvParts {

  private final List<CsvWindow> windows;
  private final Split[] splits;
  private final Path file;

  private CsvParts(List<CsvWindow> windows, Split[] splits, Path file) {
    this.windows = windows;
    this.splits = splits;
    this.file = file;
  }

  /**
   * Divides windows.
   *
   * @param groups how many there are
   * @param whole all windows as a test part
   */
  static CsvParts of(
      List<CsvWindow> windows, CsvSplit split, int groups, Dataset whole, Path file) {
    Split[] ofGroup =
        split instanceof CsvSplit.ByGroup by
            ? ClassSpread.of(
                draw(by, groups, whole.schema().grouping(), file),
                whole.test(),
                whole.schema().target())
            : new Split[0];
    Split[] splits =
        windows.stream()
            .map(window -> window.split().orElseGet(() -> ofGroup[window.group()]))
            .toArray(Split[]::new);
    that(
        Arrays.asList(splits).contains(Split.TRAIN),
        "%s: no sequence is in the training part; see the setting split",
        file);
    return new CsvParts(windows, splits, file);
  }

  private static Split[] draw(CsvSplit.ByGroup by, int groups, String grouping, Path file) {
    int test = share(by.test(), groups);
    int validation = share(by.validation(), groups);
    that(
        test + validation < groups,
        "%s: has %d %s%s, too few for parts of whole groups: %d for test, %d for validation and"
            + " one or more for training; set split.test to 0, or split by-time",
        file,
        groups,
        grouping,
        groups == 1 ? "" : "s",
        test,
        validation);
    List<Integer> order = new ArrayList<>(IntStream.range(0, groups).boxed().toList());
    Collections.shuffle(order, new Random(by.seed()));
    Split[] splits = new Split[groups];
    for (int i = 0; i < groups; i++) {
      splits[order.get(i)] =
          i < test ? Split.TEST : i < test + validation ? Split.VALIDATION : Split.TRAIN;
    }
    return splits;
  }

  private static int share(double share, int groups) {
    return share == 0 ? 0 : Math.max(1, (int) Math.round(share * groups));
  }

  /** The part that a window is in. */
  Split of(int window) {
    return splits[window];
  }

  /** Checks that there is something to tell apart, and that no part has a class of its own. */
  void checkClasses(Sequences all, Target target) {
    if (!target.isClasses()) {
      return;
    }
    BitSet trained = new BitSet();
    for (int i = 0; i < splits.length; i++) {
      if (splits[i] == Split.TRAIN) {
        target.classes(all, i).forEach(trained::set);
      }
    }
    that(
        trained.cardinality() > 1,
        "%s: all training sequences are of one class, '%s'; there is nothing to tell apart",
        file,
        target.names().get(trained.nextSetBit(0)));
    for (int i = 0; i < splits.length; i++) {
      int unknown =
          target.classes(all, i).filter(label -> !trained.get(label)).findAny().orElse(-1);
      if (unknown >= 0) {
        throw windows
            .get(i)
            .first()
            .failure(
                "class '%s' occurs in the %s part and not in training; divide otherwise (see the"
                    + " setting split) or leave it out",
                target.names().get(unknown), splits[i].label());
      }
    }
  }
}
