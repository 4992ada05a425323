package dev.unroll.source.numpy;

import static dev.unroll.check.Check.present;

import dev.unroll.settings.Default;

/**
 * What the arrays are called. A name stands for itself and for itself with a part beside it: {@code
 * acc} also for {@code acc_train} and {@code testAcc}; {@code *} is where the part is. Letter case
 * and separators do not matter.
 *
 * @param inputs array of the sequences; empty for {@code X}, {@code data}, {@code inputs} and the
 *     like
 * @param targets what is to be predicted; empty for {@code y}, {@code labels}, {@code targets} and
 *     the like
 * @param groups what must not be split, for each sequence; empty for {@code groups}, {@code
 *     subjects} and the like
 * @param lengths steps of each sequence that are not padding; empty for {@code lengths} and the
 *     like
 */
public record NumpyArrays(
    @Default("''") String inputs,
    @Default("''") String targets,
    @Default("''") String groups,
    @Default("''") String lengths) {

  public NumpyArrays {
    present("inputs", inputs);
    present("targets", targets);
    present("groups", groups);
    present("lengths", lengths);
  }

  /** By the usual names. */
  public NumpyArrays() {
    this("", "", "", "");
  }
}
