package dev.unroll.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicWriteTest {

  @TempDir Path folder;

  @Test
  void replacesAFile() throws IOException {
    Path file = folder.resolve("a/b.txt");
    AtomicWrite.text(file, "one");
    AtomicWrite.text(file, "two");
    assertEquals("two", Files.readString(file));
    assertEquals(List.of("b.txt"), names(folder.resolve("a")));
  }

  @Test
  void leavesTheOldFileWhereWritingFails() throws IOException {
    Path file = folder.resolve("b.txt");
    AtomicWrite.text(file, "old");
    assertThrows(
        IOException.class,
        () ->
            AtomicWrite.file(
                file,
                path -> {
                  Files.writeString(path, "half");
                  throw new IOException("disk full");
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("b.txt"), names(folder));
  }

  @Test
  void leavesNothingOfAFolderWhereWritingFails() throws IOException {
    Path target = folder.resolve("model");
    assertThrows(
        IOException.class,
        () ->
            AtomicWrite.folder(
                target,
                path -> {
                  Files.writeString(path.resolve("part"), "half");
                  throw new IOException("disk full");
                }));
    assertEquals(List.of(), names(folder));
  }

  @Test
  void doesNotWriteOverAFolder() throws IOException {
    Path target = folder.resolve("model");
    AtomicWrite.folder(target, path -> Files.writeString(path.resolve("first"), "1"));
    FileSystemException e =
        assertThrows(
            FileSystemException.class,
            () -> AtomicWrite.folder(target, path -> Files.writeString(path.resolve("x"), "2")));
    assertTrue(e instanceof FileAlreadyExistsException || e.getMessage().contains("not empty"));
    assertEquals(List.of("first"), names(target));
    assertEquals(List.of("model"), names(folder));
  }

  @Test
  void replacesAFolderOrLeavesItAsItWas() throws IOException {
    Path target = folder.resolve("model");
    AtomicWrite.replaceFolder(target, path -> Files.writeString(path.resolve("first"), "1"));
    assertThrows(
        FileSystemException.class,
        () ->
            AtomicWrite.replaceFolder(
                target,
                path -> {
                  Files.writeString(path.resolve("half"), "2");
                  throw new IOException("disk full");
                }));
    assertEquals(List.of("first"), names(target));
    AtomicWrite.replaceFolder(target, path -> Files.writeString(path.resolve("second"), "2"));
    assertEquals(List.of("second"), names(target));
    assertEquals(List.of("model"), names(folder));
  }

  @Test
  void writesThroughALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), real);
    AtomicWrite.text(link, "new");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(real));
  }

  @Test
  void removesWhatAKilledProcessLeft() throws IOException {
    Path abandoned = folder.resolve(".a.txt.999999999.partial");
    Files.writeString(abandoned, "half");
    Path other = folder.resolve(".b.txt.999999999.partial");
    Files.writeString(other, "half");
    AtomicWrite.text(folder.resolve("a.txt"), "whole");
    assertFalse(Files.exists(abandoned));
    assertTrue(Files.exists(other), "of another target");
  }

  @Test
  void deletesWhatIsThereAndNothingElse() throws IOException {
    Path target = folder.resolve("gone/deep");
    Files.createDirectories(target);
    AtomicWrite.delete(folder.resolve("gone"));
    AtomicWrite.delete(folder.resolve("never"));
    assertFalse(Files.exists(folder.resolve("gone")));
  }

  private static List<String> names(Path path) throws IOException {
    try (var files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
