package dev.unroll.doctor.cases;

import dev.unroll.doctor.finding.Diagnosis;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import java.util.Set;

/**
 * A fault that somebody had, and the same network without it.
 *
 * @param id such as {@code O11}; its original is at the address in the class of the case
 * @param shows what is wrong
 * @param sick with the fault
 * @param well without it; the doctor must find nothing there
 * @param first kinds that are right as the first finding; none where nothing is wrong
 * @param also kinds that are true beside it, so that they are no false findings
 * @param look how deep the doctor must look
 */
record Case(
    String id, String shows, Setup sick, Setup well, Set<Kind> first, Set<Kind> also, Look look) {

  /** How deep the doctor must look. */
  enum Look {
    /** At recipe and data. */
    DATA,
    /** At short trainings too. */
    PROBE,
    /** At a run that is over. */
    RUN
  }

  /** Findings that count as the first ones. */
  private static final int FIRST_ONES = 3;

  /** A case that short trainings show. */
  static Case of(String id, String shows, Setup sick, Setup well, Kind... first) {
    return new Case(id, shows, sick, well, Set.of(first), Set.of(), Look.PROBE);
  }

  /** A network in which nothing is wrong though somebody thought so. */
  static Case well(String id, String shows, Setup setup, Kind... also) {
    return new Case(id, shows, setup, setup, Set.of(), Set.of(also), Look.PROBE);
  }

  /** This with kinds that are true as well. */
  Case also(Kind... kinds) {
    return new Case(id, shows, sick, well, first, Set.of(kinds), look);
  }

  /** This where so deep a look is needed, or enough. */
  Case by(Look depth) {
    return new Case(id, shows, sick, well, first, also, depth);
  }

  boolean there() {
    return sick.data().there() && well.data().there();
  }

  /** What a doctor said that counts: notes say of themselves that nothing need be wrong. */
  static List<Finding> counted(Diagnosis diagnosis) {
    return diagnosis.findings().stream().filter(f -> f.level() != Level.NOTE).toList();
  }

  /** Whether the first finding is right; where nothing is wrong, whether there is none. */
  boolean hitFirst(Diagnosis diagnosis) {
    return hit(diagnosis, 1);
  }

  /** Whether a right finding is among the first three. */
  boolean hitEarly(Diagnosis diagnosis) {
    return hit(diagnosis, FIRST_ONES);
  }

  private boolean hit(Diagnosis diagnosis, int most) {
    if (first.isEmpty()) {
      return falseOnes(diagnosis) == 0;
    }
    return diagnosis.findings().stream().limit(most).anyMatch(f -> first.contains(f.kind()));
  }

  /** Faults and suspects that are neither right nor true beside it. */
  long falseOnes(Diagnosis diagnosis) {
    return counted(diagnosis).stream()
        .filter(f -> !first.contains(f.kind()) && !also.contains(f.kind()))
        .count();
  }
}
