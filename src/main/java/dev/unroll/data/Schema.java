package dev.unroll.data;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the numbers of a dataset mean.
 *
 * @param signals what each feature of a step is, in order; the channels of a pixel where there are
 *     frames
 * @param frame the size of a step's image, where steps are images
 * @param target what is to be predicted
 * @param grouping what a group is, in the singular, such as {@code subject} or {@code vessel}
 */
public record Schema(
    List<Signal> signals, Optional<FrameSize> frame, Target target, String grouping) {

  public Schema {
    signals = List.copyOf(signals);
    present("schema: frame", frame);
    present("schema: target", target);
    present("schema: grouping", grouping);
    int naive = target.numbers().map(Target.Numbers::naive).orElse(Target.Numbers.NO_NAIVE);
    int count = signals.size();
    that(naive < count, "schema: the naive forecast is feature %d, but there are %d", naive, count);
  }

  /** One class a sequence of signals, in groups that are subjects. */
  public static Schema ofClasses(List<Signal> signals, List<String> classNames) {
    return new Schema(signals, Optional.empty(), new Target.OneClass(classNames), "subject");
  }

  /** That of some of the signals; a naive forecast by one that is left out is none any more. */
  Schema withFeatures(int[] columns) {
    List<Signal> some = Arrays.stream(columns).mapToObj(signals::get).toList();
    Target kept =
        target
            .numbers()
            .<Target>map(
                numbers ->
                    new Target.Numbers(numbers.signals(), Ints.indexOf(columns, numbers.naive())))
            .orElse(target);
    return new Schema(some, frame, kept, grouping);
  }

  /** Numbers of a step: signals, times pixels where there are frames. */
  public int features() {
    return signals.size() * frame.map(FrameSize::pixels).orElse(1);
  }

  /** A name for each number of a step: the signals, numbered by pixel where there are frames. */
  public List<String> featureNames() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < features(); i++) {
      String name = signals.get(i % signals.size()).name();
      names.add(frame.isEmpty() ? name : name + "_" + i / signals.size());
    }
    return names;
  }

  /** {@code "12 subjects"}, {@code "1 vessel"}. */
  public String count(int groups) {
    return groups + " " + grouping + (groups == 1 ? "" : "s");
  }
}
