package dev.unroll.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Exchanges groups between parts that were drawn by chance, so that no part lacks a class which
 * another can spare. Parts keep their numbers of groups; where no class is lacking, nothing moves.
 */
public final class ClassSpread {

  private final Split[] parts;

  /** The classes that each group has an example of. */
  private final List<BitSet> classes;

  /** Groups by part and class that they have an example of. */
  private final Map<Split, int[]> holders = new EnumMap<>(Split.class);

  private ClassSpread(Split[] parts, List<BitSet> classes, int labels) {
    this.parts = parts;
    this.classes = classes;
    for (Split part : Split.values()) {
      holders.put(part, new int[labels]);
    }
    for (int group = 0; group < parts.length; group++) {
      count(group, 1);
    }
  }

  private void count(int group, int change) {
    int[] ofPart = holders.get(parts[group]);
    classes.get(group).stream().forEach(label -> ofPart[label] += change);
  }

  /**
   * Spreads the classes; those of numbers to predict are left as they are.
   *
   * @param drawn the part of each group, groups being numbered from 0
   * @param sequences all of them, each of one of the groups
   */
  public static Split[] of(Split[] drawn, Sequences sequences, Target target) {
    return of(drawn, sequences, target, group -> group);
  }

  /**
   * As {@link #of(Split[], Sequences, Target)}.
   *
   * @param place of a group of the sequences among those drawn
   */
  static Split[] of(Split[] drawn, Sequences sequences, Target target, IntUnaryOperator place) {
    if (!target.isClasses()) {
      return drawn;
    }
    List<BitSet> classes = new ArrayList<>();
    for (int group = 0; group < drawn.length; group++) {
      classes.add(new BitSet());
    }
    for (int i = 0; i < sequences.size(); i++) {
      BitSet ofGroup = classes.get(place.applyAsInt(sequences.group(i)));
      target.classes(sequences, i).filter(label -> label >= 0).forEach(ofGroup::set);
    }
    int labels = target.names().size();
    ClassSpread spread = new ClassSpread(drawn.clone(), classes, labels);
    for (Split part : List.of(Split.TRAIN, Split.TEST, Split.VALIDATION)) {
      if (List.of(drawn).contains(part)) {
        IntStream.range(0, labels).forEach(label -> spread.give(part, label));
      }
    }
    return spread.parts;
  }

  /** Exchanges a group of the part for one that has a class which the part lacks. */
  private void give(Split part, int label) {
    if (holders.get(part)[label] > 0) {
      return;
    }
    for (int there = 0; there < parts.length; there++) {
      boolean spare = part == Split.TRAIN || holders.get(parts[there])[label] > 1;
      if (spare && classes.get(there).get(label)) {
        for (int here = 0; here < parts.length; here++) {
          if (parts[here] == part && canSpare(here)) {
            exchange(here, there);
            return;
          }
        }
      }
    }
  }

  /** Whether the other groups of its part have all the classes of a group. */
  private boolean canSpare(int group) {
    int[] ofPart = holders.get(parts[group]);
    return classes.get(group).stream().allMatch(label -> ofPart[label] > 1);
  }

  private void exchange(int one, int other) {
    count(one, -1);
    count(other, -1);
    Split part = parts[one];
    parts[one] = parts[other];
    parts[other] = part;
    count(one, 1);
    count(other, 1);
  }
}
