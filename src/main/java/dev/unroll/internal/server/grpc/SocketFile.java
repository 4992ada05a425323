package dev.unroll.internal.server.grpc;

import static dev.unroll.check.Check.failure;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The file of a UNIX domain socket.
 *
 * @param path of it
 */
record SocketFile(Path path) {

  /** Of the bits of a mode, those that tell the kind of a file; and a socket's. */
  private static final int KIND = 0170000;

  private static final int SOCKET = 0140000;

  SocketAddress address() {
    return UnixDomainSocketAddress.of(path);
  }

  /**
   * Removes what a server left behind that did not end well.
   *
   * @throws dev.unroll.check.InputException where somebody listens at it, or it is another file
   */
  void prepare() {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      if ((mode & KIND) != SOCKET) {
        throw failure("%s: expected a socket or no file, found another file", path);
      }
      if (answers()) {
        throw failure("%s: another server listens at this socket; choose another file", path);
      }
      Files.delete(path);
    } catch (IOException e) {
      throw failure("%s: the socket that is there cannot be replaced: %s", path, e.getMessage());
    }
  }

  private boolean answers() throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(address());
    } catch (ConnectException e) {
      return false;
    }
  }
}
