package dev.unroll.data;

/**
 * The shape of data.
 *
 * @param steps of a sequence; of the longest where they differ
 * @param variableLength whether they may differ
 * @param schema what the numbers mean
 */
public record Layout(int steps, boolean variableLength, Schema schema) {

  /** The shape of {@code dataset}. */
  public static Layout of(Dataset dataset) {
    return new Layout(dataset.maxSteps(), !dataset.sameLength(), dataset.schema());
  }
}
