package dev.unroll.load;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.inspect.OtherFormat;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.files.Unzip;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model's folder or file where TensorFlow can read it: as it is, or a copy out of a zip or a jar,
 * which goes when this is closed.
 *
 * @param path of the folder or file
 * @param name how messages name it
 * @param copy made here
 */
record LocalModel(Path path, String name, Optional<Path> copy) implements AutoCloseable {

  /** What a model may have, unpacked. */
  private static final long MOST_BYTES = 8L << 30;

  private static final byte[] ZIP = {'P', 'K', 3, 4};

  /** A folder, a file, or a zip of one model. */
  static LocalModel of(Path path) throws IOException {
    if (!Files.isRegularFile(path) || !isZip(path)) {
      return new LocalModel(path, path.toString(), Optional.empty());
    }
    Optional<OtherFormat> other = OtherFormat.of(path);
    if (other.isPresent()) {
      throw other.get().refusal(path);
    }
    return copied(path.toString(), folder -> Unzip.into(path, path.toString(), folder, MOST_BYTES));
  }

  /** A resource: a zip of one model, or its folder in a jar or on the class path. */
  static LocalModel of(URL resource) throws IOException {
    String name = resource.toString();
    URI uri;
    try {
      uri = resource.toURI();
    } catch (URISyntaxException e) {
      throw failure("%s: not an address of a resource", name);
    }
    if (uri.getScheme().equals("file")) {
      return of(Path.of(uri));
    }
    that(
        uri.getScheme().equals("jar"),
        "%s: expected a resource in a jar or on the class path",
        name);
    return copied(name, folder -> copyOut(uri, name, folder));
  }

  private static void copyOut(URI uri, String name, Path folder) throws IOException {
    String inside = uri.toString();
    inside = inside.substring(inside.indexOf("!/") + 1);
    URI jar = URI.create(uri.toString().substring(0, uri.toString().indexOf("!/") + 2));
    try (FileSystem files = FileSystems.newFileSystem(jar, Map.of())) {
      Path from = files.getPath(inside);
      if (Files.isRegularFile(from)) {
        Path zip = folder.resolve("model.zip");
        Files.copy(from, zip);
        that(isZip(zip), "%s: expected a zip of a model, or its folder", name);
        Unzip.into(zip, name, folder, MOST_BYTES);
        Files.delete(zip);
        return;
      }
      try (Stream<Path> all = Files.walk(from)) {
        for (Path one : (Iterable<Path>) all::iterator) {
          Path to = folder.resolve(from.relativize(one).toString());
          if (Files.isDirectory(one)) {
            Files.createDirectories(to);
          } else {
            Files.copy(one, to);
          }
        }
      }
    }
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(ZIP.length), ZIP);
    }
  }

  private static LocalModel copied(String name, AtomicWrite.Content unpack) throws IOException {
    Path folder = Files.createTempDirectory("unroll-model-");
    boolean done = false;
    try {
      unpack.writeTo(folder);
      Path inside = only(folder);
      done = true;
      return new LocalModel(inside, name, Optional.of(folder));
    } finally {
      if (!done) {
        AtomicWrite.delete(folder);
      }
    }
  }

  /** The folder that holds all else, such as the one that was packed. */
  private static Path only(Path folder) throws IOException {
    Path here = folder;
    while (true) {
      List<Path> children;
      try (Stream<Path> all = Files.list(here)) {
        children = all.toList();
      }
      if (children.size() != 1 || !Files.isDirectory(children.get(0))) {
        return here;
      }
      here = children.get(0);
    }
  }

  @Override
  public void close() {
    copy.ifPresent(
        folder -> {
          try {
            AtomicWrite.delete(folder);
          } catch (IOException e) {
            folder.toFile().deleteOnExit(); // of no use to anybody, and in the way of nobody
          }
        });
  }
}
