package dev.unroll.source.climate;

import java.util.Locale;

/**
 * What was mended or left out of a station's table.
 *
 * @param rows of the file
 * @param duplicateRows whose time had occurred before; left out
 * @param filledRows that were missing and were interpolated
 * @param longerGaps between rows, which were not filled
 * @param missingValues in rows that are there, by the marker or empty
 * @param brokenRows with a value that is missing and was not filled
 * @param windowsAcrossGaps left out since a longer gap or a broken row is in them
 * @param windowsAcrossParts left out since they reach from one part into the next
 */
record ClimateCounts(
    int rows,
    int duplicateRows,
    int filledRows,
    int longerGaps,
    int missingValues,
    int brokenRows,
    int windowsAcrossGaps,
    int windowsAcrossParts) {

  ClimateCounts with(int acrossGaps, int acrossParts) {
    return new ClimateCounts(
        rows,
        duplicateRows,
        filledRows,
        longerGaps,
        missingValues,
        brokenRows,
        acrossGaps,
        acrossParts);
  }

  /** Whether the file was other than whole. */
  boolean anything() {
    return duplicateRows + filledRows + longerGaps + missingValues > 0;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "of %d rows %d have a time that occurred before and are left out; %d missing rows are"
            + " filled, %d longer gaps are not; %d values are missing, which leaves %d rows"
            + " incomplete; %d windows across gaps and %d across parts are left out",
        rows,
        duplicateRows,
        filledRows,
        longerGaps,
        missingValues,
        brokenRows,
        windowsAcrossGaps,
        windowsAcrossParts);
  }
}
