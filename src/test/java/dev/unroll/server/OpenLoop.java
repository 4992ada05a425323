package dev.unroll.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * Requests over HTTP that come by the clock, as of many clients who know nothing of each other:
 * when one comes does not depend on the answers to others. One thread, without waiting on any
 * connection.
 *
 * <p>A request that is due when all connections are busy waits in a line for the next that is free;
 * its time counts from when it was due. One that has waited for a second is dropped and counted as
 * not sent.
 */
final class OpenLoop implements AutoCloseable {

  private static final long MOST_NANOS_IN_LINE = 1_000_000_000L;
  private static final int MOST_ANSWER = 1 << 16;

  private final Selector selector = Selector.open();
  private final List<Line> free = new ArrayList<>();
  private final List<Line> all = new ArrayList<>();
  private final List<byte[]> requests;
  private final BiPredicate<Integer, Answer> right;
  private final int port;
  private Tally tally = new Tally();

  /** An answer 200, in the bytes of its connection. */
  static final class Answer {

    private static final String VERSION = "\nunroll-model-version:";

    private final String head;
    private final byte[] bytes;
    private final int from;
    private final int length;

    private Answer(String head, byte[] bytes, int from, int length) {
      this.head = head;
      this.bytes = bytes;
      this.from = from;
      this.length = length;
    }

    String text() {
      return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    byte[] body() {
      return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** The version that gave it. */
    int version() {
      int at = head.toLowerCase(Locale.ROOT).indexOf(VERSION);
      return at < 0
          ? -1
          : Integer.parseInt(
              head.substring(at + VERSION.length(), head.indexOf('\r', at + 1)).strip());
    }
  }

  /** What became of requests. */
  static final class Tally {

    private final Map<Integer, Integer> codes = new TreeMap<>();
    private final Nanos accepted = new Nanos();
    private final Nanos refused = new Nanos();
    private final Nanos refusedSinceSent = new Nanos();
    private int due;
    private int notSent;
    private int wrong;
    private int lost;
    private double seconds;

    /** Answers by their codes. */
    Map<Integer, Integer> codes() {
      return codes;
    }

    int code(int code) {
      return codes.getOrDefault(code, 0);
    }

    /** Requests that came. */
    int due() {
      return due;
    }

    /** Requests that waited for a connection for too long. */
    int notSent() {
      return notSent;
    }

    /** Answers 200 that are not right. */
    int wrong() {
      return wrong;
    }

    /** Connections that were closed under a request. */
    int lost() {
      return lost;
    }

    double perSecond(int count) {
      return count / seconds;
    }

    /** Times of answers 200, from when their requests were due. */
    Nanos accepted() {
      return accepted;
    }

    /** Times of other answers, from when their requests were due. */
    Nanos refused() {
      return refused;
    }

    /** Times of other answers, from when their requests were sent. */
    Nanos refusedSinceSent() {
      return refusedSinceSent;
    }
  }

  /** Times, of which shares are asked for. */
  static final class Nanos {

    private long[] values = new long[1024];
    private int count;
    private boolean sorted;

    void add(long nanos) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = nanos;
      sorted = false;
    }

    int count() {
      return count;
    }

    /** Milliseconds that a share of them does not exceed. */
    double millis(double share) {
      if (!sorted) {
        Arrays.sort(values, 0, count);
        sorted = true;
      }
      return count == 0 ? 0 : values[(int) Math.min(count - 1, Math.floor(share * count))] / 1e6;
    }
  }

  /** A connection. */
  private static final class Line {
    private SocketChannel channel;
    private SelectionKey key;
    private ByteBuffer out = ByteBuffer.allocate(0);
    private final ByteBuffer in = ByteBuffer.allocate(MOST_ANSWER);
    private int request;
    private long due;
    private long sent;
    private boolean busy;
  }

  /**
   * @param requests whole, taken in turn
   * @param right whether an answer 200 to a request, by the request's number, is right
   */
  OpenLoop(int port, int connections, List<byte[]> requests, BiPredicate<Integer, Answer> right)
      throws IOException {
    this.port = port;
    this.requests = requests;
    this.right = right;
    for (int i = 0; i < connections; i++) {
      Line line = new Line();
      connect(line);
      all.add(line);
      free.add(line);
    }
  }

  private void connect(Line line) throws IOException {
    line.channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    line.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    line.channel.configureBlocking(false);
    line.key = line.channel.register(selector, SelectionKey.OP_READ, line);
    line.busy = false;
  }

  /**
   * Asks for a time, and waits for the last answers.
   *
   * @param rate requests a second; the times between them are random, by an exponential law
   * @param seed of those times
   */
  Tally run(double rate, double seconds, long seed) throws IOException {
    Tally own = new Tally();
    tally = own;
    Random random = new Random(seed);
    Deque<Long> line = new ArrayDeque<>();
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    double next = begin;
    int number = 0;
    long now = begin;
    while (now < end || (busy() > 0 && now < end + 10_000_000_000L)) {
      while (next <= now && next < end) {
        own.due++;
        line.add((long) next);
        next += -Math.log(1 - random.nextDouble()) / rate * 1e9;
      }
      while (!line.isEmpty() && now - line.peek() > MOST_NANOS_IN_LINE) {
        line.remove();
        own.notSent++;
      }
      while (!line.isEmpty() && !free.isEmpty()) {
        begin(free.remove(free.size() - 1), number++ % requests.size(), line.remove());
      }
      long wait = now < end ? (long) (next - System.nanoTime()) / 1_000_000 : 1;
      if (wait > 0) {
        selector.select(Math.min(wait, 100));
      } else {
        selector.selectNow();
      }
      for (SelectionKey key : selector.selectedKeys()) {
        handle((Line) key.attachment());
      }
      selector.selectedKeys().clear();
      now = System.nanoTime();
    }
    own.notSent += line.size();
    own.lost += busy();
    own.seconds = seconds;
    return own;
  }

  private int busy() {
    return all.size() - free.size();
  }

  private void begin(Line line, int request, long due) throws IOException {
    line.request = request;
    line.due = due;
    line.out = ByteBuffer.wrap(requests.get(request));
    line.in.clear();
    line.busy = true;
    line.sent = System.nanoTime();
    handle(line);
  }

  private void handle(Line line) throws IOException {
    try {
      if (line.out.hasRemaining()) {
        line.channel.write(line.out);
        line.key.interestOps(
            line.out.hasRemaining()
                ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                : SelectionKey.OP_READ);
      }
      if (line.key.isReadable()) {
        if (line.channel.read(line.in) < 0) {
          closed(line);
        } else if (line.busy) {
          look(line);
        }
      }
    } catch (IOException e) {
      closed(line);
    }
  }

  private void closed(Line line) throws IOException {
    line.key.cancel();
    line.channel.close();
    if (line.busy) {
      tally.lost++;
      free.add(line);
    }
    connect(line);
  }

  /** Whether the answer is whole, and how it is. */
  private void look(Line line) throws IOException {
    byte[] bytes = line.in.array();
    int end = line.in.position();
    int head = headEnd(bytes, end);
    if (head < 0) {
      return;
    }
    String text = new String(bytes, 0, head, StandardCharsets.ISO_8859_1);
    int at = text.toLowerCase(Locale.ROOT).indexOf("\ncontent-length:") + 16;
    int length = Integer.parseInt(text.substring(at, text.indexOf('\r', at)).strip());
    if (end < head + length) {
      return;
    }
    long now = System.nanoTime();
    int code = Integer.parseInt(text.substring(9, 12));
    tally.codes.merge(code, 1, Integer::sum);
    if (code == 200) {
      tally.accepted.add(now - line.due);
      if (!right.test(line.request, new Answer(text, bytes, head, length))) {
        tally.wrong++;
      }
    } else {
      tally.refused.add(now - line.due);
      tally.refusedSinceSent.add(now - line.sent);
    }
    line.busy = false;
    line.in.clear();
    free.add(line);
  }

  private static int headEnd(byte[] bytes, int end) {
    for (int i = 3; i < end; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    for (Line line : all) {
      line.channel.close();
    }
    selector.close();
  }
}
