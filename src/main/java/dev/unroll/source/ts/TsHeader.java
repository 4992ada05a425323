package dev.unroll.source.ts;

import com.google.common.base.Splitter;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.internal.table.FileLine;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a ts file says of itself before its cases. Lines that it does not know are passed over.
 *
 * @param dimensions of a case; 0 where the first case is to tell
 * @param steps of a case; 0 where they differ or the first case is to tell
 * @param sameLength whether all cases have as many steps
 * @param stamped whether values have time stamps
 * @param target what is to be predicted; empty where no line tells
 */
record TsHeader(
    int dimensions, int steps, boolean sameLength, boolean stamped, Optional<Target> target) {

  private static final Splitter WORDS = Splitter.onPattern("\\s+").omitEmptyStrings().trimResults();

  /** Reads up to and with the line {@code @data}. */
  static TsHeader read(TsLines lines) throws IOException {
    int dimensions = 0;
    int steps = 0;
    boolean sameLength = false;
    boolean univariate = false;
    boolean stamped = false;
    Optional<Target> target = Optional.empty();
    while (true) {
      String text = lines.next();
      FileLine line = lines.line();
      line.that(text != null, "the file ends without a line @data; is it cut short?");
      line.that(
          text.charAt(0) == '@',
          "expected a header line that begins with '@', or @data before the first case, found '%s'",
          shortened(text));
      List<String> words = WORDS.splitToList(text);
      switch (words.get(0).toLowerCase(Locale.ROOT)) {
        case "@data" -> {
          return new TsHeader(
              dimensions > 0 || !univariate ? dimensions : 1,
              sameLength ? steps : 0,
              sameLength,
              stamped,
              target);
        }
        case "@timestamps" -> stamped = flag(words, line);
        case "@univariate" -> univariate = flag(words, line);
        case "@dimension", "@dimensions" -> dimensions = count(words, 1, line);
        case "@equallength" -> sameLength = flag(words, line);
        case "@serieslength" -> steps = count(words, 0, line); // 0 where it is not known
        case "@classlabel" -> target = flag(words, line) ? classes(words, line) : target;
        case "@targetlabel" -> target = flag(words, line) ? number() : target;
        default -> {}
      }
    }
  }

  /** The same, with what the training file tells. */
  TsHeader with(int dimensions, Target target) {
    return new TsHeader(dimensions, steps, sameLength, stamped, Optional.of(target));
  }

  /** The same, with what the first case tells. */
  TsHeader completedBy(String text, FileLine line) {
    int found = TsText.parts(text) - 1;
    line.that(
        dimensions > 0 || found > 0, "expected values, ':' and the case's label, found no ':'");
    return new TsHeader(
        dimensions > 0 ? dimensions : found,
        sameLength && steps == 0 ? TsText.steps(text) : steps,
        sameLength,
        stamped,
        target);
  }

  private static Optional<Target> classes(List<String> words, FileLine line) {
    List<String> names = words.subList(2, words.size());
    line.that(
        names.size() > 1,
        "expected @classLabel true and the names of two classes or more, found %s",
        names);
    line.that(new HashSet<>(names).size() == names.size(), "class names must differ: %s", names);
    return Optional.of(new Target.OneClass(names));
  }

  private static Optional<Target> number() {
    return Optional.of(
        new Target.Numbers(List.of(new Signal("target", "")), Target.Numbers.NO_NAIVE));
  }

  private static boolean flag(List<String> words, FileLine line) {
    String word = words.size() > 1 ? words.get(1).toLowerCase(Locale.ROOT) : "";
    line.that(
        word.equals("true") || word.equals("false"),
        "expected %s true or false, found '%s'",
        words.get(0),
        word);
    return word.equals("true");
  }

  private static int count(List<String> words, int least, FileLine line) {
    String word = words.size() > 1 ? words.get(1) : "";
    try {
      int count = Integer.parseInt(word);
      if (count >= least) {
        return count;
      }
    } catch (NumberFormatException e) {
      // The message below says it.
    }
    throw line.failure(
        "expected %s and a whole number of %d or more, found '%s'", words.get(0), least, word);
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
