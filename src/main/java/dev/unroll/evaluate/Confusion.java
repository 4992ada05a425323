package dev.unroll.evaluate;

/**
 * Examples of one class that were taken for another.
 *
 * @param actual the true class
 * @param predicted the class they were taken for
 * @param count how many
 * @param share of the examples of the true class, in (0, 1]
 */
public record Confusion(String actual, String predicted, int count, double share) {}
