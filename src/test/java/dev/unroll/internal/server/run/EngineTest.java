package dev.unroll.internal.server.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.ModelAnswer;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.ModelRequest;
import dev.unroll.internal.server.request.ReadingThread;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.server.TestServer;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.LoadSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir static Path temp;
  private static ModelStore store;

  @BeforeAll
  static void load() throws IOException {
    store = new ModelStore(LoadSettings.standard());
    store.configure(TestServer.models(temp));
    while (store.refresh()) {}
  }

  @AfterAll
  static void release() {
    store.close();
    assertEquals(0, store.open(), "versions that somebody still holds");
  }

  private static Workers workers(int threads, int rows) {
    return new Workers(new BatchSettings(threads, rows, LONG, 100_000));
  }

  private static Pause pause(Workers workers) throws InterruptedException {
    return Pause.of(workers, store.lease(ModelName.newest("half")));
  }

  private static TensorValue floats(Random random, long... shape) {
    int size = 1;
    for (long one : shape) {
      size *= (int) one;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextInt(1000) / 8f - 60;
    }
    return TensorValue.ofFloats(values, shape);
  }

  private static ModelRequest request(
      String model, String signature, Map<String, TensorValue> inputs, String... outputs) {
    return new ModelRequest(
        ModelName.newest(model),
        Optional.of(signature),
        inputs,
        List.of(outputs),
        Deadline.after(LONG));
  }

  /** Some request, of any model, signature, length and outputs. */
  private static ModelRequest some(Random random) {
    int rows = random.nextInt(10) == 0 ? 20 + random.nextInt(30) : 1 + random.nextInt(4);
    return switch (random.nextInt(12)) {
      case 0 -> request("half", "serving_default", Map.of("x", floats(random, rows)));
      case 1 -> request("half", "other", Map.of("x", floats(random, rows)));
      case 2 -> request("two", "serving_default", pair(random, rows), "sum");
      case 3 -> request("two", "serving_default", pair(random, rows), "difference", "sum");
      case 4 -> request("two", "total", pair(random, rows));
      case 5 -> request("two", "centred", pair(random, rows));
      case 6 -> request("two", "twice", pair(random, rows));
      case 7 -> {
        int[] which = random.ints(rows, 0, 9).toArray();
        yield request("fails", "serving_default", Map.of("which", TensorValue.ofInts(which, rows)));
      }
      case 8 ->
          request(
              "fails", "steps", Map.of("steps", floats(random, rows, 1 + random.nextInt(3), 2)));
      case 9 -> {
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < 2 * rows; i++) {
          texts.add(("t" + random.nextInt(100)).getBytes(StandardCharsets.UTF_8));
        }
        yield request("types", "string", Map.of("x_string", TensorValue.ofStrings(texts, rows, 2)));
      }
      case 10 -> request("types", "any", Map.of("any", floats(random, rows, 3)));
      default ->
          request("burst", "serving_default", Map.of("inputs", floats(random, rows, 130, 1)));
    };
  }

  private static Map<String, TensorValue> pair(Random random, int rows) {
    return Map.of("a", floats(random, rows), "b", floats(random, rows));
  }

  private static Object result(CompletableFuture<ModelAnswer> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      return ((Refusal) e.getCause()).status();
    }
  }

  private static void assertSame(Object expected, Object found) {
    if (!(expected instanceof ModelAnswer answer)) {
      assertEquals(expected, found);
      return;
    }
    ModelAnswer other = (ModelAnswer) found;
    assertEquals(List.copyOf(answer.outputs().keySet()), List.copyOf(other.outputs().keySet()));
    answer.outputs().forEach((name, value) -> assertSame(name, value, other.outputs().get(name)));
  }

  private static void assertSame(String name, TensorValue expected, TensorValue found) {
    assertEquals(expected.type(), found.type());
    assertArrayEquals(expected.shape(), found.shape(), name);
    ByteBuffer one = expected.numbers();
    ByteBuffer other = found.numbers();
    if (expected.type() == ElementType.FLOAT) {
      while (one.hasRemaining()) {
        float value = one.getFloat();
        assertEquals(value, other.getFloat(), 1e-6 * Math.max(1, Math.abs(value)), name);
      }
    }
    assertEquals(one, other);
    for (int i = 0; i < expected.strings().size(); i++) {
      assertArrayEquals(expected.strings().get(i), found.strings().get(i));
    }
  }

  @Test
  void givesEachRequestWhatItGivesAlone() throws InterruptedException {
    int asked = 0;
    int together = 0;
    try (Workers single = workers(1, 1)) {
      Engine alone = new Engine(store, single);
      for (int seed = 0; seed < 200; seed++) {
        Random random = new Random(seed);
        List<ModelRequest> requests = new ArrayList<>();
        int count = 2 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
          requests.add(some(random));
        }
        List<CompletableFuture<ModelAnswer>> answers = new ArrayList<>();
        try (Workers workers = workers(1 + random.nextInt(2), 2 + random.nextInt(15))) {
          Engine engine = new Engine(store, workers);
          Pause pause = pause(workers);
          requests.forEach(request -> answers.add(engine.answer(request)));
          pause.end();
          for (int i = 0; i < requests.size(); i++) {
            assertSame(result(alone.answer(requests.get(i))), result(answers.get(i)));
          }
          asked += requests.size();
          together += workers.waiting();
        }
      }
    }
    assertEquals(0, together);
    assertTrue(asked > 3000, () -> "requests");
  }

  @Test
  void runsTogetherWhatIsAlike() throws InterruptedException {
    try (Workers workers = workers(1, 16)) {
      Engine engine = new Engine(store, workers);
      Pause pause = pause(workers);
      List<CompletableFuture<ModelAnswer>> answers = new ArrayList<>();
      Random random = new Random(7);
      for (int i = 0; i < 32; i++) {
        answers.add(engine.answer(request("two", "serving_default", pair(random, 1), "sum")));
      }
      pause.end();
      answers.forEach(CompletableFuture::join);
      Statistics.Summary summary = workers.statistics().summary("two", 1);
      assertEquals(32, summary.rows());
      assertEquals(2, summary.computed().count());
      assertEquals(2, summary.batches().get(16).count());
      assertEquals(32, summary.succeeded().count());
      assertEquals(32, summary.waited().count());
      assertEquals(0, summary.failed().count());
    }
  }

  @Test
  void failsTheBadRequestAlone() throws InterruptedException {
    try (Workers workers = workers(1, 64)) {
      Engine engine = new Engine(store, workers);
      Pause pause = pause(workers);
      List<CompletableFuture<ModelAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        answers.add(
            engine.answer(
                request(
                    "fails",
                    "serving_default",
                    Map.of("which", TensorValue.ofInts(new int[] {i}, 1)))));
      }
      pause.end();
      for (int i = 0; i < 7; i++) {
        Object result = result(answers.get(i));
        if (i == 3) {
          assertEquals(Status.INVALID_ARGUMENT, result);
        } else {
          ByteBuffer numbers = ((ModelAnswer) result).outputs().get("parts").numbers();
          assertEquals(Math.floorDiv(100, i - 3), numbers.getInt());
        }
      }
      assertEquals(1, workers.statistics().summary("fails", 1).failed().count());
    }
  }

  @Test
  void doesNotRunWhatIsTooLate() throws InterruptedException {
    try (Workers workers = workers(1, 64)) {
      Engine engine = new Engine(store, workers);
      AtomicLong now = new AtomicLong(1000);
      Pause pause = pause(workers);
      Deadline soon = Deadline.after(Duration.ofHours(1), now::get);
      ModelRequest request =
          request("half", "serving_default", Map.of("x", floats(new Random(1), 1)));
      CompletableFuture<ModelAnswer> late =
          engine.answer(
              new ModelRequest(
                  request.model(), request.signature(), request.inputs(), List.of(), soon));
      CompletableFuture<ModelAnswer> other = engine.answer(request);
      now.addAndGet(Duration.ofHours(2).toNanos());
      pause.end();
      assertEquals(Status.DEADLINE_EXCEEDED, result(late));
      assertEquals(1, ((ModelAnswer) result(other)).outputs().size());
      assertEquals(1, workers.statistics().summary("half", 2).rows() - 1, "with the pause's one");
      assertEquals(
          Status.DEADLINE_EXCEEDED,
          result(
              engine.answer(
                  new ModelRequest(
                      request.model(), request.signature(), request.inputs(), List.of(), soon))));
    }
  }

  @Test
  void refusesWhatWouldWaitTooLong() throws InterruptedException {
    try (Workers workers = new Workers(new BatchSettings(1, 4, LONG, 3))) {
      Engine engine = new Engine(store, workers);
      Pause pause = pause(workers);
      ModelRequest request =
          request("half", "serving_default", Map.of("x", floats(new Random(1), 1)));
      List<CompletableFuture<ModelAnswer>> let = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        let.add(engine.answer(request));
      }
      CompletionException e =
          assertThrows(CompletionException.class, () -> engine.answer(request).join());
      Refusal refusal = (Refusal) e.getCause();
      assertEquals(Status.UNAVAILABLE, refusal.status());
      assertTrue(refusal.retryAfter().isPresent());
      assertTrue(refusal.getMessage().startsWith("Too many requests are waiting: 3"));
      pause.end();
      let.forEach(answer -> assertTrue(result(answer) instanceof ModelAnswer));
    }
  }

  @Test
  void answersAllThatWasLetInBeforeItEnds() throws InterruptedException {
    Workers workers = workers(2, 8);
    Engine engine = new Engine(store, workers);
    Pause pause = pause(workers);
    Pause another = pause(workers);
    Random random = new Random(3);
    List<CompletableFuture<ModelAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(engine.answer(request("half", "other", Map.of("x", floats(random, 3)))));
    }
    Thread closing = new Thread(workers::close);
    closing.start();
    while (workers.open()) {
      Thread.onSpinWait();
    }
    assertEquals(
        Status.UNAVAILABLE,
        result(engine.answer(request("half", "other", Map.of("x", floats(random, 3))))));
    assertTrue(closing.isAlive());
    assertFalse(answers.get(0).isDone());
    pause.end();
    another.end();
    closing.join();
    answers.forEach(answer -> assertTrue(answer.isDone() && !answer.isCompletedExceptionally()));
  }

  @Test
  void takesALoneRequestAtOnce() throws InterruptedException {
    WorkQueue queue = new WorkQueue(new BatchSettings(1, 64, LONG, 10));
    Pause pause = new Pause(store.lease(ModelName.newest("half")));
    queue.add(pause, false);
    assertEquals(List.of(pause), queue.take().stream().map(WorkQueue.Waiting::work).toList());
    assertEquals(0, queue.waiting());
    pause.release();
    queue.close();
    assertEquals(List.of(), queue.take());
  }

  /** Work that says on which thread it ran. */
  private static final class Noted implements Work {

    private static final Object GROUP = new Object();

    private final ModelVersion.Lease lease = store.lease(ModelName.newest("half"));
    private final CompletableFuture<Thread> ran = new CompletableFuture<>();

    boolean done() {
      return ran.isDone();
    }

    @Override
    public Object group() {
      return GROUP;
    }

    @Override
    public String kind() {
      return "noted";
    }

    @Override
    public long bytes() {
      return 1;
    }

    @Override
    public int rows() {
      return 1;
    }

    @Override
    public ModelVersion version() {
      return lease.version();
    }

    @Override
    public Deadline deadline() {
      return Deadline.after(LONG);
    }

    @Override
    public boolean abandoned() {
      return false;
    }

    @Override
    public void run(List<Work> together) {
      together.forEach(work -> ((Noted) work).ran.complete(Thread.currentThread()));
    }

    @Override
    public void refuse(Refusal refusal) {
      ran.completeExceptionally(refusal);
    }

    @Override
    public void release() {
      lease.close();
    }
  }

  /** A thread that reads requests, and hands them over. */
  private record Reader(ScheduledExecutorService executor, Workers workers)
      implements AutoCloseable {

    static Reader of(Workers workers) {
      Reader reader = new Reader(Executors.newSingleThreadScheduledExecutor(), workers);
      ReadingThread.begin(reader.executor);
      return reader;
    }

    /** Whether it runs work itself that it submits. */
    boolean runs(Noted work) {
      Thread reader = submits(List.of(work));
      return work.ran.join() == reader;
    }

    /** Submits work, and says by which thread. */
    Thread submits(List<Noted> works) {
      return CompletableFuture.supplyAsync(
              () -> {
                works.forEach(workers::submit);
                return Thread.currentThread();
              },
              executor)
          .join();
    }

    /** Reads until it has run one itself: how soon a run is known to be short is up to others. */
    void warm() {
      int left = 100_000;
      while (!runs(new Noted())) {
        assertTrue(left-- > 0, "the reading thread ran none");
      }
    }

    @Override
    public void close() {
      executor.shutdown();
    }
  }

  @Test
  void letsTheReadingThreadRunWhatComesAlone() {
    try (Workers workers = workers(2, 64);
        Reader reader = Reader.of(workers)) {
      reader.warm();
      int left = 1000;
      while (reader.runs(new Noted())) {
        assertTrue(left-- > 0, "whether more would come was never looked at");
      }
      reader.warm();
    }
  }

  @Test
  void leavesWhatComesTogetherToTheThreads() throws InterruptedException {
    try (Workers workers = workers(1, 64);
        Reader reader = Reader.of(workers)) {
      reader.warm();
      for (int i = 0; i < 300; i++) {
        List<Noted> works = Stream.generate(Noted::new).limit(1 + i % 5).toList();
        try (Pause pause = pause(workers)) {
          Thread thread = reader.submits(works);
          assertTrue(reader.submits(List.of()) == thread && works.stream().noneMatch(Noted::done));
          pause.end();
          works.forEach(work -> assertNotSame(thread, work.ran.join()));
        }
      }
      reader.warm();
    }
  }

  @Test
  void runsWhatWasLetInThoughItsReadingThreadHasEnded() {
    try (Workers workers = workers(1, 64);
        Reader reader = Reader.of(workers)) {
      reader.warm();
      for (int i = 0; i < 300; i++) {
        try (Reader next = Reader.of(workers)) {
          Noted work = new Noted();
          next.executor.execute(
              () -> {
                next.executor.shutdown();
                workers.submit(work);
              });
          assertTrue(work.ran.join().isDaemon(), "round " + i);
        }
      }
    }
  }
}
