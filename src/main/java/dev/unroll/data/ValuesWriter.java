package dev.unroll.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Collects numbers: in memory, and beyond a bound in a temporary file that goes with the process.
 */
final class ValuesWriter {

  private final long mostInMemory;
  private float[] memory = new float[1 << 12];
  private int used;
  private FileChannel file;
  private long inFile;

  /** Keeps up to a quarter of Java's memory in memory. */
  ValuesWriter() {
    this(Math.min(Integer.MAX_VALUE - 8L, Runtime.getRuntime().maxMemory() / 16));
  }

  /**
   * @param mostInMemory numbers to keep in memory
   */
  ValuesWriter(long mostInMemory) {
    this.mostInMemory = mostInMemory;
  }

  /** Numbers so far. */
  long size() {
    return inFile + used;
  }

  void add(float[] values, int start, int count) throws IOException {
    if (file == null && size() + count > mostInMemory) {
      spill();
    }
    if (file != null) {
      write(values, start, count);
      return;
    }
    if (used + count > memory.length) {
      long wanted = Math.max(2L * memory.length, (long) used + count);
      memory = Arrays.copyOf(memory, (int) Math.min(Integer.MAX_VALUE - 8L, wanted));
    }
    System.arraycopy(values, start, memory, used, count);
    used += count;
  }

  private void spill() throws IOException {
    Path path = Files.createTempFile("unroll-", ".values");
    file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    write(memory, 0, used);
    used = 0;
    memory = new float[0];
  }

  private void write(float[] values, int start, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values, start, count);
    while (bytes.hasRemaining()) {
      file.write(bytes, 4 * inFile + bytes.position());
    }
    inFile += count;
  }

  /** All of them; nothing may be added afterwards. */
  Values values() {
    return file == null
        ? new Values.InMemory(used == memory.length ? memory : Arrays.copyOf(memory, used))
        : new Values.InFile(file, inFile);
  }
}
