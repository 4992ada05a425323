package dev.unroll.internal.pickle;

import static dev.unroll.check.Check.failure;

import java.util.List;

/** The objects that a pickle may hold: a closed list of names, none of which is ever run. */
public interface PickleObjects {

  /**
   * Sees that a name is on the list.
   *
   * @param who how messages name the file
   * @param name with its module, such as {@code numpy.dtype}
   * @throws dev.unroll.check.InputException where it is not
   */
  void check(String who, String name);

  /** What a call of the class or function {@code name} stands for. */
  PickleValue made(String who, String name, List<PickleValue> arguments);

  /** Gives an object that was made the state that it is pickled with. */
  default void build(String who, PickleValue object, PickleValue state) {}

  /** What an identity stands for that the pickle's writer has beside it. */
  default PickleValue persistent(String who, PickleValue id) {
    throw failure("%s: the pickle speaks of objects beside it, which are not read", who);
  }

  /** Values that a pickle may make; bounds memory. */
  default int mostValues() {
    return 1_000_000;
  }
}
