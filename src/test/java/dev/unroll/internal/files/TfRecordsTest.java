package dev.unroll.internal.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfRecordsTest {

  @TempDir Path temp;

  private static byte[] file(List<byte[]> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    records.forEach(record -> out.writeBytes(TfRecords.record(record)));
    return out.toByteArray();
  }

  /** As {@code tf.io.TFRecordWriter} writes {@code b"Unroll"}. */
  @Test
  void writesAsTensorFlowDoes() {
    assertEquals(
        "06000000000000007369d537556e726f6c6c0bf0235e",
        HexFormat.of().formatHex(TfRecords.record("Unroll".getBytes(StandardCharsets.UTF_8))));
  }

  /** 300 files, each whole, cut somewhere, and with one bit changed. */
  @Test
  void readsWhatIsWholeAndRefusesWhatIsNot() throws IOException {
    Random random = new Random(3);
    Path file = temp.resolve("records");
    for (int i = 0; i < 300; i++) {
      List<byte[]> records = new ArrayList<>();
      List<Integer> ends = new ArrayList<>(List.of(0));
      for (int n = 1 + random.nextInt(5); n > 0; n--) {
        byte[] record = new byte[random.nextInt(40)];
        random.nextBytes(record);
        records.add(record);
        ends.add(ends.get(ends.size() - 1) + record.length + 16);
      }
      byte[] bytes = file(records);
      Files.write(file, bytes);
      List<byte[]> read = TfRecords.read(file, records.size(), 40);
      assertEquals(records.size(), read.size());
      for (int n = 0; n < read.size(); n++) {
        assertArrayEquals(records.get(n), read.get(n));
      }
      int cut = random.nextInt(bytes.length);
      Files.write(file, Arrays.copyOf(bytes, cut));
      if (ends.contains(cut)) {
        assertEquals(ends.indexOf(cut), TfRecords.read(file, 5, 40).size());
      } else {
        assertRefused(file, "it is cut");
      }
      byte[] changed = bytes.clone();
      changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, changed);
      assertRefused(file, "checksum");
    }
  }

  private static void assertRefused(Path file, String why) {
    InputException e = assertThrows(InputException.class, () -> TfRecords.read(file, 5, 40));
    assertTrue(e.getMessage().matches("(?s).*: record [1-5]: .*" + why + ".*"), e.getMessage());
  }

  @Test
  void refusesMoreAndLargerRecordsThanAreWanted() throws IOException {
    Path file = temp.resolve("records");
    Files.write(file, file(List.of(new byte[1], new byte[2], new byte[3])));
    InputException e = assertThrows(InputException.class, () -> TfRecords.read(file, 2, 9));
    assertEquals(file + ": expected 2 records at most, found more", e.getMessage());
    e = assertThrows(InputException.class, () -> TfRecords.read(file, 3, 2));
    assertEquals(file + ": record 3: it says that it has 3 bytes; 2 are the most", e.getMessage());
    Files.write(file, new byte[0]);
    assertEquals(List.of(), TfRecords.read(file, 2, 9));
  }
}
