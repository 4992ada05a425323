package dev.unroll.train;

import java.util.List;
import java.util.Locale;

/**
 * Why a training has stopped: a number that is not finite, and where it first was.
 *
 * @param step optimizer steps done before
 * @param epoch of the batch, from 1
 * @param batch in its epoch, from 1
 * @param sequences names of the training sequences in the batch
 * @param place what the number belongs to, the earliest in the order of computing
 * @param name of the variable or layer, or where in the inputs
 * @param value {@code NaN} or {@code infinite}, or {@code too large}: its square is infinite
 * @param learningRate of the step
 */
public record NotFinite(
    long step,
    long epoch,
    int batch,
    List<String> sequences,
    Place place,
    String name,
    String value,
    double learningRate) {

  private static final int MOST_NAMED = 4;

  /** What a number belongs to, in the order of computing. */
  public enum Place {
    INPUTS,
    WEIGHTS,
    LAYER,
    LOSS,
    GRADIENT
  }

  /** A place with its name and value. */
  record Spot(Place place, String name, String value) {}

  public NotFinite {
    sequences = List.copyOf(sequences);
  }

  /** What is not finite, when and on what, in words. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s is %s at step %d, on batch %d of epoch %d (%s)",
        switch (place) {
          case INPUTS -> "the value of " + name;
          case WEIGHTS -> "the variable " + name;
          case LAYER -> "the output of layer '" + name + "'";
          case LOSS -> "the loss";
          case GRADIENT -> "the gradient of " + name;
        },
        value,
        step,
        batch,
        epoch,
        named());
  }

  private String named() {
    int shown = Math.min(sequences.size(), MOST_NAMED);
    return (sequences.size() == 1 ? "sequence " : "sequences ")
        + String.join(", ", sequences.subList(0, shown))
        + (sequences.size() > shown ? " and " + (sequences.size() - shown) + " more" : "");
  }
}
