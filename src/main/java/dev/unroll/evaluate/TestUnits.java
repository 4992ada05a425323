package dev.unroll.evaluate;

import dev.unroll.data.Sequences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What of a part is drawn as a whole where the part is resampled: its groups; or, where there are
 * fewer than five or their sequences share steps, blocks of sequences that follow each other, since
 * neighbours are alike.
 *
 * <p>A block is as long as the longest way between two sequences that share steps, and at least the
 * cube root of their number.
 */
public final class TestUnits {

  /** More are joined, which costs nothing: thousands tell as much as their sums do. */
  private static final int MOST_UNITS = 2000;

  /** Sequences whose overlap with those after them is looked at. */
  private static final int SAMPLED = 200;

  private static final int FARTHEST = 5000;

  private final int[] ofSequence;
  private final int count;
  private final String words;

  private final boolean blocks;

  private TestUnits(int[] ofSequence, int count, String words, boolean blocks) {
    this.ofSequence = ofSequence;
    this.count = count;
    this.words = words;
    this.blocks = blocks;
  }

  /** Those that a file has kept, the unit of each sequence. */
  static TestUnits kept(int[] ofSequence, Optional<String> words) {
    int count = Arrays.stream(ofSequence).max().orElse(-1) + 1;
    return new TestUnits(
        ofSequence,
        count,
        words.orElseGet(() -> String.format(Locale.ROOT, "%,d units", count)),
        false);
  }

  /**
   * Those of a part.
   *
   * @param grouping what a group is, in the singular
   */
  static TestUnits of(Sequences part, String grouping) {
    List<Integer> groups = List.copyOf(part.groups());
    int reach = 0;
    boolean across = false;
    int every = Math.max(1, part.size() / SAMPLED);
    for (int i = 0; i < part.size(); i += every) {
      for (int j = i + 1; j < Math.min(part.size(), i + FARTHEST); j++) {
        if (part.overlap(i, j)) {
          reach = Math.max(reach, j - i);
          across |= part.group(i) != part.group(j);
        }
      }
    }
    if (groups.size() >= GroupBootstrap.FEWEST_UNITS && !across) {
      boolean alone = groups.size() == part.size();
      return joined(
          places(part, groups),
          groups.size(),
          String.format(Locale.ROOT, "%,d %ss", groups.size(), alone ? "sequence" : grouping),
          false);
    }
    int length = (int) Math.ceil(Math.max(reach + 1.0, Math.cbrt(part.size())));
    return blocks(part, across ? List.of() : groups, length);
  }

  private static int[] places(Sequences part, List<Integer> groups) {
    Map<Integer, Integer> place = new HashMap<>();
    groups.forEach(group -> place.put(group, place.size()));
    int[] places = new int[part.size()];
    Arrays.setAll(places, i -> place.get(part.group(i)));
    return places;
  }

  /** Blocks of about {@code length} sequences inside each group, or in all of no groups. */
  private static TestUnits blocks(Sequences part, List<Integer> groups, int length) {
    int[] place = groups.isEmpty() ? new int[part.size()] : places(part, groups);
    List<List<Integer>> series = new ArrayList<>();
    for (int i = 0; i < Math.max(1, groups.size()); i++) {
      series.add(new ArrayList<>());
    }
    for (int i = 0; i < part.size(); i++) {
      series.get(place[i]).add(i);
    }
    int[] units = new int[part.size()];
    int first = 0;
    for (List<Integer> one : series) {
      int blocks = Math.max(1, one.size() / length);
      for (int i = 0; i < one.size(); i++) {
        units[one.get(i)] = first + (int) ((long) i * blocks / one.size());
      }
      first += blocks;
    }
    return joined(
        units,
        first,
        String.format(Locale.ROOT, "%,d blocks of %,d successive sequences", first, length),
        true);
  }

  private static TestUnits joined(int[] units, int count, String words, boolean blocks) {
    int most = Math.min(count, MOST_UNITS);
    return new TestUnits(Arrays.stream(units).map(u -> u % most).toArray(), most, words, blocks);
  }

  /** The unit of a sequence, from 0. */
  public int of(int sequence) {
    return ofSequence[sequence];
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** Whether they are blocks of sequences that follow each other, not whole groups. */
  public boolean areBlocks() {
    return blocks;
  }

  /** Such as {@code 9 subjects}. */
  public String words() {
    return words;
  }
}
