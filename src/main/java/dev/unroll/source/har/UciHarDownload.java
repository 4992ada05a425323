package dev.unroll.source.har;

import static dev.unroll.check.Check.failure;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.files.Download;
import dev.unroll.internal.files.FileTree;
import dev.unroll.internal.files.Unzip;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Fetches the official UCI HAR zip, unpacks it and verifies each file by its SHA-256.
 *
 * <p>Every file that {@link UciHar} reads is verified, rather than the zip, which UCI has repacked
 * over the years with the same content.
 */
public final class UciHarDownload {

  /** The archive's own download address; the zip there holds the dataset's zip. */
  public static final URI OFFICIAL =
      URI.create(
          "https://archive.ics.uci.edu/static/public/240/"
              + "human+activity+recognition+using+smartphones.zip");

  private static final String FOLDER = "UCI HAR Dataset";
  private static final long MOST_BYTES = 1L << 30;

  private UciHarDownload() {}

  /** Where {@link #fetch} puts the dataset by default. */
  public static Path folder(Path cache) {
    return cache.resolve("datasets").resolve(FOLDER);
  }

  /**
   * Downloads, unpacks and verifies the dataset.
   *
   * @param from address of the zip
   * @param target the new folder; it must not exist
   * @param progress told the bytes that have come so far
   * @throws dev.unroll.check.InputException where the download fails or what came is not UCI HAR
   */
  public static void fetch(URI from, Path target, LongConsumer progress) throws IOException {
    if (Files.exists(target)) {
      throw failure("%s: exists already; nothing was fetched", target);
    }
    AtomicWrite.folder(
        target,
        folder -> {
          Path zip = folder.resolve(".download.zip");
          Download.toFile(from, zip, MOST_BYTES, progress);
          Path unpacked = folder.resolve(".unpacked");
          unpackNested(zip, from.toString(), unpacked);
          Path root = findRoot(unpacked, from);
          verify(root, from);
          for (Path file : list(root)) {
            Files.move(file, folder.resolve(file.getFileName().toString()));
          }
          AtomicWrite.delete(zip);
          AtomicWrite.delete(unpacked);
        });
  }

  private static void unpackNested(Path zip, String name, Path unpacked) throws IOException {
    Unzip.into(zip, name, unpacked, MOST_BYTES);
    Path inner = unpacked.resolve(FOLDER + ".zip");
    if (Files.isRegularFile(inner)) {
      Unzip.into(inner, name, unpacked, MOST_BYTES);
    }
  }

  private static Path findRoot(Path unpacked, URI from) throws IOException {
    Optional<Path> labels;
    try (var files = Files.walk(unpacked, 3)) {
      labels = files.filter(file -> file.endsWith("activity_labels.txt")).findFirst();
    }
    return labels
        .map(Path::getParent)
        .orElseThrow(() -> failure("%s: not the UCI HAR dataset: no activity_labels.txt", from));
  }

  private static void verify(Path root, URI from) throws IOException {
    try (FileTree tree = FileTree.open(root)) {
      List<String> present = tree.names();
      for (String line :
          Resources.readLines(
              Resources.getResource(UciHarDownload.class, "uci-har.sha256"), UTF_8)) {
        String expected = line.substring(0, 64);
        String name = line.substring(66);
        if (!present.contains(name)) {
          throw failure("%s: the download has no '%s'; nothing was kept", from, name);
        }
        String found = sha256(tree.read(name));
        if (!found.equals(expected)) {
          throw failure(
              "%s: '%s' is not the original: expected SHA-256 %s, found %s; nothing was kept",
              from, name, expected, found);
        }
      }
    }
  }

  /** SHA-256 of a text with its carriage returns left out: line ends differ between copies. */
  private static String sha256(byte[] text) {
    Hasher hasher = Hashing.sha256().newHasher(text.length);
    int from = 0;
    for (int i = 0; i <= text.length; i++) {
      if (i == text.length || text[i] == '\r') {
        hasher.putBytes(text, from, i - from);
        from = i + 1;
      }
    }
    return hasher.hash().toString();
  }

  private static List<Path> list(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (var stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    }
    return entries;
  }
}
