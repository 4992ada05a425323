package dev.unroll.internal.server.log;

import dev.unroll.internal.server.request.Budget;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what others give it on a thread of its own, so that none of them waits for a disk. What it
 * cannot keep up with is left out and counted.
 */
public final class BackgroundWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundWriter.class);
  private static final long MOST_BYTES_WAITING = 16 << 20;

  /** Whole answers wait long enough to be written together. */
  private static final long MOST_MILLIS = 200;

  private final String name;
  private final OutputStream out;
  private final boolean own;
  private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
  private final Budget room = new Budget(MOST_BYTES_WAITING);
  private final LongAdder written = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Thread thread;
  private volatile boolean closed;
  private boolean failed;

  /**
   * @param name of what is written, for messages
   * @param own whether the stream is closed with this
   */
  public BackgroundWriter(String name, OutputStream out, boolean own) {
    this.name = name;
    this.out = out;
    this.own = own;
    thread = new Thread(this::work, "unroll-log");
    thread.setDaemon(true);
    thread.start();
  }

  /** Writes a record, soon. */
  public void write(byte[] record) {
    if (closed || !room.take(record.length)) {
      lost.increment();
    } else {
      waiting.add(record);
    }
  }

  /** Records that were written. */
  public long written() {
    return written.sum();
  }

  /** Records that were left out. */
  public long lost() {
    return lost.sum();
  }

  private void work() {
    try {
      boolean dirty = false;
      while (!closed || !waiting.isEmpty()) {
        byte[] next = waiting.poll(MOST_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          write(next, false);
          room.give(next.length);
          dirty = true;
        }
        if (dirty && waiting.isEmpty()) {
          write(new byte[0], true);
          dirty = false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(byte[] bytes, boolean flush) {
    try {
      out.write(bytes);
      if (flush) {
        out.flush();
      } else {
        written.increment();
      }
    } catch (IOException e) {
      lost.increment();
      if (!failed) {
        failed = true;
        LOG.warn("{} cannot be written: {}", name, e.getMessage());
      }
    }
  }

  /** Writes what waits, and ends. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
      if (own) {
        out.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("{} cannot be closed: {}", name, e.getMessage());
    }
  }
}
