package dev.unroll.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnzipTest {

  private static final long MANY = 1 << 20;

  @TempDir Path folder;

  @Test
  void unpacksFilesAndFolders() throws IOException {
    Path zip = Zips.write(folder.resolve("a.zip"), "one.txt", "1", "deep/two.txt", "2");
    Unzip.into(zip, "a.zip", folder.resolve("out"), MANY);
    assertEquals("1", Files.readString(folder.resolve("out/one.txt")));
    assertEquals("2", Files.readString(folder.resolve("out/deep/two.txt")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil.txt", "a/../../evil.txt", "FOLDER/evil.txt"})
  void refusesEntriesThatPointOutside(String written) throws IOException {
    String name = written.replace("FOLDER", folder.toAbsolutePath().toString());
    Path zip = Zips.write(folder.resolve("a.zip"), name, "x");
    InputException e =
        assertThrows(
            InputException.class, () -> Unzip.into(zip, "a.zip", folder.resolve("in/out"), MANY));
    assertEquals(
        "a.zip: entry '"
            + name
            + "' points outside the folder it is unpacked to; the zip is not"
            + " to be trusted",
        e.getMessage());
    assertFalse(Files.exists(folder.resolve("in/evil.txt")));
    assertFalse(Files.exists(folder.resolve("evil.txt")));
  }

  @Test
  void refusesAZipBomb() throws IOException {
    Path zip = Zips.write(folder.resolve("a.zip"), "big.txt", "0".repeat(5_000));
    InputException e =
        assertThrows(
            InputException.class, () -> Unzip.into(zip, "a.zip", folder.resolve("out"), 4_000));
    assertEquals(
        "a.zip: unpacks to more than 4000 bytes; the zip is not to be trusted", e.getMessage());
  }

  @Test
  void saysThatAZipIsCut() throws IOException {
    Path zip = Zips.write(folder.resolve("a.zip"), "one.txt", "1".repeat(1000));
    byte[] whole = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(whole, whole.length / 2));
    InputException e =
        assertThrows(
            InputException.class, () -> Unzip.into(zip, "a.zip", folder.resolve("out"), MANY));
    assertTrue(e.getMessage().startsWith("a.zip: not a whole zip file ("), e.getMessage());
  }
}
