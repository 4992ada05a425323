package dev.unroll.source.har;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.SharedData;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Fingerprint;
import dev.unroll.internal.files.Zips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UciHarTest {

  private static final String SIGNAL = "train/Inertial Signals/body_gyro_y_train.txt";

  @TempDir Path temp;
  private Path folder;
  private Path cache;

  @BeforeEach
  void writeFixture() throws IOException {
    folder = HarFixture.write(temp.resolve("UCI HAR Dataset"));
    cache = temp.resolve("cache");
  }

  @Test
  void readsSignalsInOrderWithSubjectsAndNames() throws IOException {
    Dataset har = UciHar.read(folder, cache);
    assertEquals(7, har.train().size());
    assertEquals(6, har.test().size());
    assertEquals(UciHar.CLASS_NAMES, har.classNames());
    assertEquals(Set.of(1, 3, 5), har.train().groups());
    assertEquals(Set.of(2, 4), har.test().groups());
    assertFalse(har.simulated());
    for (int window : new int[] {0, 3, 6}) {
      for (int step : new int[] {0, 1, 127}) {
        for (int signal = 0; signal < 9; signal++) {
          assertEquals(
              (float) HarFixture.value(window, step, signal),
              har.train().value(window, step, signal));
        }
      }
    }
  }

  @Test
  void labelsCountFromZeroSoThatLayingIsAClassOfItsOwn() throws IOException {
    Dataset har = UciHar.read(folder, cache);
    assertArrayEquals(new int[] {5, 0, 1, 2, 3, 4, 5}, har.train().labels());
    assertEquals("LAYING", har.classNames().get(har.train().label(0)));
  }

  @Test
  void readsTheZipAsTheFolderFromTheSameCacheFile() throws IOException {
    Dataset fromFolder = UciHar.read(folder, cache);
    Path zip = Zips.ofFolder(temp.resolve("har.zip"), temp.resolve("UCI HAR Dataset"));
    Dataset fromZip = UciHar.read(zip, cache);
    assertEquals(Fingerprint.of(fromFolder), Fingerprint.of(fromZip));
    assertEquals(1, cacheFiles().size());
  }

  @Test
  void findsTheDatasetBelowTheFolder() throws IOException {
    assertEquals(7, UciHar.read(temp, cache).train().size());
  }

  @Test
  void parsesAnewWhenAFileChanges() throws IOException {
    UciHar.read(folder, cache);
    edit("train/y_train.txt", text -> text.replaceFirst("6", "2"));
    assertEquals(1, UciHar.read(folder, cache).train().label(0));
    assertEquals(2, cacheFiles().size());
  }

  @Test
  void parsesAnewWhenTheCacheFileIsDamaged() throws IOException {
    String whole = Fingerprint.of(UciHar.read(folder, cache));
    Path file = cacheFiles().get(0);
    byte[] bytes = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertEquals(whole, Fingerprint.of(UciHar.read(folder, cache)));

    byte[] flipped = bytes.clone();
    flipped[bytes.length - 5] ^= 1;
    Files.write(file, flipped);
    assertEquals(whole, Fingerprint.of(UciHar.read(folder, cache)));

    Files.write(file, new byte[0]);
    assertEquals(whole, Fingerprint.of(UciHar.read(folder, cache)));
  }

  @Test
  void doesWithoutACacheThatCannotBeWritten() throws IOException {
    Files.writeString(cache, "a file where the folder should be");
    assertEquals(7, UciHar.read(folder, cache).train().size());
  }

  @Test
  void aCutLineNamesFileAndLine() throws IOException {
    edit(SIGNAL, text -> text.substring(0, text.length() - 700));
    assertFails(folder + "/" + SIGNAL + ":7: expected 128 numbers, found ", "is the file cut");
  }

  @Test
  void aMissingLineNamesTheCounts() throws IOException {
    edit(SIGNAL, text -> text.substring(text.indexOf('\n') + 1));
    assertFails(
        folder + "/" + SIGNAL + ": expected 7 rows, as many as ", "y_train.txt has, found 6");
  }

  @Test
  void notANumberNamesFileAndLine() throws IOException {
    edit(SIGNAL, text -> text.replaceFirst("2\\.6\\d*e.\\d+", "NaN"));
    assertFails(folder + "/" + SIGNAL + ":", "is 'NaN'; expected a finite number");
    edit(SIGNAL, text -> text.replaceFirst("NaN", "zero"));
    assertFails(folder + "/" + SIGNAL + ":", "'zero' is not a number");
  }

  @Test
  void aLabelOutsideTheSixNamesFileAndLine() throws IOException {
    edit("test/y_test.txt", text -> text.replaceFirst("3", "7"));
    assertFails(folder + "/test/y_test.txt:3: expected a whole number 1 to 6, found '7'", "");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(folder.resolve("test/Inertial Signals/total_acc_z_test.txt"));
    assertFails(
        folder + "/test/Inertial Signals/total_acc_z_test.txt: no such file", "use the download");
  }

  @Test
  void aFolderOfSomethingElseIsSaid() throws IOException {
    Path other = Files.createDirectories(temp.resolve("other"));
    InputException e = assertThrows(InputException.class, () -> UciHar.read(other, cache));
    assertTrue(e.getMessage().startsWith(other + ": not the UCI HAR dataset: it has no 'train/"));
  }

  @Test
  void theRealDatasetHasItsKnownCounts() throws IOException {
    Dataset har = UciHar.read(SharedData.har(), cache);
    assertEquals(7352, har.train().size());
    assertEquals(2947, har.test().size());
    assertEquals(21, har.train().groups().size());
    assertEquals(Set.of(2, 4, 9, 10, 12, 13, 18, 20, 24), har.test().groups());
    assertEquals(537, Arrays.stream(har.test().labels()).filter(label -> label == 5).count());
    assertEquals(1.8085150e-4f, har.train().value(0, 0, 0));
    assertEquals(
        Fingerprint.of(har), Fingerprint.of(UciHar.read(SharedData.har(), cache)), "cached");
  }

  private List<Path> cacheFiles() throws IOException {
    try (var files = Files.list(cache.resolve("parsed"))) {
      return files.toList();
    }
  }

  private void edit(String file, UnaryOperator<String> change) throws IOException {
    Path path = folder.resolve(file);
    String before = Files.readString(path);
    String after = change.apply(before);
    assertFalse(after.equals(before), "the edit changes nothing");
    Files.writeString(path, after);
  }

  private void assertFails(String start, String part) {
    InputException e = assertThrows(InputException.class, () -> UciHar.read(folder, cache));
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
