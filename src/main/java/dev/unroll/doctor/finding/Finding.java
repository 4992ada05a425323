package dev.unroll.doctor.finding;

import static dev.unroll.check.Check.present;

import java.util.List;
import java.util.Optional;

/**
 * Something that a check saw.
 *
 * @param kind which
 * @param level how sure it is
 * @param evidence in numbers, a sentence without its full stop: {@code gyro_x has a deviation of
 *     812, and inputs are not normalised}
 * @param cause what that does, likewise; empty where the evidence says it
 * @param mend what to change; empty where nobody knows
 * @param tried what the change did; empty where it was not tried
 * @param explained findings that this one is likely the cause of
 */
public record Finding(
    Kind kind,
    Level level,
    String evidence,
    String cause,
    Optional<Mend> mend,
    Optional<Tried> tried,
    List<Finding> explained) {

  public Finding {
    present("finding: evidence", evidence);
    explained = List.copyOf(explained);
  }

  /** One that nothing was tried for and that explains no other. */
  public static Finding of(Kind kind, Level level, String evidence, String cause, Mend mend) {
    return new Finding(
        kind, level, evidence, cause, Optional.of(mend), Optional.empty(), List.of());
  }

  /** One that nobody can mend by a change. */
  public static Finding of(Kind kind, Level level, String evidence, String cause) {
    return new Finding(kind, level, evidence, cause, Optional.empty(), Optional.empty(), List.of());
  }

  /** Words of a finding as a sentence. */
  public static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }

  /** This at another level. */
  public Finding at(Level other) {
    return new Finding(kind, other, evidence, cause, mend, tried, explained);
  }

  /** This with what its change did. */
  public Finding with(Tried result) {
    return new Finding(kind, level, evidence, cause, mend, Optional.of(result), explained);
  }

  /** This as the cause of others. */
  public Finding explaining(List<Finding> others) {
    return new Finding(kind, level, evidence, cause, mend, tried, others);
  }
}
