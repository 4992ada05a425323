package dev.unroll.load;

import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Names of what a model of others predicts, where no data tell them: {@code class_0} and so on
 * where its outputs mean classes, else {@code number_0} and so on.
 */
final class OutputNames {

  private OutputNames() {}

  /**
   * What a model predicts, by number.
   *
   * @param outputs how many numbers it gives, 1 or more; one alone that means classes is the second
   *     of two
   */
  static Target numbered(ServingPath path, int outputs) {
    boolean classes = path.meaning().filter(m -> m != OutputMeaning.NUMBERS).isPresent();
    if (classes) {
      List<String> names =
          IntStream.range(0, Math.max(2, outputs)).mapToObj(k -> "class_" + k).toList();
      return path.perStep() ? new Target.ClassPerStep(names) : new Target.OneClass(names);
    }
    List<Signal> numbers =
        IntStream.range(0, outputs).mapToObj(k -> new Signal("number_" + k, "")).toList();
    if (!path.perStep()) {
      return new Target.Numbers(numbers, Target.Numbers.NO_NAIVE);
    }
    long steps = path.output().tensor().size(1);
    boolean asManyAsIn = steps < 0 || steps == path.steps();
    return new Target.NumbersPerStep(numbers, asManyAsIn ? 0 : (int) steps);
  }
}
