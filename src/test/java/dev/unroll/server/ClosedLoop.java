package dev.unroll.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that ask again once they are answered, a connection each. */
final class ClosedLoop {

  private ClosedLoop() {}

  /** Answers a second by so many clients of one request. */
  static double rate(int port, int clients, byte[] request, double seconds)
      throws IOException, InterruptedException {
    AtomicLong done = new AtomicLong();
    List<IOException> failed = new ArrayList<>();
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Thread thread =
          new Thread(
              () -> {
                try (KeptConnection connection = new KeptConnection(port)) {
                  while (System.nanoTime() < end) {
                    KeptConnection.Answer answer = connection.ask(request);
                    if (answer.status() != 200) {
                      throw new IOException(answer.head());
                    }
                    done.incrementAndGet();
                  }
                } catch (IOException e) {
                  synchronized (failed) {
                    failed.add(e);
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failed.isEmpty()) {
      throw failed.get(0);
    }
    return done.get() / ((System.nanoTime() - begin) / 1e9);
  }
}
