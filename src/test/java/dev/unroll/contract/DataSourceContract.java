package dev.unroll.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.DataSource;
import dev.unroll.data.Fingerprint;
import dev.unroll.data.Layout;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds for every source of data. To extend: {@link #source} is the source, {@link #path}
 * where it finds data.
 */
public abstract class DataSourceContract {

  /** The source under test. */
  protected abstract DataSource source() throws IOException;

  /** What follows the colon for data that are there; empty where nothing does. */
  protected abstract String path() throws IOException;

  @Test
  protected void recipesTellItAndNothingMayBeMissing()
      throws ReflectiveOperationException, IOException {
    Settings.comeBackFromARecipe(source(), DataSource.class);
    Settings.refuseNull(source());
  }

  @Test
  protected void readTwiceTheDataAreTheSame() throws IOException {
    assertEquals(Fingerprint.of(source().read(path())), Fingerprint.of(source().read(path())));
  }

  @Test
  protected void theLayoutToldIsThatOfTheData() throws IOException {
    if (source().layout().isEmpty()) {
      return;
    }
    assertEquals(Layout.of(source().read(path())), source().layout().get());
  }

  @Test
  protected void aMissingPathIsNamed(@TempDir Path temp) throws IOException {
    if (source().pathUse() == DataSource.PathUse.NONE) {
      return;
    }
    String missing = temp.resolve("missing").toString();
    InputException e = assertThrows(InputException.class, () -> source().read(missing));
    assertTrue(e.getMessage().contains(missing), e.getMessage());
  }
}
