package dev.unroll.source.ts;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A problem of the UCR/UEA archive (<a
 * href="https://www.timeseriesclassification.com">timeseriesclassification.com</a>) as its two ts
 * files, or as two tables with the label first in each row: the training cases train, the test
 * cases test.
 *
 * <p>Missing values are interpolated in time; a dimension that a case lacks altogether is the
 * dimension's mean over the training file.
 */
public record Ts() implements DataSource {

  @Override
  public String pathName() {
    return "PREFIX";
  }

  @Override
  public Dataset read(String path) throws IOException {
    return TsReader.read(TsPair.find(Path.of(path)));
  }
}
