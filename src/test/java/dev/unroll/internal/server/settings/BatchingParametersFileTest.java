package dev.unroll.internal.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.server.settings.BatchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchingParametersFileTest {

  private static final BatchSettings BEFORE = new BatchSettings(3, 17, Duration.ofSeconds(2), 91);

  @TempDir Path temp;

  private BatchSettings read(String text) throws IOException {
    Path file = temp.resolve("batching.txt");
    Files.writeString(file, text);
    return BatchingParametersFile.read(file, BEFORE);
  }

  @Test
  void readsWhatTensorFlowServingsGuideShows() throws IOException {
    assertEquals(
        new BatchSettings(4, 128, Duration.ofSeconds(2), 128_000),
        read(
            """
            max_batch_size { value: 128 }
            batch_timeout_micros { value: 0 }
            max_enqueued_batches { value: 1000 }
            num_batch_threads { value: 4 }
            """));
    assertEquals(BEFORE, read(""));
    assertEquals(
        BEFORE,
        read("thread_pool_name { value: 'pool' } enable_large_batch_splitting { value: true }"));
  }

  /** 300 files that say some of it. */
  @Test
  void readsWhatIsSaidAndKeepsTheRest() throws IOException {
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      int threads = BEFORE.threads();
      int rows = BEFORE.rows();
      int waiting = BEFORE.waiting();
      boolean bounded = random.nextBoolean();
      if (bounded) {
        rows = 1 + random.nextInt(500);
        text.append("max_batch_size { value: ").append(rows).append(" }\n");
        if (random.nextInt(3) == 0) {
          rows = 1 + random.nextInt(rows);
          text.append("max_execution_batch_size { value: ").append(rows).append(" }\n");
        }
      }
      if (random.nextInt(3) == 0) {
        rows = bounded ? rows : 1 + random.nextInt(500);
        for (int size = 1; size < rows; size *= 3) {
          text.append("allowed_batch_sizes: ").append(size).append('\n');
        }
        text.append("allowed_batch_sizes: ").append(rows).append('\n');
      }
      if (random.nextBoolean()) {
        threads = 1 + random.nextInt(64);
        text.append("num_batch_threads { value: ").append(threads).append(" }\n");
      }
      if (random.nextBoolean()) {
        int batches = 1 + random.nextInt(10_000_000);
        waiting = (int) Math.min(Integer.MAX_VALUE, (long) batches * rows);
        text.append("max_enqueued_batches { value: ").append(batches).append(" }\n");
      }
      if (random.nextBoolean()) {
        text.append("batch_timeout_micros { value: 5000 } pad_variable_length_inputs: true\n");
      }
      assertEquals(
          new BatchSettings(threads, rows, BEFORE.longestWait(), waiting),
          read(text.toString()),
          text.toString());
    }
  }

  private void assertRefused(String message, String text) {
    InputException e = assertThrows(InputException.class, () -> read(text));
    assertEquals(temp.resolve("batching.txt") + message, e.getMessage());
  }

  @Test
  void refusesWhatDoesNotAgree() {
    assertRefused(
        ": max_batch_size: expected 1 to 2147483647, found 0", "max_batch_size { value: 0 }");
    assertRefused(
        ": num_batch_threads: expected 1 to 2147483647, found -2",
        "num_batch_threads { value: -2 }");
    assertRefused(
        ": batch_timeout_micros: expected 0 or more, found -1",
        "batch_timeout_micros { value: -1 }");
    assertRefused(
        ": max_execution_batch_size: expected max_batch_size, 8, at most, found 9",
        "max_batch_size { value: 8 } max_execution_batch_size { value: 9 }");
    assertRefused(
        ": allowed_batch_sizes: expected the last to be the largest batch, 8, found 4",
        "max_batch_size { value: 8 } allowed_batch_sizes: [2, 4]");
    assertRefused(
        ": allowed_batch_sizes: expected sizes of 1 or more, each larger than the one before,"
            + " found [4, 4]",
        "allowed_batch_sizes: 4 allowed_batch_sizes: 4");
    assertRefused(
        ":2: unknown field 'batch_size'; BatchingParameters has [max_batch_size,"
            + " batch_timeout_micros, max_enqueued_batches, num_batch_threads, thread_pool_name,"
            + " allowed_batch_sizes, pad_variable_length_inputs, enable_large_batch_splitting,"
            + " max_execution_batch_size]",
        "# sizes\nbatch_size { value: 3 }");
    InputException e =
        assertThrows(
            InputException.class, () -> BatchingParametersFile.read(temp.resolve("none"), BEFORE));
    assertEquals(temp.resolve("none") + ": no such file; check the path", e.getMessage());
  }

  @Test
  void readsWhereMetricsAre() throws IOException {
    Path file = temp.resolve("monitoring.txt");
    Files.writeString(file, "prometheus_config { enable: true, path: '/metrics' }");
    assertEquals(new MonitoringConfigFile(true, "/metrics"), MonitoringConfigFile.read(file));
    Files.writeString(file, "prometheus_config { enable: true }");
    assertEquals(
        new MonitoringConfigFile(true, "/monitoring/prometheus/metrics"),
        MonitoringConfigFile.read(file));
    Files.writeString(file, "");
    assertEquals(
        new MonitoringConfigFile(false, "/monitoring/prometheus/metrics"),
        MonitoringConfigFile.read(file));
    Files.writeString(file, "prometheus_config { path: 'metrics' }");
    InputException e = assertThrows(InputException.class, () -> MonitoringConfigFile.read(file));
    assertEquals(
        file
            + ": prometheus_config: path: expected a path such as /monitoring/prometheus/metrics,"
            + " found 'metrics'",
        e.getMessage());
  }

  @Test
  void readsCertificates() throws IOException {
    Path file = temp.resolve("ssl.txt");
    String key = "-----BEGIN PRIVATE KEY-----\\nabc\\n-----END PRIVATE KEY-----\\n";
    String cert = "-----BEGIN CERTIFICATE-----\\ndef\\n-----END CERTIFICATE-----\\n";
    Files.writeString(
        file, "server_key: '" + key + "'\nserver_cert: '" + cert + "'\nclient_verify: true");
    SslConfigFile read = SslConfigFile.read(file);
    assertEquals(key.replace("\\n", "\n"), read.key());
    assertEquals(cert.replace("\\n", "\n"), read.certificate());
    assertEquals(true, read.clientVerify());
    assertEquals(true, read.authorities().isEmpty());
    Files.writeString(file, "server_key: '/etc/key.pem' server_cert: '" + cert + "'");
    InputException e = assertThrows(InputException.class, () -> SslConfigFile.read(file));
    assertEquals(
        file
            + ": server_key: expected the text of a PEM file, which begins with -----BEGIN ...;"
            + " give the text, not the path",
        e.getMessage());
    Files.writeString(file, "server_key: '" + key + "'");
    e = assertThrows(InputException.class, () -> SslConfigFile.read(file));
    assertEquals(file + ": server_cert is missing", e.getMessage());
  }
}
