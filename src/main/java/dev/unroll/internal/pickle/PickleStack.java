package dev.unroll.internal.pickle;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stack of the machine that a pickle is a program for, with its marks and its memory. */
final class PickleStack {

  private final String who;
  private final int mostValues;
  private final List<PickleValue> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private final Map<Integer, PickleValue> memo = new HashMap<>();
  private int values;

  /**
   * An empty one.
   *
   * @param who how messages name the file
   * @param mostValues bounds memory
   */
  PickleStack(String who, int mostValues) {
    this.who = who;
    this.mostValues = mostValues;
  }

  void push(PickleValue value) {
    count(1);
    stack.add(value);
  }

  void mark() {
    count(1);
    marks.push(stack.size());
  }

  /** Counts values that lie in others. */
  void count(int more) {
    values += more;
    that(
        values <= mostValues,
        "%s: the pickle makes more than %d values; expected arrays of numbers alone",
        who,
        mostValues);
  }

  PickleValue pop() {
    PickleValue top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  /** The uppermost value, which is none from before the last mark. */
  PickleValue top() {
    int floor = marks.isEmpty() ? 0 : marks.peek();
    if (stack.size() <= floor) {
      throw damaged("it takes a value where there is none");
    }
    return stack.get(stack.size() - 1);
  }

  /** Takes what has come since the last mark, and the mark. */
  List<PickleValue> sinceMark() {
    if (marks.isEmpty()) {
      throw damaged("it goes back to a mark where there is none");
    }
    List<PickleValue> tail = stack.subList(marks.pop(), stack.size());
    List<PickleValue> taken = List.copyOf(tail);
    tail.clear();
    return taken;
  }

  /** Keeps the uppermost value under the next number. */
  void keep() {
    keep(memo.size());
  }

  /** Keeps the uppermost value under a number. */
  void keep(int index) {
    count(1);
    memo.put(index, top());
  }

  PickleValue remembered(int index) {
    PickleValue value = memo.get(index);
    if (value == null) {
      throw damaged("it asks for the value " + index + ", which it has not kept");
    }
    return value;
  }

  /** To be thrown. */
  InputException damaged(String why) {
    return failure("%s: the pickle is damaged: %s", who, why);
  }
}
