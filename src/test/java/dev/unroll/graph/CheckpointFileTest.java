package dev.unroll.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.unroll.check.InputException;
import dev.unroll.internal.files.MaskedCrc;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

  private static final Weights WEIGHTS =
      new Weights.Builder()
          .put("rnn/kernel", new long[] {2, 3}, new float[] {1, -2, 3, 4, 5, 6.5f})
          .put("beta1_power", new long[0], new float[] {0.9f})
          .build();

  @TempDir Path temp;

  @Test
  void readsWhatItWrites() throws IOException {
    Path prefix = temp.resolve("model.ckpt-7");
    CheckpointFile.write(prefix, WEIGHTS, Map.of("global_step", 7L));
    CheckpointReader reader = CheckpointReader.open(prefix);
    assertEquals(Set.of("beta1_power", "global_step", "rnn/kernel"), reader.names());
    Weights back = reader.weights(List.of("beta1_power", "rnn/kernel"));
    assertArrayEquals(WEIGHTS.values("rnn/kernel"), back.values("rnn/kernel"));
    assertArrayEquals(new long[] {2, 3}, back.shape("rnn/kernel"));
    assertArrayEquals(new long[0], back.shape("beta1_power"));
    assertEquals(7, reader.integer("global_step"));
  }

  @Test
  void saysWhatIsMissingOrDamaged() throws IOException {
    Path prefix = temp.resolve("model");
    assertMessage(
        prefix + ": no such checkpoint (there is no model.index)",
        () -> CheckpointReader.open(prefix));

    CheckpointFile.write(prefix, WEIGHTS, Map.of("global_step", 7L));
    CheckpointReader reader = CheckpointReader.open(prefix);
    assertMessage(
        prefix + ": the checkpoint has no variable 'rnn/kernal'; did you mean 'rnn/kernel'?",
        () -> reader.weights(List.of("rnn/kernal")));
    assertMessage(
        prefix + ": variable 'global_step': expected type DT_FLOAT, found DT_INT64",
        () -> reader.weights(List.of("global_step")));
    assertMessage(
        prefix + ": variable 'rnn/kernel': expected one whole number, found DT_FLOAT of 2",
        () -> reader.integer("rnn/kernel"));

    Path data = temp.resolve("model.data-00000-of-00001");
    byte[] values = Files.readAllBytes(data);
    byte[] changed = values.clone();
    for (int i = 0; i < changed.length; i++) {
      changed[i]++;
    }
    Files.write(data, changed);
    assertMessage(
        data + ": variable 'rnn/kernel' is damaged: its checksum is wrong",
        () -> reader.weights(List.of("rnn/kernel")));
    Files.write(data, Arrays.copyOf(values, 1));
    assertMessage(
        data + ": variable 'rnn/kernel' lies beyond the end of the file; it is cut",
        () -> reader.weights(List.of("rnn/kernel")));
    Files.delete(data);
    assertMessage(
        prefix + ": the checkpoint's data file model.data-00000-of-00001 is missing",
        () -> reader.weights(List.of("rnn/kernel")));

    Path index = temp.resolve("model.index");
    byte[] bytes = Files.readAllBytes(index);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(index, Arrays.copyOf(bytes, length));
      assertMessage(
          index + ": the checkpoint's index is damaged (", () -> CheckpointReader.open(prefix));
    }
    for (int place = 0; place < bytes.length; place++) {
      byte[] wrong = bytes.clone();
      wrong[place] ^= 0x55;
      Files.write(index, wrong);
      try {
        CheckpointReader.open(prefix);
      } catch (InputException e) {
        assertTrue(e.getMessage().startsWith(index + ": the checkpoint's index is damaged ("));
      }
    }
  }

  private static void assertMessage(String start, Executable reading) {
    InputException e = assertThrows(InputException.class, reading);
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
  }

  /** An index with one block of entries, each with no value. */
  private Path index(int handles, byte[]... names) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(entries);
    for (byte[] name : names) {
      out.writeUInt32NoTag(0);
      out.writeUInt32NoTag(name.length);
      out.writeUInt32NoTag(0);
      out.writeRawBytes(name);
    }
    out.flush();
    int size = block(file, entries.toByteArray());
    int start = file.size();
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    CodedOutputStream where = CodedOutputStream.newInstance(blocks);
    for (int i = 0; i < handles; i++) {
      byte[] name = String.format(Locale.ROOT, "%08d", i).getBytes(StandardCharsets.UTF_8);
      where.writeUInt32NoTag(0);
      where.writeUInt32NoTag(name.length);
      where.writeUInt32NoTag(1 + CodedOutputStream.computeUInt32SizeNoTag(size));
      where.writeRawBytes(name);
      where.writeUInt32NoTag(0);
      where.writeUInt32NoTag(size);
    }
    where.flush();
    int indexSize = block(file, blocks.toByteArray());
    ByteBuffer footer = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    CodedOutputStream end = CodedOutputStream.newInstance(footer.array(), 0, 40);
    end.writeUInt32NoTag(0);
    end.writeUInt32NoTag(0);
    end.writeUInt32NoTag(start);
    end.writeUInt32NoTag(indexSize);
    end.flush();
    footer.putLong(40, 0xdb4775248b80fb57L);
    file.write(footer.array());
    Files.write(temp.resolve("made.index"), file.toByteArray());
    return temp.resolve("made");
  }

  /** Writes a block with its trailer and gives its size. */
  private static int block(ByteArrayOutputStream file, byte[] content) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(content.length + 9).order(ByteOrder.LITTLE_ENDIAN);
    block.put(content).putInt(0).put((byte) 0);
    block.putInt(MaskedCrc.of(block.array(), 0, content.length + 5));
    file.write(block.array());
    return content.length + 4;
  }

  @Test
  void refusesAnIndexThatWouldTakeForEver() throws IOException {
    byte[] none = {};
    Path one = index(1, none, new byte[] {'b'}, new byte[] {'a'});
    assertMessage(one + ".index: the checkpoint's index is damaged (", () -> open(one));
    assertTrue(message(one).contains("its names are not in order"), message(one));
    index(1, none, new byte[5000]);
    assertTrue(message(one).contains("a name is too long"), message(one));
    index(2, none, new byte[] {'a'});
    assertTrue(message(one).contains("its blocks overlap"), message(one));
  }

  private static void open(Path prefix) throws IOException {
    CheckpointReader.open(prefix);
  }

  private static String message(Path prefix) {
    return assertThrows(InputException.class, () -> open(prefix)).getMessage();
  }

  /**
   * The first block of an index, which holds its entries, packed as one literal after the other.
   */
  private static byte[] packed(byte[] index) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN);
    CodedInputStream footer = CodedInputStream.newInstance(index, index.length - 48, 48);
    int metaStart = footer.readRawVarint32();
    int metaSize = footer.readRawVarint32();
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    CodedOutputStream size = CodedOutputStream.newInstance(block);
    size.writeUInt32NoTag(metaStart - 5);
    size.flush();
    for (int from = 0; from < metaStart - 5; from += 60) {
      int count = Math.min(60, metaStart - 5 - from);
      block.write((count - 1) << 2);
      block.write(index, from, count);
    }
    int packedSize = block.size();
    block.write(1);
    ByteBuffer crc = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    block.write(crc.putInt(MaskedCrc.of(block.toByteArray(), 0, packedSize + 1)).array());
    int moved = block.size() - metaStart;
    block.write(index, metaStart, metaSize + 5);
    ByteArrayOutputStream where = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(where);
    byte[] name = {'z'};
    out.writeUInt32NoTag(0);
    out.writeUInt32NoTag(name.length);
    out.writeUInt32NoTag(1 + CodedOutputStream.computeUInt32SizeNoTag(packedSize));
    out.writeRawBytes(name);
    out.writeUInt32NoTag(0);
    out.writeUInt32NoTag(packedSize);
    out.flush();
    int indexStart = block.size();
    int indexSize = block(block, where.toByteArray());
    ByteBuffer end = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    CodedOutputStream handles = CodedOutputStream.newInstance(end.array(), 0, 40);
    handles.writeUInt32NoTag(metaStart + moved);
    handles.writeUInt32NoTag(metaSize);
    handles.writeUInt32NoTag(indexStart);
    handles.writeUInt32NoTag(indexSize);
    handles.flush();
    end.putLong(40, bytes.getLong(index.length - 8));
    block.write(end.array());
    return block.toByteArray();
  }

  @Test
  void readsAnIndexWhoseBlocksArePacked() throws IOException {
    Path prefix = temp.resolve("packed");
    CheckpointFile.write(prefix, WEIGHTS, Map.of("global_step", 12L));
    Path index = temp.resolve("packed.index");
    byte[] packed = packed(Files.readAllBytes(index));
    Files.write(index, packed);
    CheckpointReader reader = CheckpointReader.open(prefix);
    assertEquals(12, reader.integer("global_step"));
    for (String name : WEIGHTS.names()) {
      assertArrayEquals(WEIGHTS.values(name), reader.weights(List.of(name)).values(name));
    }
    for (int length = 0; length < packed.length; length++) {
      Files.write(index, Arrays.copyOf(packed, length));
      assertMessage(
          index + ": the checkpoint's index is damaged (", () -> CheckpointReader.open(prefix));
    }
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "not a folder");
    FileSystemException e =
        assertThrows(
            FileSystemException.class,
            () -> CheckpointFile.write(file.resolve("model"), WEIGHTS, Map.of()));
    assertTrue(e.getMessage().startsWith(file.resolve("model") + ": "), e.getMessage());
  }

  /** Zeros that were written are numbers; those of a hole are not. */
  @Test
  void tellsAHoleFromZeros() throws IOException {
    Random random = new Random(4);
    Path prefix = temp.resolve("holes");
    float[] numbers = new float[5000];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 1 + random.nextFloat();
    }
    Weights weights =
        new Weights.Builder()
            .put("embedding", new long[] {100, 50}, new float[5000])
            .put("kernel", new long[] {5000}, numbers)
            .build();
    CheckpointFile.write(prefix, weights, Map.of("global_step", 7L));
    assertEquals(Optional.empty(), CheckpointReader.damaged(prefix));
    Path data = CheckpointReader.dataFiles(prefix).firstKey();
    byte[] bytes = Files.readAllBytes(data);
    for (int i = 0; i < 200; i++) {
      byte[] holed = bytes.clone();
      int from = random.nextInt(bytes.length - 1);
      Arrays.fill(holed, from, from + 1 + random.nextInt(bytes.length - from), (byte) 0);
      Files.write(data, holed);
      assertEquals(Arrays.equals(bytes, holed), CheckpointReader.damaged(prefix).isEmpty());
    }
    Files.write(data, Arrays.copyOf(bytes, bytes.length - 1));
    assertThrows(InputException.class, () -> CheckpointReader.damaged(prefix));
  }
}
