package dev.unroll.doctor.finding;

import java.util.List;

/**
 * All that was seen of a recipe with its data, or of a run.
 *
 * @param subject what was looked at, such as {@code har-lstm on UCI HAR}
 * @param looked what was looked for
 * @param skipped what could not be looked for, and why, a sentence each
 * @param findings the cause to mend first at the top; what a cause explains stands under it
 * @param pictures of what was looked at
 * @param seconds that it took
 */
public record Diagnosis(
    String subject,
    List<Kind> looked,
    List<String> skipped,
    List<Finding> findings,
    List<Picture> pictures,
    double seconds) {

  public Diagnosis {
    looked = List.copyOf(looked);
    skipped = List.copyOf(skipped);
    findings = List.copyOf(findings);
    pictures = List.copyOf(pictures);
  }

  /** How much was found: {@code nothing found}, {@code 1 finding}, {@code 3 findings}. */
  public String found() {
    int count = findings.size();
    return count == 0 ? "nothing found" : count == 1 ? "1 finding" : count + " findings";
  }

  /** Whether something is surely wrong. */
  public boolean hasFault() {
    return findings.stream().anyMatch(finding -> finding.level() == Level.FAULT);
  }
}
