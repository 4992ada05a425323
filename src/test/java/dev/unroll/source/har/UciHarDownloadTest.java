package dev.unroll.source.har;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.unroll.SharedData;
import dev.unroll.check.InputException;
import dev.unroll.internal.files.Zips;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UciHarDownloadTest {

  @TempDir Path temp;
  private HttpServer server;
  private Path served;
  private Path target;

  @BeforeEach
  void serve() throws IOException {
    served = temp.resolve("served.zip");
    target = temp.resolve("target");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/har.zip",
        exchange -> {
          byte[] bytes = Files.readAllBytes(served);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI address(String name) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name);
  }

  @Test
  void fetchesVerifiesAndUnpacksTheRealDataset() throws IOException {
    Files.copy(SharedData.har(), served);
    AtomicLong bytes = new AtomicLong();
    UciHarDownload.fetch(address("har.zip"), target, bytes::set);
    assertEquals(Files.size(served), bytes.get());
    assertEquals(7352, UciHar.read(target, temp.resolve("cache")).train().size());
    try (var files = Files.list(target)) {
      assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith(".")));
    }
  }

  @Test
  void unpacksAZipInsideTheZip() throws IOException {
    Path inner = Zips.ofFolder(temp.resolve("UCI HAR Dataset.zip"), fixture().getParent());
    Path holder = Files.createDirectories(temp.resolve("holder"));
    Files.move(inner, holder.resolve("UCI HAR Dataset.zip"));
    Zips.ofFolder(served, holder);
    assertRefused("is not the original"); // so it was found
  }

  @Test
  void refusesContentThatIsNotTheOriginal() throws IOException {
    Zips.ofFolder(served, fixture().getParent());
    assertRefused("is not the original: expected SHA-256");
  }

  @Test
  void refusesAZipThatIsSomethingElse() throws IOException {
    Zips.write(served, "readme.txt", "hello");
    assertRefused("not the UCI HAR dataset: no activity_labels.txt");
  }

  @Test
  void refusesEntriesThatPointOutside() throws IOException {
    Zips.write(served, "../../evil.txt", "x");
    assertRefused("points outside the folder");
    assertFalse(Files.exists(temp.resolve("evil.txt")));
  }

  @Test
  void saysWhatCannotBeDownloaded() {
    InputException e =
        assertThrows(
            InputException.class,
            () -> UciHarDownload.fetch(address("none.zip"), target, bytes -> {}));
    assertEquals(
        address("none.zip")
            + ": cannot be downloaded (not found); check the network and the address",
        e.getMessage());
    assertFalse(Files.exists(target));
  }

  @Test
  void doesNotWriteOverAFolder() throws IOException {
    Files.createDirectory(target);
    InputException e =
        assertThrows(
            InputException.class,
            () -> UciHarDownload.fetch(address("har.zip"), target, bytes -> {}));
    assertEquals(target + ": exists already; nothing was fetched", e.getMessage());
  }

  private Path fixture() throws IOException {
    return HarFixture.write(temp.resolve("fixture").resolve("UCI HAR Dataset"));
  }

  private void assertRefused(String part) throws IOException {
    InputException e =
        assertThrows(
            InputException.class,
            () -> UciHarDownload.fetch(address("har.zip"), target, bytes -> {}));
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertFalse(Files.exists(target));
    try (var files = Files.list(temp)) {
      assertFalse(files.anyMatch(file -> file.toString().endsWith(".partial")));
    }
  }
}
