package dev.unroll.internal.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.server.settings.VersionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionPolicyTest {

  @TempDir Path temp;

  /** 300 sets of versions, by all policies, beside lists that are sorted and cut. */
  @Test
  void choosesTheNewestAllOrThoseThatAreNamed() {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      TreeSet<Long> there = new TreeSet<>();
      TreeSet<Long> named = new TreeSet<>();
      for (int n = random.nextInt(8); n > 0; n--) {
        there.add(random.nextBoolean() ? random.nextInt(20) : random.nextLong() >>> 1);
      }
      for (long one : there) {
        if (random.nextBoolean()) {
          named.add(one);
        }
      }
      Set<Long> asked = new TreeSet<>(named);
      asked.add(21L + random.nextInt(9));
      int most = 1 + random.nextInt(4);
      List<Long> sorted = new ArrayList<>(there);
      Collections.sort(sorted);
      assertEquals(
          sorted.subList(Math.max(0, sorted.size() - most), sorted.size()),
          List.copyOf(new VersionPolicy.Latest(most).chosen(there)));
      assertEquals(sorted, List.copyOf(new VersionPolicy.All().chosen(there)));
      assertEquals(
          List.copyOf(named), List.copyOf(new VersionPolicy.Specific(asked).chosen(there)));
    }
    assertThrows(InputException.class, () -> new VersionPolicy.Latest(0));
  }

  /** 200 folders of folders, beside what TensorFlow Serving takes as a number. */
  @Test
  void findsFoldersThatAreWholeNumbers() throws Exception {
    Random random = new Random(8);
    for (int i = 0; i < 200; i++) {
      Path base = Files.createDirectories(temp.resolve("m" + i));
      TreeSet<Long> expected = new TreeSet<>();
      for (int n = random.nextInt(4); n > 0; n--) {
        long number = random.nextInt(3) == 0 ? random.nextInt(9) : random.nextLong() >>> 1;
        expected.add(number);
        Files.createDirectories(base.resolve("0".repeat(random.nextInt(4)) + number));
      }
      for (String other : List.of("v1", "1.0", "-3", "1a", "9223372036854775808", "tmp", "٣")) {
        if (random.nextBoolean()) {
          Files.createDirectories(base.resolve(other));
        }
      }
      if (random.nextBoolean()) {
        Files.writeString(base.resolve("7777"), "a file");
      }
      VersionFolders found = VersionFolders.in(base);
      assertEquals(List.copyOf(expected), List.copyOf(found.folders().keySet()));
      found
          .folders()
          .forEach(
              (number, folder) ->
                  assertEquals(number, Long.parseLong(folder.getFileName().toString())));
    }
  }

  @Test
  void saysWhichFoldersAreNoVersions() throws Exception {
    Path base = Files.createDirectories(temp.resolve("base"));
    Files.createDirectories(base.resolve("v0.1"));
    Files.createDirectories(base.resolve("latest"));
    InputException e = assertThrows(InputException.class, () -> ModelFinder.find(base));
    assertEquals(
        base
            + ": expected a model: a SavedModel or run folder, a folder of versions (1, 2, ...) with"
            + " a SavedModel in each, or a folder of such; found only latest, v0.1; the name of a"
            + " version's folder is a whole number",
        e.getMessage());
    assertEquals(
        Set.of("v0.1", "latest"), VersionFolders.others(base).stream().collect(Collectors.toSet()));
  }
}
