package dev.unroll.internal.server.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/** Closes connections beyond those that may be open at a time, over all that is listened at. */
@Sharable
@SuppressWarnings("FutureReturnValueIgnored") // of a connection that ends some time
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * @param most connections at a time
   */
  ConnectionLimit(int most) {
    this.most = most;
  }

  /** Connections that are open. */
  int open() {
    return open.get();
  }

  @Override
  public void channelRead(ChannelHandlerContext listening, Object accepted) {
    Channel connection = (Channel) accepted;
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      connection.unsafe().closeForcibly();
      return;
    }
    connection.closeFuture().addListener(closed -> open.decrementAndGet());
    listening.fireChannelRead(accepted);
  }
}
