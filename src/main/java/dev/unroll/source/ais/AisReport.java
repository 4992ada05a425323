package dev.unroll.source.ais;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What was read of AIS files and what was left out of it.
 *
 * @param counts how many there were of each; from {@link Count#DUPLICATES} on of the vessels of the
 *     classes alone
 * @param otherTypes vessels of each type that no class has
 */
public record AisReport(Map<Count, Long> counts, Map<String, Integer> otherTypes) {

  /** What is counted. */
  public enum Count {
    /** Positions in the files. */
    ROWS("rows read"),
    /** Rows left out: latitude or longitude is missing or out of range. */
    NO_POSITION("rows without a valid position"),
    /** Rows whose speed was replaced: it is missing, negative, or 102.2 knots or more. */
    NO_SPEED("speeds not available"),
    /** Rows whose course was replaced: it is missing, negative, or 360 degrees or more. */
    NO_COURSE("courses not available"),
    /** Vessels in the files. */
    VESSELS("vessels"),
    /** Vessels left out: they never say their type. */
    NO_TYPE("vessels of unknown type"),
    /** Vessels left out: no class has their type. */
    OTHER_TYPE("vessels of types of no class"),
    /** Rows left out: the vessel has one of that time. */
    DUPLICATES("rows of a time given twice"),
    /** Rows left out: no vessel is fast enough to get there. */
    JUMPS("rows of impossible positions"),
    /** Stretches without a long gap. */
    TRACKS("tracks without a long gap"),
    /** Stretches left out: they have fewer steps than a window. */
    SHORT_TRACKS("tracks shorter than a window"),
    /** Windows left out: the vessel hardly moves. */
    AT_REST("windows of vessels at rest"),
    /** Windows kept. */
    WINDOWS("windows kept"),
    /** Vessels left out: nothing is left of them. */
    NO_WINDOW("vessels of a class without a window");

    private final String words;

    Count(String words) {
      this.words = words;
    }
  }

  public AisReport {
    counts = Map.copyOf(counts);
    otherTypes = Map.copyOf(otherTypes);
  }

  /** How many. */
  public long count(Count what) {
    return counts.getOrDefault(what, 0L);
  }

  /** All counts above 0, and the other types, in one line. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ");
    for (Count what : Count.values()) {
      if (count(what) > 0) {
        text.add(String.format(Locale.ROOT, "%,d %s", count(what), what.words));
      }
    }
    if (!otherTypes.isEmpty()) {
      text.add("other types: " + new TreeMap<>(otherTypes));
    }
    return text.toString();
  }

  /** Counts while files are read. */
  static final class Tally {
    private final Map<Count, long[]> counts = new EnumMap<>(Count.class);
    private final Map<String, Integer> otherTypes = new TreeMap<>();
    private final AisMotion motion = new AisMotion();

    /** What vessels say of their motion, beside what their positions tell. */
    AisMotion motion() {
      return motion;
    }

    void add(Count what) {
      counts.computeIfAbsent(what, first -> new long[1])[0]++;
    }

    void addOther(String type) {
      add(Count.OTHER_TYPE);
      otherTypes.merge(type, 1, Integer::sum);
    }

    AisReport report() {
      Map<Count, Long> all = new EnumMap<>(Count.class);
      counts.forEach((what, count) -> all.put(what, count[0]));
      return new AisReport(all, otherTypes);
    }
  }
}
