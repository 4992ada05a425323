package dev.unroll.inspect;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * An operation that reaches beyond numbers.
 *
 * @param operation its type, such as {@code ReadFile}
 * @param reach what it can touch
 * @param function that it is in; empty for the graph itself
 * @param node its name
 */
public record Risk(String operation, Reach reach, String function, String node) {

  public Risk {
    operation = Names.printable(operation);
    function = Names.printable(function);
    node = Names.printable(node);
  }

  /** What an operation can touch. */
  public enum Reach {
    FILES,
    NETWORK,
    PYTHON,
    /** The process itself: ends it, or runs what no list of operations shows. */
    PROCESS;

    /** In lower case. */
    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where it is. */
  public String place() {
    return function.isEmpty() ? node : node + " in function " + function;
  }
}
