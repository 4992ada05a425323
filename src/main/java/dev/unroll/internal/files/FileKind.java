package dev.unroll.internal.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is that is no text, told by its first bytes, and what to do with it.
 *
 * @param name of the format
 * @param advice how it becomes a table of text
 */
public record FileKind(String name, String advice) {

  /** Bytes that are enough to tell: a tar says what it is at the 257th. */
  public static final int BYTES = 512;

  private static final int TAR_AT = 257;

  private static final String TABLE = "save the table as CSV";
  private static final String PANDAS = "save it as CSV, such as by pandas: ";

  /** A pattern of the first bytes in hexadecimal, the format, and what to do. */
  private static final List<String[]> KNOWN =
      List.of(
          known("04224d18", "packed by LZ4", "unpack it by 'lz4 -d', or pack it by gzip"),
          known("1f9d", "packed by compress", "unpack it by 'uncompress', or pack it by gzip"),
          known("377abcaf271c", "a 7z archive", "unpack it by '7z x'"),
          known("526172211a07", "a RAR archive", "unpack it by 'unrar x'"),
          known(hex("PAR1") + "15", "Parquet", "the kinds csv, climate and ais read it"),
          known(hex("PARE"), "Parquet with an encrypted footer", PANDAS + "to_csv"),
          known(
              hex("ARROW1") + "0000", "Arrow (Feather)", PANDAS + "read_feather(...).to_csv(...)"),
          known(hex("FEA1") + "0", "Feather", PANDAS + "read_feather(...).to_csv(...)"),
          known(hex("ORC") + "[01]", "ORC", PANDAS + "read_orc(...).to_csv(..., index=False)"),
          known(hex("Obj") + "01", "Avro", TABLE),
          known(
              "93" + hex("NUMPY"),
              "a NumPy array (.npy)",
              "read it as numpy:FILE.npy, or its folder as numpy:FOLDER"),
          known("894844460d0a1a0a", "HDF5", TABLE),
          known(hex("CDF") + "01", "NetCDF", TABLE),
          known(hex("CDF") + "02", "NetCDF", TABLE),
          known(hex("MATLAB 5.0"), "a MATLAB file (.mat)", "save it by writematrix or writetable"),
          known(hex("SQLite format 3"), "an SQLite database", "write a table of it as CSV"),
          known("d0cf11e0a1b11ae1", "an old Excel file (.xls)", TABLE),
          known(hex("%PDF"), "PDF", TABLE),
          known(hex("{\\rtf"), "RTF", TABLE),
          known("89504e470d0a1a0a", "a PNG image", "expected a table of text"),
          known("ffd8ff", "a JPEG image", "expected a table of text"),
          known("7f454c46", "a program (ELF)", "expected a table of text"),
          known("80(0[23]|0[45]95)", "a Python pickle", PANDAS + "to_csv"),
          known(
              hex("version https://git-lfs"),
              "a pointer of Git LFS",
              "the file itself was not fetched; run 'git lfs pull'"));

  /** Beginnings of texts that are no tables, in lower case. */
  private static final List<String[]> TEXTS =
      List.of(
          known("<!doctype html", "a web page (HTML)", "the download gave a page, not the file"),
          known("<html", "a web page (HTML)", "the download gave a page, not the file"),
          known("<?xml", "XML", TABLE));

  private static String[] known(String start, String name, String advice) {
    return new String[] {start, name, advice};
  }

  private static String hex(String ascii) {
    return hex(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(String.format(Locale.ROOT, "%02x", b));
    }
    return text.toString();
  }

  /**
   * What a file is that begins with {@code first}; empty where it may be a table of text.
   *
   * @param first bytes of the file, up to {@link #BYTES}
   */
  public static Optional<FileKind> of(byte[] first) {
    String start = hex(Arrays.copyOf(first, Math.min(first.length, 24)));
    for (String[] known : KNOWN) {
      if (start.matches(known[0] + ".*")) {
        return Optional.of(new FileKind(known[1], known[2]));
      }
    }
    if (first.length >= TAR_AT + 5
        && new String(first, TAR_AT, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
      return Optional.of(new FileKind("a tar archive", "unpack it by 'tar xf'"));
    }
    String text =
        new String(first, StandardCharsets.ISO_8859_1)
            .replaceFirst("^\u00ef\u00bb\u00bf", "")
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    for (String[] known : TEXTS) {
      if (text.startsWith(known[0])) {
        return Optional.of(new FileKind(known[1], known[2]));
      }
    }
    return Optional.empty();
  }

  /** What a zip is by the names of the files in it, where it is no archive of tables. */
  static Optional<FileKind> ofZip(List<String> names) {
    if (names.contains("xl/workbook.xml") || names.contains("xl/workbook.bin")) {
      return Optional.of(new FileKind("an Excel file (.xlsx)", TABLE));
    }
    if (names.contains("content.xml") && names.contains("mimetype")) {
      return Optional.of(new FileKind("an OpenDocument file (.ods)", TABLE));
    }
    if (!names.isEmpty() && names.stream().allMatch(name -> name.endsWith(".npy"))) {
      return Optional.of(new FileKind("NumPy arrays (.npz)", "read them as numpy:FILE.npz"));
    }
    if (names.stream().anyMatch(name -> name.endsWith("/data.pkl") || name.equals("data.pkl"))) {
      return Optional.of(new FileKind("a PyTorch file", "save the values by numpy.savetxt"));
    }
    return Optional.empty();
  }
}
