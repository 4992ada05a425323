package dev.unroll.doctor.finding;

import java.util.List;

/**
 * What a check came to.
 *
 * @param findings of it; empty where all is well
 * @param pictures of what it looked at, whether or not something was found
 * @param skipped what it could not look at and why, a sentence each without its full stop
 */
public record Examined(List<Finding> findings, List<Picture> pictures, List<String> skipped) {

  /** Nothing found, nothing to show. */
  public static final Examined WELL = new Examined(List.of(), List.of());

  public Examined {
    findings = List.copyOf(findings);
    pictures = List.copyOf(pictures);
    skipped = List.copyOf(skipped);
  }

  /** Where all could be looked at. */
  public Examined(List<Finding> findings, List<Picture> pictures) {
    this(findings, pictures, List.of());
  }

  /** Findings without pictures. */
  public static Examined of(Finding... findings) {
    return new Examined(List.of(findings), List.of());
  }

  /** Nothing could be looked at. */
  public static Examined skipped(String why) {
    return new Examined(List.of(), List.of(), List.of(why));
  }
}
