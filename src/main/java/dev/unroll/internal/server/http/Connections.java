package dev.unroll.internal.server.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The connections that are open. Safe for any number of threads. */
final class Connections {

  private final int most;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger busy = new AtomicInteger();
  private volatile boolean ending;

  /**
   * @param most at a time
   */
  Connections(int most) {
    this.most = most;
  }

  /** Adds one; false where there are as many as may be. */
  synchronized boolean add(Connection connection) {
    return open.size() < most && open.add(connection);
  }

  void remove(Connection connection) {
    open.remove(connection);
  }

  int count() {
    return open.size();
  }

  /** One begins to have something to do. */
  void begins() {
    busy.incrementAndGet();
  }

  /** One has nothing to do any more. */
  void ends() {
    busy.decrementAndGet();
  }

  /** How many have something to do. */
  int busy() {
    return busy.get();
  }

  /** From now on each is closed after its next answer. */
  void end() {
    ending = true;
  }

  /** Closes those that have nothing to do; called on their thread. */
  void closeIdle() {
    open.forEach(Connection::closeIdle);
  }

  boolean ending() {
    return ending;
  }

  /** Ends what takes too long. */
  void check() {
    long now = System.nanoTime();
    open.forEach(connection -> connection.check(now));
  }
}
