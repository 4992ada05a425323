package dev.unroll.internal.files;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where Unroll keeps what it can make again: parsed data and downloads. */
public final class CacheFolder {

  private CacheFolder() {}

  /** The cache folder of this process's user. */
  public static Path ofUser() {
    return of(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
  }

  /**
   * {@code UNROLL_CACHE} where it is set; else the system's custom: {@code XDG_CACHE_HOME} or
   * {@code ~/.cache} on Linux, {@code ~/Library/Caches} on macOS, {@code LOCALAPPDATA} on Windows.
   */
  static Path of(Map<String, String> environment, String osName, String userHome) {
    if (isSet(environment, "UNROLL_CACHE")) {
      return Path.of(environment.get("UNROLL_CACHE"));
    }
    String os = osName.toLowerCase(Locale.ROOT);
    if (os.startsWith("windows") && isSet(environment, "LOCALAPPDATA")) {
      return Path.of(environment.get("LOCALAPPDATA"), "unroll", "cache");
    }
    Path home = Path.of(isSet(environment, "HOME") ? environment.get("HOME") : userHome);
    if (os.startsWith("mac")) {
      return home.resolve("Library").resolve("Caches").resolve("unroll");
    }
    Path caches =
        isSet(environment, "XDG_CACHE_HOME")
            ? Path.of(environment.get("XDG_CACHE_HOME"))
            : home.resolve(".cache");
    return caches.resolve("unroll");
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return !environment.getOrDefault(name, "").isEmpty();
  }
}
