package dev.unroll.internal.numpy;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Named arrays in a zip, as NumPy's {@code savez} and {@code savez_compressed} write them. */
public final class NpzFile {

  private static final String ENDING = ".npy";

  private NpzFile() {}

  /**
   * The names of the arrays, in their order.
   *
   * @throws InputException where it is no zip of arrays
   */
  public static List<String> names(Path file) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipFile zip = open(file)) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.isDirectory() && !entry.getName().startsWith("__MACOSX/")) {
          names.add(name(entry));
        }
      }
    } catch (ZipException | EOFException e) {
      throw damaged(file, e);
    }
    return names;
  }

  private static String name(ZipEntry entry) {
    String name = entry.getName();
    return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
  }

  private static ZipFile open(Path file) throws IOException {
    that(Files.exists(file), "%s: no such file; check the path", file);
    that(!Files.isDirectory(file), "%s: a folder; expected a file", file);
    return new ZipFile(file.toFile());
  }

  /**
   * Unpacks an array, closed by the caller.
   *
   * @param name one of {@link #names}
   * @throws InputException where it is damaged
   */
  public static NpyArray array(Path file, String name) throws IOException {
    return array(file, name, Long.MAX_VALUE);
  }

  /**
   * As {@link #array(Path, String)}, which must not be large.
   *
   * @param most bytes that it may have
   */
  public static NpyArray array(Path file, String name, long most) throws IOException {
    try (ZipFile zip = open(file)) {
      ZipEntry entry = zip.getEntry(name + ENDING);
      if (entry == null) {
        entry = zip.getEntry(name);
      }
      that(entry != null, "%s: has no array '%s'", file, name);
      String who = file + ": array '" + name + "'";
      CRC32 sum = new CRC32();
      try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
        NpyArray array = NpyArray.unpacked(who, in, most);
        in.transferTo(OutputStream.nullOutputStream());
        if (sum.getValue() != entry.getCrc()) {
          array.close();
          throw new InputException(
              who + ": the zip is damaged (its checksum does not match); copy it again");
        }
        return array;
      }
    } catch (ZipException | EOFException e) {
      throw damaged(file, e);
    }
  }

  private static InputException damaged(Path file, IOException e) {
    return new InputException(
        file + ": not a whole .npz file (" + e.getMessage() + "); copy it again", e);
  }
}
