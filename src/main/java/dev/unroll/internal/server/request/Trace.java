package dev.unroll.internal.server.request;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * What happened to a request on its way, for metrics and logs. Each of those who have to do with it
 * writes what he knows, one after the other; it is read once it has ended.
 *
 * <p>It goes with the thread that reads the request ({@link #during}), and from there with the work
 * that the request becomes.
 */
public final class Trace {

  private static final ThreadLocal<Trace> CURRENT = new ThreadLocal<>();

  private final String id;
  private final String protocol;
  private final String call;
  private final long begin = System.nanoTime();

  private String model = "";
  private String signature = "";
  private long version = -1;
  private int rows;
  private int batch;
  private long accepted = -1;
  private long started = -1;
  private long ran = -1;
  private long received;
  private long sent;
  private Optional<ModelRequest> request = Optional.empty();

  private long end = -1;
  private Status status = Status.OK;
  private String code = "";
  private String error = "";

  /**
   * @param id that its client gave it; one is made where it is empty or no good
   * @param protocol {@code rest}, {@code v2}, {@code grpc}, {@code grpc-v2} or {@code http}
   * @param call such as {@code POST /v1/models/har:predict}, or the full name of a method
   */
  public Trace(String id, String protocol, String call) {
    this.id = good(id) ? id : Long.toHexString(ThreadLocalRandom.current().nextLong());
    this.protocol = protocol;
    this.call = call;
  }

  private static boolean good(String id) {
    return !id.isEmpty() && id.length() <= 128 && id.chars().allMatch(c -> c > ' ' && c < 127);
  }

  /** That of the request which this thread reads; one that nobody looks at where it reads none. */
  public static Trace current() {
    Trace current = CURRENT.get();
    return current == null ? new Trace("", "", "") : current;
  }

  /** Does {@code work} for this request. */
  public <T> T during(Supplier<T> work) {
    Trace before = CURRENT.get();
    CURRENT.set(this);
    try {
      return work.get();
    } finally {
      CURRENT.set(before);
    }
  }

  /** It is for a version of a model. */
  public void answeredBy(String name, long number, String runs, int rowsOfIt) {
    model = name;
    version = number;
    signature = runs;
    rows += rowsOfIt;
    if (accepted < 0) {
      accepted = System.nanoTime();
    }
  }

  /** It is this, as an engine takes it. */
  public void asks(ModelRequest asked) {
    request = Optional.of(asked);
  }

  /** The model begins with it, among {@code rowsTogether} rows. */
  public void started(int rowsTogether) {
    batch = rowsTogether;
    if (started < 0) {
      started = System.nanoTime();
    }
  }

  /** The model is done with it. */
  public void ran() {
    ran = System.nanoTime();
  }

  /** So many bytes of its body came. */
  public void received(long bytes) {
    received += bytes;
  }

  /** So many bytes of its answer went. */
  public void sent(long bytes) {
    sent += bytes;
  }

  /** What went wrong, in the words that its client is told. */
  public void failed(String message) {
    error = message;
  }

  /**
   * It has ended.
   *
   * @param how it ended
   * @param number the same by its protocol: {@code 200}, {@code OK}
   */
  public void end(Status how, String number) {
    status = how;
    code = number;
    end = System.nanoTime();
  }

  /** Its name. */
  public String id() {
    return id;
  }

  public String protocol() {
    return protocol;
  }

  public String call() {
    return call;
  }

  /** Name of the model that it was for; empty where it reached none. */
  public String model() {
    return model;
  }

  /** Number of the version; -1 where it reached none. */
  public long version() {
    return version;
  }

  public String signature() {
    return signature;
  }

  public int rows() {
    return rows;
  }

  /** Rows that ran together with it, its own among them. */
  public int batch() {
    return batch;
  }

  public long received() {
    return received;
  }

  public long sent() {
    return sent;
  }

  public Optional<ModelRequest> request() {
    return request;
  }

  public Status status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String error() {
    return error;
  }

  /** Nanoseconds that it waited for the model; -1 where it did not come to that. */
  public long queueNanos() {
    return started < 0 || accepted < 0 ? -1 : started - accepted;
  }

  /** Nanoseconds that the model took; -1 where it did not come to that. */
  public long runNanos() {
    return ran < 0 || started < 0 ? -1 : ran - started;
  }

  /** Nanoseconds of it all. */
  public long totalNanos() {
    return (end < 0 ? System.nanoTime() : end) - begin;
  }
}
