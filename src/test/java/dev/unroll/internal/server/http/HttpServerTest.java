package dev.unroll.internal.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.internal.server.request.Budget;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Trace;
import dev.unroll.server.settings.Limits;
import dev.unroll.server.settings.Security;
import dev.unroll.server.settings.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {

  private static final int BODY = 100_000;

  private final Queue<Trace> ended = new ConcurrentLinkedQueue<>();
  private final Budget budget = new Budget(2 * BODY);
  private final CountDownLatch goOn = new CountDownLatch(1);

  private static Limits limits() {
    return new Limits(
        BODY, 100, 2 * BODY, 1000, 300, 20, Duration.ofSeconds(60), Duration.ofSeconds(60));
  }

  private HttpServer server(Limits limits, Security security) throws IOException {
    return new HttpServer(
        ServerSettings.of(List.of())
            .withPorts(OptionalInt.of(0), OptionalInt.empty())
            .with(limits, security),
        List.of(this::handle),
        Set.of("/open"),
        budget,
        ended::add);
  }

  private HttpServer server() throws IOException {
    return server(limits(), Security.none());
  }

  private Optional<CompletableFuture<HttpAnswer>> handle(HttpRequest request) {
    return switch (request.path()) {
      case "/refuse" -> throw Refusal.invalid("expected something else");
      case "/busy" -> throw Refusal.busy("too much", Duration.ofMillis(1500));
      case "/fail" -> throw new IllegalStateException("a secret");
      case "/deep" -> throw new StackOverflowError("a secret");
      case "/later" ->
          Optional.of(
              CompletableFuture.supplyAsync(
                  () -> {
                    throw new IllegalStateException("a secret");
                  }));
      case "/wait" ->
          Optional.of(
              CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      goOn.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    return HttpAnswer.text(200, "waited");
                  }));
      case "/none" -> Optional.empty();
      default -> {
        HttpAnswer answer = HttpAnswer.text(200, told(request.path(), request.body()));
        yield Optional.of(
            request.body().length % 2 == 0
                ? CompletableFuture.completedFuture(answer)
                : CompletableFuture.supplyAsync(() -> answer, ForkJoinPool.commonPool()));
      }
    };
  }

  private static String told(String path, byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(body);
    return path + " " + body.length + " " + crc.getValue();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n";
  }

  private static byte[] packed(byte[] body, String encoding) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (encoding) {
          case "gzip" -> new GZIPOutputStream(bytes);
          case "deflate" -> new DeflaterOutputStream(bytes);
          case "raw" -> new DeflaterOutputStream(bytes, new Deflater(6, true));
          default -> bytes;
        }) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  /**
   * Some requests after each other on a connection, cut into parts anywhere, whole or in chunks,
   * packed or not: answers come in their order, each of its own body.
   */
  @Test
  void requestsInAnyShapeAreAnsweredInTheirOrder() throws IOException {
    Random random = new Random(5);
    try (HttpServer server = server()) {
      int requests = 0;
      for (int connection = 0; connection < 100; connection++) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        List<Boolean> heads = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++, requests++) {
          byte[] body =
              new byte[random.nextInt(5) == 0 ? random.nextInt(90_000) : random.nextInt(99)];
          random.nextBytes(body);
          String path = "/p" + requests;
          boolean head = random.nextInt(8) == 0;
          write(sent, random, head ? "HEAD" : "POST", path, head ? new byte[0] : body);
          expected.add(head ? "" : told(path, body));
          heads.add(head);
        }
        byte[] all = sent.toByteArray();
        try (RawClient client = new RawClient(server.port())) {
          for (int from = 0; from < all.length; ) {
            int to =
                Math.min(all.length, from + 1 + random.nextInt(connection % 3 == 0 ? 200 : 90_000));
            client.send(java.util.Arrays.copyOfRange(all, from, to));
            from = to;
          }
          for (int i = 0; i < count; i++) {
            RawClient.Answer answer = client.answer(heads.get(i));
            assertEquals(200, answer.status());
            assertEquals(expected.get(i), answer.body());
            assertNull(answer.headers().get("connection"));
          }
        }
      }
      assertTrue(requests >= 200, "" + requests);
      assertEquals(requests, ended.size());
      assertEquals(0, budget.taken());
    }
  }

  private static void write(
      ByteArrayOutputStream sent, Random random, String method, String path, byte[] body)
      throws IOException {
    String encoding = List.of("", "gzip", "deflate", "raw", "identity").get(random.nextInt(5));
    byte[] packed = packed(body, encoding);
    String header = encoding.equals("raw") ? "deflate" : encoding;
    boolean chunked = random.nextBoolean();
    sent.write(
        (method
                + " "
                + path
                + "?x=1 HTTP/1.1\r\nHost: here\r\n"
                + (header.isEmpty() ? "" : "Content-Encoding: " + header + "\r\n")
                + (chunked
                    ? "Transfer-Encoding: chunked\r\n\r\n"
                    : "Content-Length: " + packed.length + "\r\n\r\n"))
            .getBytes(StandardCharsets.ISO_8859_1));
    if (!chunked) {
      sent.write(packed);
      return;
    }
    for (int from = 0; from < packed.length; ) {
      int size = Math.min(packed.length - from, 1 + random.nextInt(30_000));
      sent.write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      sent.write(packed, from, size);
      sent.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
      from += size;
    }
    sent.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A request that was read whole leaves its connection as it was. */
  @ParameterizedTest
  @CsvSource({
    "/refuse,400,expected something else",
    "/busy,503,too much",
    "/fail,500,Internal error: IllegalStateException",
    "/deep,500,Internal error: StackOverflowError",
    "/later,500,Internal error: IllegalStateException",
    "/none,404,There is no /none"
  })
  void failuresAreAnswersInJson(String path, int status, String message) throws IOException {
    try (HttpServer server = server();
        RawClient client = new RawClient(server.port())) {
      RawClient.Answer answer = client.send(get(path)).answer();
      assertEquals(status, answer.status());
      assertEquals("application/json", answer.headers().get("content-type"));
      assertTrue(answer.body().contains(message), answer.body());
      assertFalse(answer.body().contains("secret"), answer.body());
      assertEquals(status == 503 ? "2" : null, answer.headers().get("retry-after"));
      assertEquals(200, client.send(get("/again")).answer().status());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /LONG HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n|414",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: LONGLONGLONGLONG\\r\\n\\r\\n|431",
        "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 100001\\r\\n\\r\\n|413",
        "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\n|400",
        "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -1\\r\\n\\r\\n|400",
        "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nxyz\\r\\n|400",
        "GET / HTTP/1.1\\r\\n\\r\\n|400",
        "GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n|400",
        "GET / HTTP/2.0\\r\\nHost: a\\r\\n\\r\\n|505",
        "nonsense\\r\\n\\r\\n|400",
        "\\x16\\x03\\x01 hello\\r\\n\\r\\n|400",
        "POST / HTTP/1.1\\r\\nHost: a\\r\\nExpect: magic\\r\\nContent-Length: 3\\r\\n\\r\\nabc|417"
      })
  void whatCannotBeReadIsRefusedAndTheConnectionClosed(String text, int status) throws IOException {
    try (HttpServer server = server();
        RawClient client = new RawClient(server.port())) {
      client.send(
          text.replace("\\r\\n", "\r\n")
              .replace("\\x16\\x03\\x01", "\u0016\u0003\u0001")
              .replace("LONG", "a".repeat(301)));
      RawClient.Answer answer = client.answer();
      assertEquals(status, answer.status(), answer.body());
      assertTrue(answer.body().contains("\"error\""), answer.body());
      assertEquals("close", answer.headers().get("connection"));
      assertTrue(client.closed());
    }
  }

  @Test
  void bodiesAreBoundedInChunksToo() throws IOException {
    try (HttpServer server = server();
        RawClient client = new RawClient(server.port())) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 30; i++) {
        client.send("1000\r\n" + "x".repeat(4096) + "\r\n");
      }
      assertEquals(413, client.answer().status());
      assertEquals(0, budget.taken());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void bombsAreRefused(String encoding) throws IOException {
    Limits wide =
        new Limits(
            64 << 20, 100, 64 << 20, 1000, 300, 20, Duration.ofSeconds(60), Duration.ofSeconds(60));
    for (Limits limits : List.of(limits(), wide)) {
      byte[] packed = packed(new byte[30 << 20], encoding);
      try (HttpServer server = server(limits, Security.none());
          RawClient client = new RawClient(server.port())) {
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: "
                + encoding
                + "\r\nContent-Length: "
                + packed.length
                + "\r\n\r\n");
        RawClient.Answer answer = client.send(packed).answer();
        assertEquals(413, answer.status(), answer.body());
        assertEquals(200, client.send(get("/again")).answer().status());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"gzip,400", "deflate,400", "br,415", "'gzip, gzip',415", "zstd,415"})
  void bodiesThatCannotBeUnpackedAreRefused(String encoding, int status) throws IOException {
    try (HttpServer server = server();
        RawClient client = new RawClient(server.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: "
              + encoding
              + "\r\nContent-Length: 5\r\n\r\nabcde");
      RawClient.Answer answer = client.answer();
      assertEquals(status, answer.status(), answer.body());
      assertEquals(200, client.send(get("/again")).answer().status());
    }
  }

  @Test
  void packedBodiesThatAreCutOffAreRefused() throws IOException {
    byte[] body = new byte[5000];
    new Random(3).nextBytes(body);
    byte[] packed = packed(body, "gzip");
    try (HttpServer server = server();
        RawClient client = new RawClient(server.port())) {
      for (int cut = 0; cut < packed.length; cut += 211) {
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: "
                + cut
                + "\r\n\r\n");
        client.send(java.util.Arrays.copyOf(packed, cut));
        assertEquals(400, client.answer().status());
      }
    }
  }

  @Test
  void whoeverAsksBeforeSendingIsTold() throws IOException {
    String head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
    try (HttpServer server = server()) {
      try (RawClient client = new RawClient(server.port())) {
        assertEquals(100, client.send(head + "3\r\n\r\n").answer().status());
        assertEquals(200, client.send("abc").answer().status());
        assertEquals(413, client.send(head + "100001\r\n\r\n").answer().status());
      }
    }
  }

  @Test
  void earlierVersionsOfHttpAreAnswered() throws IOException {
    try (HttpServer server = server()) {
      try (RawClient client = new RawClient(server.port())) {
        client.send("GET /a HTTP/1.0\r\n\r\n");
        assertEquals("close", client.answer().headers().get("connection"));
        assertTrue(client.closed());
      }
      try (RawClient client = new RawClient(server.port())) {
        client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertEquals("keep-alive", client.answer().headers().get("connection"));
        client.send("GET http://there/b HTTP/1.1\r\nHost: there\r\n\r\n");
        assertTrue(client.answer().body().startsWith("/b "));
      }
    }
  }

  @Test
  void requestsThatComeSlowlyAreGivenUp() throws IOException {
    Limits limits =
        new Limits(
            BODY, 100, 2 * BODY, 1000, 300, 20, Duration.ofSeconds(60), Duration.ofMillis(50));
    List<String> parts =
        List.of(
            "GE",
            "GET / HTTP/1.1\r\nHos",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    for (String part : parts) {
      try (HttpServer server = server(limits, Security.none());
          RawClient client = new RawClient(server.port())) {
        RawClient.Answer answer = client.send(part).answer();
        assertEquals(408, answer.status(), part);
        assertTrue(client.closed());
        assertEquals(0, budget.taken());
      }
    }
  }

  @Test
  void connectionsThatDoNothingAreClosed() throws IOException {
    Limits limits =
        new Limits(
            BODY, 100, 2 * BODY, 1000, 300, 20, Duration.ofMillis(50), Duration.ofSeconds(60));
    try (HttpServer server = server(limits, Security.none());
        RawClient client = new RawClient(server.port())) {
      assertEquals(200, client.send(get("/a")).answer().status());
      assertTrue(client.closed());
    }
  }

  @Test
  void connectionsAreCounted() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try (HttpServer server = server()) {
      for (int i = 0; i < 20; i++) {
        clients.add(new RawClient(server.port()));
        assertEquals(200, clients.get(i).send(get("/a")).answer().status());
      }
      assertEquals(20, server.connections());
      try (RawClient oneMore = new RawClient(server.port())) {
        assertThrows(IOException.class, () -> oneMore.send(get("/a")).answer());
      }
      assertEquals(200, clients.get(0).send(get("/a")).answer().status());
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void bodiesOfAllConnectionsAreBoundedTogether() throws IOException {
    String half = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 80000\r\n\r\n";
    try (HttpServer server = server();
        RawClient first = new RawClient(server.port());
        RawClient second = new RawClient(server.port());
        RawClient third = new RawClient(server.port())) {
      first.send(half).send(new byte[79_999]);
      second.send(half).send(new byte[79_999]);
      while (budget.taken() < 2 * 79_999) {
        Thread.onSpinWait();
      }
      RawClient.Answer answer = third.send(half).send(new byte[80_000]).answer();
      assertEquals(503, answer.status());
      assertEquals("1", answer.headers().get("retry-after"));
      assertEquals(200, first.send("a").answer().status());
      assertEquals(200, third.send(half).send(new byte[80_000]).answer().status());
      assertEquals(200, second.send("a").answer().status());
      assertEquals(0, budget.taken());
    }
  }

  @Test
  void tokensAreAskedForButWhereTheyAreNotNeeded() throws IOException {
    Security security =
        new Security(Optional.empty(), List.of("first-token", "second"), Optional.empty());
    try (HttpServer server = server(limits(), security);
        RawClient client = new RawClient(server.port())) {
      assertEquals(200, client.send(get("/open")).answer().status());
      RawClient.Answer answer = client.send(get("/a")).answer();
      assertEquals(401, answer.status());
      assertEquals("Bearer", answer.headers().get("www-authenticate"));
      for (String wrong : List.of("Basic second", "Bearer", "Bearer ", "Bearer secon", "second")) {
        String asked =
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nAuthorization: "
                + wrong
                + "\r\n\r\nabc";
        assertEquals(401, client.send(asked).answer().status(), wrong);
      }
      for (String right : List.of("Bearer second", "bearer first-token", "BEARER  second ")) {
        String asked = "GET /a HTTP/1.1\r\nHost: a\r\nAuthorization: " + right + "\r\n\r\n";
        assertEquals(200, client.send(asked).answer().status(), right);
      }
    }
  }

  @Test
  void pagesOfOthersAreLetInByNameAlone() throws IOException {
    String ask =
        """
        OPTIONS /v1/x HTTP/1.1
        Host: a
        Origin: https://good.example
        Access-Control-Request-Method: POST

        """
            .replace("\n", "\r\n");
    try (HttpServer server = server();
        RawClient client = new RawClient(server.port())) {
      RawClient.Answer answer = client.send(ask).answer();
      assertEquals(200, answer.status());
      assertNull(answer.headers().get("access-control-allow-origin"));
    }
    Security security =
        new Security(Optional.empty(), List.of(), Optional.of("https://good.example"));
    try (HttpServer server = server(limits(), security);
        RawClient client = new RawClient(server.port())) {
      RawClient.Answer answer = client.send(ask).answer();
      assertEquals("https://good.example", answer.headers().get("access-control-allow-origin"));
      assertTrue(answer.headers().get("access-control-allow-headers").contains("Authorization"));
      answer = client.send(ask.replace("good", "bad")).answer();
      assertNull(answer.headers().get("access-control-allow-origin"));
      assertEquals("Origin", answer.headers().get("vary"));
    }
  }

  @Test
  void requestsHaveNames() throws IOException {
    try (HttpServer server = server();
        RawClient client = new RawClient(server.port())) {
      client.send("GET /a HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine-1\r\n\r\n");
      assertEquals("mine-1", client.answer().headers().get("x-request-id"));
      assertFalse(client.send(get("/a")).answer().headers().get("x-request-id").isEmpty());
    }
    assertEquals("mine-1", ended.remove().id());
    assertEquals("200", ended.remove().code());
  }

  @Test
  void whatWasAcceptedIsAnsweredBeforeTheEnd() throws Exception {
    try (HttpServer server = server();
        RawClient busy = new RawClient(server.port());
        RawClient idle = new RawClient(server.port())) {
      assertEquals(200, idle.send(get("/a")).answer().status());
      assertEquals(200, busy.send(get("/a")).answer().status());
      busy.send(get("/wait"));
      assertEquals(200, idle.send(get("/b")).answer().status());
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(
              () -> {
                try {
                  server.drain(System.nanoTime() + Duration.ofSeconds(20).toNanos());
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      // An open connection is answered as before, and told to go once the server ends.
      RawClient.Answer late = idle.send(get("/c")).answer();
      while (late.headers().get("connection") == null) {
        late = idle.send(get("/c")).answer();
      }
      assertEquals(200, late.status());
      assertFalse(drained.isDone());
      goOn.countDown();
      RawClient.Answer answer = busy.answer();
      assertEquals("waited", answer.body());
      assertEquals("close", answer.headers().get("connection"));
      drained.get();
      int port = server.port();
      assertThrows(IOException.class, () -> new RawClient(port).close());
    }
  }
}
