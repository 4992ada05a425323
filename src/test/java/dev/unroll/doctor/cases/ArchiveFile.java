package dev.unroll.doctor.cases;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.source.ts.Ts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A problem of the UCR/UEA archive as a table: {@code index,split,label} and its signals.
 *
 * @param problem such as {@code JapaneseVowels}
 * @param padded whether zeros fill each sequence up to the longest
 */
record ArchiveFile(String problem, boolean padded) implements Setup.Data {

  private static final Path ARCHIVE = Path.of("../shared/data/uea");

  /** Settings of the reader, signals by themselves. */
  static final String READER = "{type: csv, split: {type: by-column}}";

  @Override
  public boolean there() {
    return Files.isDirectory(ARCHIVE.resolve(problem));
  }

  @Override
  public String source(Path folder) throws IOException {
    Dataset all = new Ts().read(ARCHIVE.resolve(problem).resolve(problem).toString());
    int features = all.schema().features();
    StringBuilder columns = new StringBuilder("index,split,label");
    all.schema().featureNames().forEach(name -> columns.append(',').append(name));
    int longest = Math.max(all.train().maxSteps(), all.test().maxSteps());
    return new CsvFile(
            "archive",
            columns.toString(),
            sink -> {
              int index = 0;
              for (Split split : List.of(Split.TRAIN, Split.TEST)) {
                Sequences part = all.split(split);
                for (int i = 0; i < part.size(); i++) {
                  float[] values = part.values(i);
                  int steps = padded ? longest : part.length(i);
                  float[] whole = Arrays.copyOf(values, steps * features);
                  for (int step = 0; step < steps; step++) {
                    sink.row(
                        index,
                        split == Split.TRAIN && i % 5 == 0 ? "validation" : split.label(),
                        "class-" + all.classNames().get(part.label(i)),
                        Arrays.copyOfRange(whole, features * step, features * (step + 1)));
                  }
                  index++;
                }
              }
            })
        .source(folder);
  }
}
