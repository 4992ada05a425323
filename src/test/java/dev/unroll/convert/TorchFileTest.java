package dev.unroll.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.Resources;
import dev.unroll.check.InputException;
import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.arrays.TorchFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of {@code torch.save}, whole and not; networks in them are in the family of imports. */
class TorchFileTest {

  @TempDir Path temp;

  private static Path family(String name) throws URISyntaxException {
    return Path.of(Resources.getResource("dev/unroll/convert/family/" + name).toURI());
  }

  private static void assertRefused(Path file, String message) {
    InputException e = assertThrows(InputException.class, () -> WeightFile.open(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "whole.pth | the pickle holds 'torch.nn.modules.container.Sequential', which is not read",
        "whole-old.pth | 'torch.nn.modules.container.Sequential', which is not read",
        "two.pth | it holds weights under the names a, b, and which are the model's is not said",
        "double.pth | is of 64 bits; models compute in 32 bits and would round it",
      })
  void whatHoldsNotTheWeightsOfOneModelIsRefused(String name, String message) throws Exception {
    assertRefused(family(name), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch-lstm.pth", "torch-old-gru.pt"})
  void aFileCutAnywhereIsRefused(String name) throws Exception {
    byte[] whole = Files.readAllBytes(family(name));
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(temp.resolve(name), Arrays.copyOf(whole, length));
      assertThrows(InputException.class, () -> WeightFile.open(cut), "at " + length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch-lstm.pth", "torch-old-one-storage.pth"})
  void aDamagedFileIsReadOrRefused(String name) throws Exception {
    byte[] whole = Files.readAllBytes(family(name));
    for (int place = 0; place < whole.length; place++) {
      byte[] damaged = whole.clone();
      damaged[place] ^= (byte) (place % 3 == 0 ? 0x55 : place % 3 == 1 ? 1 : 0x80);
      Path file = Files.write(temp.resolve(name), damaged);
      try {
        WeightFile.open(file).network(false);
      } catch (InputException e) {
        assertTrue(e.getMessage().contains(name), e.getMessage());
      }
    }
  }

  /** A pickle beside one storage of four floats, 1 to 4, in a zip. */
  private Path zip(String sizes, String strides, int offset, byte[] storage) throws IOException {
    String tensor =
        "ctorch._utils\n_rebuild_tensor_v2\n((U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\4tQK"
            + (char) offset
            + "("
            + sizes
            + "t("
            + strides
            + "tI00\nccollections\nOrderedDict\n)RtR";
    String pickle = "\200\2}(U\1a" + tensor + "u.";
    Path file = temp.resolve("some.pth");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("some/data.pkl"));
      out.write(pickle.getBytes(StandardCharsets.ISO_8859_1));
      out.putNextEntry(new ZipEntry("some/data/0"));
      out.write(storage);
    }
    return file;
  }

  private static byte[] floats(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 1; i <= count; i++) {
      bytes.putFloat(i);
    }
    return bytes.array();
  }

  @Test
  void tensorsAreReadByTheirStrides() throws IOException {
    Map<String, Array> read = TorchFile.read(zip("K\2K\2", "K\1K\2", 0, floats(4)));
    assertArrayEquals(new float[] {1, 3, 2, 4}, read.get("a").values());
    assertEquals("[2, 2]", read.get("a").shapeText());
    read = TorchFile.read(zip("K\3", "K\1", 1, floats(4)));
    assertArrayEquals(new float[] {2, 3, 4}, read.get("a").values());
  }

  @Test
  void tensorsBeyondTheirStorageAreRefused() throws IOException {
    String message = "asks for more numbers than the file has";
    assertRefused(zip("K\5", "K\1", 0, floats(4)), message);
    assertRefused(zip("K\4", "K\1", 1, floats(4)), message);
    assertRefused(zip("K\2K\2", "K\3K\1", 0, floats(4)), message);
    assertRefused(zip("K\2", "K\1", 0, floats(3)), message);
    // As many numbers as one likes of a storage of four.
    assertRefused(zip("J\0\0\0\100", "K\0", 0, floats(4)), message);
    assertRefused(zip("J\0\0\0\100J\0\0\0\100J\0\0\0\100", "K\0K\0K\0", 0, floats(4)), message);
    assertRefused(zip("K\2", "J\377\377\377\377", 3, floats(4)), "size is no whole number");
  }

  @Test
  void aZipBombIsNotUnpacked() throws IOException {
    assertRefused(zip("K\2", "K\1", 0, new byte[50 << 20]), "the file is not to be trusted");
  }

  @Test
  void aProgramIsNamed() throws IOException {
    Path file = temp.resolve("program.pt");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : new String[] {"program/data.pkl", "program/code/__torch__.py"}) {
        out.putNextEntry(new ZipEntry(name));
        out.write('.');
      }
    }
    assertRefused(file, "a TorchScript program (torch.jit.save), which is not run");
  }
}
