package dev.unroll.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

  private static final long SECOND = 1_000_000_000;

  @TempDir private Path temp;
  private final AtomicLong now = new AtomicLong(1);

  private static void line(LogFile log, String line) throws IOException {
    log.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void goesOnInANewFileOnceItWasMovedAway() throws IOException {
    Path file = temp.resolve("access.log");
    Files.writeString(file, "before\n");
    try (LogFile log = new LogFile(file, now::get)) {
      line(log, "a");
      Files.move(file, temp.resolve("access.log.1"));
      line(log, "b");
      now.addAndGet(SECOND);
      line(log, "c");
      // As logrotate's create does, which makes the new file itself.
      Files.move(file, temp.resolve("access.log.2"), StandardCopyOption.ATOMIC_MOVE);
      Files.createFile(file);
      line(log, "d");
      now.addAndGet(SECOND);
      line(log, "e");
      Files.delete(file);
      now.addAndGet(SECOND);
      line(log, "f");
    }
    assertEquals("before\na\nb\n", Files.readString(temp.resolve("access.log.1")));
    assertEquals("c\nd\n", Files.readString(temp.resolve("access.log.2")));
    assertEquals("f\n", Files.readString(file));
  }

  @Test
  void goesOnWhereItWasWhileNoOtherCanBeOpened() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("logs"));
    Path file = folder.resolve("access.log");
    Path moved = temp.resolve("moved");
    try (LogFile log = new LogFile(file, now::get)) {
      line(log, "a");
      Files.move(folder, moved);
      now.addAndGet(SECOND);
      line(log, "b");
      Files.createDirectory(folder);
      now.addAndGet(SECOND);
      line(log, "c");
    }
    assertEquals("a\nb\n", Files.readString(moved.resolve("access.log")));
    assertEquals("c\n", Files.readString(file));
  }

  /** Moves it once in every 50 of 10,000 lines, at a random one, while another thread writes. */
  @Test
  void noLineIsLostOrDoubled() throws Exception {
    Path file = temp.resolve("access.log");
    int lines = 10_000;
    List<Path> all = new ArrayList<>(List.of(file));
    Random random = new Random(9);
    AtomicLong written = new AtomicLong();
    Semaphore allowed = new Semaphore(0);
    LogFile log = new LogFile(file, () -> now.getAndAdd(SECOND / 10));
    Thread writer =
        new Thread(
            () -> {
              try (log) {
                for (int i = 0; i < lines; i++) {
                  allowed.acquireUninterruptibly();
                  line(log, "line " + i);
                  written.incrementAndGet();
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();
    for (int from = 0; from < lines; from += 50) {
      allowed.release(50);
      int until = from + random.nextInt(50);
      while (written.get() < until && writer.isAlive()) {
        Thread.onSpinWait();
      }
      Path moved = temp.resolve("access.log." + from);
      if (Files.exists(file)) {
        Files.move(file, moved);
        all.add(moved);
      }
    }
    writer.join();
    List<String> found = new ArrayList<>();
    for (Path one : all) {
      if (Files.exists(one)) {
        found.addAll(Files.readAllLines(one));
      }
    }
    List<String> expected =
        new ArrayList<>(IntStream.range(0, lines).mapToObj(i -> "line " + i).toList());
    Collections.sort(expected);
    Collections.sort(found);
    assertEquals(expected, found);
    assertTrue(all.size() > 100, "moved " + all.size());
  }
}
