package dev.unroll.source;

import dev.unroll.contract.DataSourceContract;
import dev.unroll.data.DataSource;
import dev.unroll.settings.RecordReader;
import dev.unroll.source.har.Har;
import dev.unroll.source.har.HarFixture;
import dev.unroll.source.simulated.Burst;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class SourceContractTest {

  @Nested
  class OfBurst extends DataSourceContract {
    @Override
    protected DataSource source() {
      return RecordReader.byDefault(Burst.class);
    }

    @Override
    protected String path() {
      return "";
    }
  }

  @Nested
  class OfHar extends DataSourceContract {
    @TempDir private Path temp;

    @Override
    protected DataSource source() {
      return new Har();
    }

    @Override
    protected String path() throws IOException {
      return HarFixture.write(temp.resolve("har")).toString();
    }
  }
}
