package dev.unroll.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A connection over HTTP/1.1 that is kept, with nothing of a client's own costs. */
final class KeptConnection implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /**
   * An answer.
   *
   * @param head its first line and its headers, without the empty line after them
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Answer(int status, String head, byte[] body) {

    /** The value of a header, whose name is given in lower case. */
    Optional<String> header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst();
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  KeptConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    out = socket.getOutputStream();
  }

  /** A request with a body. */
  static byte[] request(String line, byte[] body, String headers) {
    byte[] head =
        (line
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + body.length
                + "\r\n"
                + headers
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  void setTimeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  /** Sends bytes, whatever they are. */
  void send(byte[] bytes, int from, int to) throws IOException {
    out.write(bytes, from, to - from);
    out.flush();
  }

  /** Sends a request and waits for its answer. */
  Answer ask(byte[] request) throws IOException {
    send(request, 0, request.length);
    return answer();
  }

  /**
   * The next answer.
   *
   * @throws EOFException where the connection was closed instead
   */
  Answer answer() throws IOException {
    StringBuilder head = new StringBuilder(256);
    int lineBegin = 0;
    int length = 0;
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException(head.isEmpty() ? "closed" : "closed within an answer: " + head);
      }
      head.append((char) c);
      if (c != '\n') {
        continue;
      }
      String line = head.substring(lineBegin).strip();
      lineBegin = head.length();
      if (line.isEmpty()) {
        break;
      }
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("closed within an answer: " + head);
    }
    return new Answer(Integer.parseInt(head.substring(9, 12)), head.toString().strip(), body);
  }

  /** Everything that comes until the other side closes. */
  byte[] rest() throws IOException {
    return in.readAllBytes();
  }

  InputStream in() {
    return in;
  }

  /** Closes it so that nothing of it stays with the system. */
  void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
