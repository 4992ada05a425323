package dev.unroll.cli;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Ints;
import dev.unroll.data.FrameSize;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Signal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The shape of a sequence as the command line has it: {@code 128x9}, or {@code 16x64x64x3} where
 * steps are frames.
 *
 * @param steps of a sequence
 * @param frame the size of a frame, where steps are frames
 * @param channels of a step, or of a pixel
 */
record SequenceShape(int steps, Optional<FrameSize> frame, int channels) {

  static SequenceShape parse(String text) {
    List<Integer> sizes =
        List.of(text.split("x", -1)).stream()
            .map(word -> Optional.ofNullable(Ints.tryParse(word)).orElse(0))
            .toList();
    boolean whole = sizes.stream().allMatch(size -> size >= 1);
    if (!whole || (sizes.size() != 2 && sizes.size() != 4)) {
      throw failure(
          "--shape: expected STEPSxFEATURES such as 128x9, or STEPSxHEIGHTxWIDTHxCHANNELS such as"
              + " 16x64x64x3, got '%s'",
          text);
    }
    that(
        sizes.stream().mapToDouble(size -> size).reduce(1, (a, b) -> a * b) < Integer.MAX_VALUE,
        "--shape: expected fewer than 2^31 numbers a sequence, got '%s'",
        text);
    return sizes.size() == 2
        ? new SequenceShape(sizes.get(0), Optional.empty(), sizes.get(1))
        : new SequenceShape(
            sizes.get(0), Optional.of(new FrameSize(sizes.get(1), sizes.get(2))), sizes.get(3));
  }

  /** The shape of such data, as yet without classes. */
  Layout layout() {
    List<Signal> signals =
        IntStream.range(0, channels).mapToObj(i -> new Signal("x" + i, "")).toList();
    Schema classes = Schema.ofClasses(signals, List.of());
    return new Layout(
        steps, false, new Schema(signals, frame, classes.target(), classes.grouping()));
  }
}
