package dev.unroll.convert.arrays;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpzTest {

  @TempDir Path temp;

  private Path file(int version, String header, int more) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer array = ByteBuffer.allocate(10 + text.length + more).order(ByteOrder.LITTLE_ENDIAN);
    array.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.ISO_8859_1));
    array.put((byte) version).put((byte) 0).putChar((char) text.length).put(text);
    Path file = temp.resolve("sample.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("inputs.npy"));
      zip.write(array.array());
      zip.closeEntry();
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(99999999999999999999,) | <f4 | 1 | expected a size of the shape, a whole number",
        "(3,) | <f99999999999 | 1 | values of the type '<f99999999999'",
        "(3,) | <f4 | 1 | asks for 12 bytes of values",
        "(1,) | <c8 | 1 | complex numbers",
      })
  void refusesWhatItsHeaderDoesNotBearOut(String shape, String type, int version, String message)
      throws IOException {
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    Path file = file(version, header, 8);
    InputException e = assertThrows(InputException.class, () -> Npz.read(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "2, 1", "2, 2", "3, 2"})
  void refusesWhatIsCut(int version, int more) throws IOException {
    Path file = file(version, "", more);
    assertThrows(InputException.class, () -> Npz.read(file));
  }
}
