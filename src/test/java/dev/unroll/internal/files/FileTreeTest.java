package dev.unroll.internal.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

  @TempDir Path folder;

  @Test
  void readsAFolderAndItsZipAlike() throws IOException {
    Path root = Files.createDirectories(folder.resolve("tree/sub")).getParent();
    Files.writeString(root.resolve("a.txt"), "alpha");
    Files.writeString(root.resolve("sub/b.txt"), "beta");
    Path zip = Zips.ofFolder(folder.resolve("tree.zip"), root);
    try (FileTree plain = FileTree.open(root);
        FileTree packed = FileTree.open(zip)) {
      assertEquals(List.of("a.txt", "sub/b.txt"), plain.names());
      assertEquals(plain.names(), packed.names());
      for (String name : plain.names()) {
        assertEquals(plain.size(name), packed.size(name));
        assertEquals(plain.crc32(name), packed.crc32(name));
        assertArrayEquals(plain.read(name), packed.read(name));
      }
    }
  }

  @Test
  void readsAFolderByALinkToIt() throws IOException {
    Path root = Files.createDirectories(folder.resolve("tree"));
    Files.writeString(root.resolve("a.txt"), "alpha");
    Path link = Files.createSymbolicLink(folder.resolve("link"), root);
    try (FileTree tree = FileTree.open(link)) {
      assertEquals(List.of("a.txt"), tree.names());
      assertEquals(link + "/a.txt", tree.describe("a.txt"));
    }
  }

  @Test
  void leavesOutTheTwinThatMacOsAdds() throws IOException {
    Path zip = Zips.write(folder.resolve("a.zip"), "x/a.txt", "1", "__MACOSX/x/._a.txt", "junk");
    try (FileTree tree = FileTree.open(zip)) {
      assertEquals(List.of("x/a.txt"), tree.names());
    }
  }

  @Test
  void namesFoldersWithoutFiles() throws IOException {
    Path root = Files.createDirectories(folder.resolve("tree/a/b")).getParent().getParent();
    Files.createDirectories(root.resolve("full/below"));
    Files.writeString(root.resolve("full/below/c.txt"), "gamma");
    Path zip =
        Zips.write(
            folder.resolve("a.zip"),
            "a/",
            "",
            "a/b/",
            "",
            "full/",
            "",
            "full/below/c.txt",
            "gamma");
    try (FileTree plain = FileTree.open(root);
        FileTree packed = FileTree.open(zip)) {
      assertEquals(List.of("a", "a/b"), plain.emptyFolders());
      assertEquals(plain.emptyFolders(), packed.emptyFolders());
    }
  }

  @Test
  void saysWhatIsWrongWithAPath() throws IOException {
    Path missing = folder.resolve("nowhere");
    InputException e = assertThrows(InputException.class, () -> FileTree.open(missing));
    assertEquals(missing + ": no such file or folder; check the path", e.getMessage());

    Path text = Files.writeString(folder.resolve("a.txt"), "no zip");
    e = assertThrows(InputException.class, () -> FileTree.open(text));
    assertTrue(
        e.getMessage().startsWith(text + ": neither a folder nor a whole zip file ("),
        e.getMessage());
  }

  @Test
  void noticesAZipWhoseContentHasChanged() throws IOException {
    Path zip = Zips.write(folder.resolve("a.zip"), "a.txt", "0.2708672 0.1234567 0.7654321");
    byte[] bytes = Files.readAllBytes(zip);
    for (int at = 35; at < 60; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 4;
      Files.write(zip, changed);
      try (FileTree tree = FileTree.open(zip)) {
        InputException e = assertThrows(InputException.class, () -> tree.read("a.txt"));
        assertTrue(e.getMessage().startsWith(zip + "/a.txt: the zip is damaged ("));
      }
    }
  }
}
