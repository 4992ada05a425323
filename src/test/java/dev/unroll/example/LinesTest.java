package dev.unroll.example;

import dev.unroll.contract.DataSourceContract;
import dev.unroll.data.DataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class LinesTest extends DataSourceContract {
  @TempDir private Path temp;

  @Override
  protected DataSource source() {
    return new Lines(2);
  }

  @Override
  protected String path() throws IOException {
    Path file = temp.resolve("wind.txt");
    return Files.write(file, List.of("calm,1,0.5", "storm,9,12,11", "calm,2,1")).toString();
  }
}
