package dev.unroll.internal.server.grpc;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens, and closes connections beyond those that may be open at a time. */
@SuppressWarnings("FutureReturnValueIgnored") // of a connection that is closed, or ends some time
final class LimitedServerSocket extends NioServerSocketChannel {

  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * @param most connections at a time
   */
  LimitedServerSocket(int most) {
    this.most = most;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int read = super.doReadMessages(accepted);
    for (int i = accepted.size() - read; read > 0 && i < accepted.size(); i++) {
      Channel connection = (Channel) accepted.get(i);
      if (open.incrementAndGet() > most) {
        open.decrementAndGet();
        accepted.remove(i);
        connection.unsafe().closeForcibly();
        return read - 1;
      }
      connection.closeFuture().addListener(closed -> open.decrementAndGet());
    }
    return read;
  }
}
