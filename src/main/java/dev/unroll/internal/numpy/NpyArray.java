package dev.unroll.internal.numpy;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.io.ByteStreams;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** An array in a file, of which pieces are read: memory does not have to hold it. */
public final class NpyArray extends SavedArray {

  private final NpyHeader header;
  private final FileChannel channel;

  /** Where its values begin in the file. */
  private final long start;

  private NpyArray(String who, NpyHeader header, FileChannel channel, long start)
      throws IOException {
    super(who);
    this.header = header;
    this.channel = channel;
    this.start = start;
    if (header.type().kind() != NpyType.Kind.OBJECT) {
      long there = channel.size() - start;
      that(
          there == header.valueBytes(who),
          "%s: its header asks for %d bytes of values, in the shape %s, but %s; the file is damaged or"
              + " cut, copy it again",
          who,
          header.valueBytes(who),
          header.shapeText(),
          there > header.valueBytes(who) ? "more follow it" : there + " follow it");
    }
  }

  /**
   * Opens a {@code .npy} file.
   *
   * @throws dev.unroll.check.InputException where it is none, or cut
   */
  public static NpyArray open(Path file) throws IOException {
    that(Files.exists(file), "%s: no such file; check the path", file);
    that(!Files.isDirectory(file), "%s: a folder; expected a file", file);
    String who = file.toString();
    FileChannel channel = FileChannel.open(file);
    try {
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      NpyHeader header = NpyHeader.read(who, in);
      return new NpyArray(who, header, channel, header.bytes());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Unpacks an array into a temporary file, which is gone when it is closed.
   *
   * @param who how messages name it
   * @param most bytes that it may have
   */
  static NpyArray unpacked(String who, InputStream in, long most) throws IOException {
    NpyHeader header = NpyHeader.read(who, in);
    boolean objects = header.type().kind() == NpyType.Kind.OBJECT;
    long bytes = objects ? Integer.MAX_VALUE : header.valueBytes(who);
    that(objects || bytes <= most, "%s: has more than %d MiB; give less", who, most >> 20);
    Path file = Files.createTempFile("unroll-", ".npy");
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try {
      // One byte more than there should be tells that there is too much.
      ByteStreams.limit(in, bytes + 1).transferTo(Channels.newOutputStream(channel));
      return new NpyArray(who, header, channel, 0);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The type of its values. */
  public NpyType type() {
    return header.type();
  }

  @Override
  public List<Long> shape() {
    return header.shape();
  }

  @Override
  public boolean areNumbers() {
    return type().isNumber();
  }

  @Override
  public boolean areTexts() {
    return type().isText();
  }

  @Override
  public Cells all(int... order) throws IOException {
    if (rank() == 0) {
      return new NpyBlock(type(), pieces(0, 1, 1, 1), 0, List.of(), order);
    }
    ByteBuffer bytes = bytes(0, 0, size(0));
    int[] strides = strides(0, Math.toIntExact(size(0)));
    List<Integer> shape = Arrays.stream(order).mapToObj(o -> Math.toIntExact(size(o))).toList();
    return new NpyBlock(
        type(), bytes, 0, shape, Arrays.stream(order).map(o -> strides[o]).toArray());
  }

  @Override
  public Entries entries(int axis, int... others) {
    return new NpyEntries(this, axis, others);
  }

  /** What follows the header of an array of objects. */
  byte[] pickle() throws IOException {
    long size = channel.size() - start;
    that(
        size < Integer.MAX_VALUE - 8,
        "%s: an array of objects of %d bytes; save it as one padded array with an array 'lengths'",
        who(),
        size);
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
      // goes on
    }
    return bytes.array();
  }

  /** The values of some entries of an axis, in the order of the file. */
  ByteBuffer bytes(int axis, long from, long to) throws IOException {
    long outer = 1; // pieces that lie apart
    long inner = 1; // values of one entry in a piece
    boolean after = false;
    for (int each : slowestFirst()) {
      if (each == axis) {
        after = true;
      } else if (after) {
        inner *= size(each);
      } else {
        outer *= size(each);
      }
    }
    return pieces(from * inner, (to - from) * inner, outer, size(axis) * inner);
  }

  /**
   * Places from one entry of each axis to the next in what {@link #bytes} gives.
   *
   * @param count entries of the axis that are there
   */
  int[] strides(int axis, int count) {
    int[] order = slowestFirst();
    int[] strides = new int[rank()];
    long stride = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      strides[order[i]] = (int) stride;
      stride *= order[i] == axis ? count : size(order[i]);
    }
    return strides;
  }

  private int[] slowestFirst() {
    int[] order = new int[rank()];
    Arrays.setAll(order, i -> header.columnMajor() ? rank() - 1 - i : i);
    return order;
  }

  /**
   * Pieces of the file, one after the other.
   *
   * @param first value of the first piece
   * @param values of a piece
   * @param apart values from one piece to the next
   */
  private ByteBuffer pieces(long first, long values, long pieces, long apart) throws IOException {
    long width = type().width();
    long size = Math.multiplyExact(Math.multiplyExact(values, pieces), width);
    that(
        size <= Integer.MAX_VALUE - 8,
        "%s: %d bytes of it would have to be in memory at once; save it in smaller pieces",
        who(),
        size);
    ByteBuffer bytes = ByteBuffer.allocate((int) size).order(type().order());
    for (long piece = 0; size > 0 && piece < pieces; piece++) {
      bytes.limit((int) ((piece + 1) * values * width));
      long place = start + (first + piece * apart) * width;
      while (bytes.hasRemaining()) {
        int read = channel.read(bytes, place);
        if (read < 0) {
          throw failure("%s: it became shorter while it was read", who());
        }
        place += read;
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
