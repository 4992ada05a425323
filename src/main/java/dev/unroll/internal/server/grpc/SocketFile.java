package dev.unroll.internal.server.grpc;

import static dev.unroll.check.Check.failure;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a UNIX domain socket.
 *
 * @param path of it
 */
record SocketFile(Path path) {

  private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);

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
      if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
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

  private boolean answers() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(address());
    } catch (IOException e) {
      return false;
    }
  }

  /** Removes it. */
  void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", path, e.getMessage());
    }
  }
}
