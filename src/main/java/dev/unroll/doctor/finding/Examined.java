package dev.unroll.doctor.finding;

import java.util.List;

/**
 * What a check came to.
 *
 * @param findings of it; empty where all is well
 * @param pictures of what it looked at, whether or not something was found
 */
public record Examined(List<Finding> findings, List<Picture> pictures) {

  /** Nothing found, nothing to show. */
  public static final Examined WELL = new Examined(List.of(), List.of());

  public Examined {
    findings = List.copyOf(findings);
    pictures = List.copyOf(pictures);
  }

  /** Findings without pictures. */
  public static Examined of(Finding... findings) {
    return new Examined(List.of(findings), List.of());
  }
}
