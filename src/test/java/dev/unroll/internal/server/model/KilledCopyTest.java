package dev.unroll.internal.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.internal.server.request.ModelName;
import dev.unroll.model.StepPredictor;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ReloadSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies into a model's folder that were killed at any byte, in any order of files. */
class KilledCopyTest {

  private static final ModelName NEWEST = ModelName.newest("toy");

  @TempDir static Path made;
  private static Path one;
  private static Path two;
  private static float ofOne;
  private static float ofTwo;

  @TempDir Path temp;

  /** A piece of a file that is copied at once. */
  private record Piece(Path file, int from, int to) {}

  @BeforeAll
  static void write() throws IOException {
    one = made.resolve("one");
    two = made.resolve("two");
    ToyModels.write(one, 1);
    ToyModels.write(two, 2);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(two)) {
      return new ArrayList<>(all.filter(Files::isRegularFile).map(two::relativize).toList());
    }
  }

  private ModelStore store() throws IOException {
    Path base = Files.createDirectories(temp.resolve("toy"));
    ToyModels.copy(one, base.resolve("1"));
    ModelStore store =
        new ModelStore(
            LoadSettings.standard()
                .withReload(ReloadSettings.standard().withSettled(Duration.ZERO)));
    store.configure(List.of(ModelConfig.of("toy", base)));
    settle(store);
    ofOne = ToyModels.predicted(store, NEWEST);
    return store;
  }

  private static void settle(ModelStore store) {
    while (store.refresh()) {}
  }

  /** File after file in any order, or pieces of all of them in turns, each file from its start. */
  private static List<Piece> pieces(Random random, boolean sideBySide) throws IOException {
    List<Path> files = files();
    Collections.shuffle(files, random);
    if (!sideBySide) {
      List<Piece> pieces = new ArrayList<>();
      for (Path file : files) {
        pieces.add(new Piece(file, 0, (int) Files.size(two.resolve(file))));
      }
      return pieces;
    }
    Map<Path, Integer> done = new HashMap<>();
    List<Piece> pieces = new ArrayList<>();
    while (!files.isEmpty()) {
      Path file = files.get(random.nextInt(files.size()));
      int size = (int) Files.size(two.resolve(file));
      int from = done.getOrDefault(file, 0);
      int to = Math.min(size, from + 1 + random.nextInt(size));
      pieces.add(new Piece(file, from, to));
      done.put(file, to);
      if (to == size) {
        files.remove(file);
      }
    }
    return pieces;
  }

  /** Copies pieces one after the other, {@code count} bytes of them. */
  private static void copy(List<Piece> pieces, Path to, long count) throws IOException {
    long left = count;
    Files.createDirectories(to);
    for (Piece piece : pieces) {
      if (left <= 0) {
        return;
      }
      int length = (int) Math.min(left, piece.to - piece.from);
      Path file = to.resolve(piece.file.toString());
      Files.createDirectories(file.getParent());
      byte[] bytes =
          Arrays.copyOfRange(
              Files.readAllBytes(two.resolve(piece.file)), piece.from, piece.from + length);
      try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
        out.seek(piece.from);
        out.write(bytes);
      }
      left -= length;
    }
  }

  /** Whether all bytes are there; the line end after the card's JSON is none that counts. */
  private static boolean whole(Path folder) throws IOException {
    for (Path file : files()) {
      Path copied = folder.resolve(file.toString());
      if (!Files.exists(copied)) {
        return false;
      }
      boolean card = file.endsWith("unroll.json");
      String expected = Files.readString(two.resolve(file), StandardCharsets.ISO_8859_1);
      String found = Files.readString(copied, StandardCharsets.ISO_8859_1);
      if (!(card ? expected.strip().equals(found.strip()) : expected.equals(found))) {
        return false;
      }
    }
    return true;
  }

  private static void assertWhole(ModelStore store, long number) {
    try (ModelVersion.Lease lease = store.lease(ToyModels.version("toy", number))) {
      StepPredictor steps = lease.version().steps();
      assertEquals(2, steps.features());
      assertTrue(lease.version().card().isPresent());
      ofTwo = ToyModels.predicted(lease.version());
      assertTrue(Math.abs(ofOne - ofTwo) > 1e-3);
    }
  }

  /** Fresh numbers for each, so that what was served is the last whole one. */
  private void assertNoHalfModelIsServed(int copies, boolean sideBySide) throws IOException {
    Random random = new Random(sideBySide ? 5 : 3);
    int finished = 0;
    try (ModelStore store = store()) {
      long served = 1;
      for (int i = 0; i < copies; i++) {
        long number = 2L + i;
        Path to = temp.resolve("toy").resolve(Long.toString(number));
        List<Piece> pieces = pieces(random, sideBySide);
        long bytes = pieces.stream().mapToLong(piece -> piece.to - piece.from).sum();
        // Some a byte or two before the end, and one in ten whole.
        long count =
            switch (i % 10) {
              case 0 -> bytes;
              case 1, 2, 3 -> bytes - i % 10;
              default -> 1 + random.nextInt((int) bytes - 1);
            };
        copy(pieces, to, count);
        settle(store);
        String what = "copy " + i + ", " + count + " of " + bytes + " bytes: " + pieces;
        boolean whole = whole(to);
        if (whole) {
          served = number;
          finished++;
        }
        assertEquals(List.of(served), store.versions("toy"), what);
        if (!whole && random.nextInt(20) == 0) {
          // The copy goes on.
          copy(pieces, to, bytes);
          settle(store);
          served = number;
          finished++;
          assertEquals(List.of(served), store.versions("toy"), what);
        }
      }
      assertTrue(finished > copies / 10, "finished " + finished);
      assertWhole(store, served);
    }
  }

  @Test
  void servesNoHalfOfFilesThatCameOneAfterTheOther() throws IOException {
    assertNoHalfModelIsServed(150, false);
  }

  @Test
  void servesNoHalfOfFilesThatCameSideBySide() throws IOException {
    assertNoHalfModelIsServed(150, true);
  }

  /** As some tools do: each file is as long as it will be before its first byte comes. */
  @Test
  void servesNoFilesThatWereMadeLongBeforeTheyWereFilled() throws IOException {
    Random random = new Random(7);
    List<Long> served = List.of(1L);
    try (ModelStore store = store()) {
      for (int i = 0; i < 100; i++) {
        long number = 2L + i;
        Path to = temp.resolve("toy").resolve(Long.toString(number));
        List<Piece> pieces = pieces(random, i % 2 == 1);
        long bytes = pieces.stream().mapToLong(piece -> piece.to - piece.from).sum();
        long count = i % 10 == 0 ? bytes - 1 - i / 10 : 1 + random.nextInt((int) bytes - 1);
        makeLong(to);
        copy(pieces, to, count);
        settle(store);
        if (whole(to)) {
          // What is left to copy is zeros.
          served = List.of(number);
        }
        assertEquals(
            served, store.versions("toy"), "copy " + i + ", " + count + " bytes: " + pieces);
        if (i % 20 == 19) {
          copy(pieces, to, bytes);
          settle(store);
          served = List.of(number);
          assertEquals(served, store.versions("toy"));
          assertWhole(store, number);
        }
      }
    }
  }

  private static void makeLong(Path to) throws IOException {
    for (Path file : files()) {
      Path made = to.resolve(file.toString());
      Files.createDirectories(made.getParent());
      Files.write(made, new byte[(int) Files.size(two.resolve(file))]);
    }
  }

  /** Blocks that a copy by several connections has left out. */
  @Test
  void servesNoFilesWithAHoleInThem() throws IOException {
    Random random = new Random(11);
    try (ModelStore store = store()) {
      List<Path> files =
          List.of(
              Path.of("saved_model.pb"),
              Path.of("variables", "variables.index"),
              Path.of("variables", "variables.data-00000-of-00001"));
      for (int i = 0; i < 99; i++) {
        Path to = temp.resolve("toy").resolve(Integer.toString(2 + i));
        Path file = files.get(i % 3);
        byte[] bytes = Files.readAllBytes(two.resolve(file));
        int from = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, from + 1 + random.nextInt(bytes.length));
        byte[] holed = bytes.clone();
        Arrays.fill(holed, from, end, (byte) 0);
        copy(pieces(random, false), to, Long.MAX_VALUE);
        Files.write(to.resolve(file.toString()), holed);
        settle(store);
        boolean whole = Arrays.equals(bytes, holed);
        List<Long> served = store.versions("toy");
        assertEquals(whole, served.equals(List.of(2L + i)), file + ": " + from + " to " + end);
      }
    }
  }

  /** Nothing tells zeros from a hole in a file without checksums, but time. */
  @Test
  void waitsForLongerWhereAFileHasManyZeros() throws IOException {
    ToyModels.copy(one, Files.createDirectories(temp.resolve("toy")).resolve("1"));
    Path to = temp.resolve("toy/2");
    copy(pieces(new Random(1), false), to, Long.MAX_VALUE);
    Path asset = Files.createDirectory(to.resolve("assets")).resolve("words.txt");
    byte[] words = new byte[2000];
    Arrays.fill(words, (byte) 'a');
    Arrays.fill(words, 700, 700 + 511, (byte) 0);
    Files.write(asset, words);
    assertEquals(Optional.empty(), WholeVersion.doubt(to));
    words[1211] = 0;
    Files.write(asset, words);
    assertEquals(Optional.of("assets/words.txt"), WholeVersion.doubt(to));
    Arrays.fill(words, (byte) 'a');
    words[1999] = 0;
    Files.write(asset, words);
    assertEquals(Optional.of("assets/words.txt"), WholeVersion.doubt(to));
    try (ModelStore slow =
        new ModelStore(
            LoadSettings.standard()
                .withReload(ReloadSettings.standard().withSettled(Duration.ofDays(1))))) {
      slow.configure(List.of(ModelConfig.of("toy", temp.resolve("toy"))));
      slow.refresh();
      slow.refresh();
      assertEquals(List.of(), slow.versions("toy"));
      VersionStatus waits =
          slow.statuses(ToyModels.version("toy", 2)).stream().findFirst().orElseThrow();
      assertEquals(VersionState.START, waits.state());
      assertTrue(waits.message().contains("assets/words.txt has zeros in a row"), waits.message());
      FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(6)));
      try (Stream<Path> all = Files.walk(temp.resolve("toy/2"))) {
        for (Path one : all.toList()) {
          Files.setLastModifiedTime(one, old);
        }
      }
      settle(slow);
      assertEquals(List.of(2L), slow.versions("toy"));
    }
  }

  /** Clocks that go before ours date files in the future. */
  @Test
  void takesZerosOfFilesFromTheFuture() throws IOException, InterruptedException {
    Path to = Files.createDirectories(temp.resolve("toy")).resolve("2");
    copy(pieces(new Random(1), false), to, Long.MAX_VALUE);
    Files.write(Files.createDirectory(to.resolve("assets")).resolve("zeros.bin"), new byte[2000]);
    FileTime later = FileTime.from(Instant.now().plus(Duration.ofHours(9)));
    try (Stream<Path> all = Files.walk(to)) {
      for (Path one : all.toList()) {
        Files.setLastModifiedTime(one, later);
      }
    }
    try (ModelStore slow =
        new ModelStore(
            LoadSettings.standard()
                .withReload(ReloadSettings.standard().withSettled(Duration.ofMillis(20))))) {
      slow.configure(List.of(ModelConfig.of("toy", temp.resolve("toy"))));
      int looks = 0;
      while (slow.versions("toy").isEmpty()) {
        assertTrue(looks++ < 10_000, () -> slow.statuses(ToyModels.version("toy", 2)).toString());
        slow.refresh();
        Thread.sleep(1);
      }
      assertEquals(List.of(2L), slow.versions("toy"));
    }
  }
}
