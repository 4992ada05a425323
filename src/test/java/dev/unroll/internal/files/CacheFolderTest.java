package dev.unroll.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {

  @Test
  void followsTheCustomOfTheSystem() {
    Map<String, String> home = Map.of("HOME", "/home/a");
    assertEquals(Path.of("/home/a/.cache/unroll"), CacheFolder.of(home, "Linux", "/other"));
    assertEquals(
        Path.of("/home/a/Library/Caches/unroll"), CacheFolder.of(home, "Mac OS X", "/other"));
    assertEquals(Path.of("/other/.cache/unroll"), CacheFolder.of(Map.of(), "Linux", "/other"));
    assertEquals(
        Path.of("local", "unroll", "cache"),
        CacheFolder.of(Map.of("LOCALAPPDATA", "local"), "Windows 11", "/other"));
  }

  @Test
  void letsTheUserChoose() {
    Map<String, String> both = Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x", "UNROLL_CACHE", "/u");
    assertEquals(Path.of("/u"), CacheFolder.of(both, "Linux", "/h"));
    Map<String, String> xdg = Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x");
    assertEquals(Path.of("/x/unroll"), CacheFolder.of(xdg, "Linux", "/h"));
  }
}
