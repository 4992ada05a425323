package dev.unroll.convert.tensorflow1;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A variable of a recurrent cell by its TensorFlow 1 name, of any version: {@code
 * model/rnn/multi_rnn_cell/cell_0/basic_lstm_cell/weights} and the like.
 *
 * @param scope before the directions and the cell, such as {@code model/rnn}
 * @param direction {@code fw}, {@code bw} or nothing
 * @param depth of the cell in {@code MultiRNNCell}, from 0
 * @param cell as its scope says, such as {@code gru_cell}
 * @param variable as in our cells, such as {@code gates/kernel}
 */
record CellVariable(String scope, String direction, int depth, String cell, String variable) {

  /** The pattern takes time by the square of the length. */
  private static final int LONGEST_NAME = 4096;

  private static final Pattern NAME =
      Pattern.compile(
          "(?<scope>.*?)/?(?:(?<=^|/)(?<direction>fw|bw)/)?"
              + "(?:multi_rnn_cell/cell_(?<depth>\\d{1,3})/)?"
              + "(?<=^|/)(?<cell>(?:basic_rnn|basic_lstm|lstm|lstm_fused|cudnn_compatible_lstm|gru"
              + "|cudnn_compatible_gru)_cell)/(?<variable>[a-z_/]+)");

  /** Names of other versions and of the block cells. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "weights", "kernel",
          "biases", "bias",
          "gates/weights", "gates/kernel",
          "gates/biases", "gates/bias",
          "candidate/weights", "candidate/kernel",
          "candidate/biases", "candidate/bias",
          "w_ru", "gates/kernel",
          "b_ru", "gates/bias",
          "w_c", "candidate/kernel",
          "b_c", "candidate/bias");

  /** What kinds of cells have the same variables. */
  enum Kind {
    /** {@code BasicRNNCell}. */
    RNN,
    /** {@code BasicLSTMCell}, {@code LSTMCell} and the block cells. */
    LSTM,
    /** {@code GRUCell} and {@code GRUBlockCell}. */
    GRU,
    /** {@code CudnnCompatibleGRUCell}. */
    GRU_RESET_AFTER
  }

  /** A variable's name, taken apart; empty where it is of no cell. */
  static Optional<CellVariable> of(String name) {
    if (name.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String variable = matcher.group("variable");
    return Optional.of(
        new CellVariable(
            matcher.group("scope"),
            matcher.group("direction") == null ? "" : matcher.group("direction"),
            matcher.group("depth") == null ? 0 : Integer.parseInt(matcher.group("depth")),
            matcher.group("cell"),
            OTHER_NAMES.getOrDefault(variable, variable.replace("/weights", "/kernel"))));
  }

  boolean bidirectional() {
    return !direction.isEmpty();
  }

  /** Which variables the cell has. */
  Kind kind() {
    return switch (cell) {
      case "basic_rnn_cell" -> Kind.RNN;
      case "gru_cell" -> Kind.GRU;
      case "cudnn_compatible_gru_cell" -> Kind.GRU_RESET_AFTER;
      default -> Kind.LSTM;
    };
  }

  /**
   * What two programs name alike.
   *
   * @param place of the scope among those of its kind
   */
  String key(int place) {
    return (bidirectional() ? "both" : "one")
        + place
        + "/"
        + direction
        + "/"
        + depth
        + "/"
        + kind()
        + "/"
        + variable;
  }
}
