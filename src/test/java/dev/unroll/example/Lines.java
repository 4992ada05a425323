package dev.unroll.example;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.positive;

import com.google.common.base.Splitter;
import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.settings.Default;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

public record Lines(@Default("4") int testEvery) implements DataSource {
  private static final List<String> CLASSES = List.of("calm", "storm");

  public Lines {
    positive("lines: testEvery", testEvery);
  }

  @Override
  public Dataset read(String path) throws IOException {
    if (!Files.isRegularFile(Path.of(path))) {
      throw failure("%s: there is no such file", path);
    }
    SequencesBuilder train = new SequencesBuilder(1);
    SequencesBuilder test = new SequencesBuilder(1);
    int line = 0;
    for (String text : Files.readAllLines(Path.of(path))) {
      line++;
      List<String> cells = Splitter.on(',').splitToList(text);
      int label = CLASSES.indexOf(cells.get(0));
      if (label < 0) {
        throw failure("%s:%d: expected one of %s, found '%s'", path, line, CLASSES, cells.get(0));
      }
      float[] values = new float[cells.size() - 1];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.parseFloat(cells.get(i + 1));
      }
      SequencesBuilder part = line % testEvery == 0 ? test : train;
      part.add(values, line);
      part.label(label);
    }
    List<Signal> signals = List.of(new Signal("wind", "m/s"));
    return new Dataset(
        path, false, signals, CLASSES, train.build(), Sequences.empty(1), test.build());
  }
}
