package dev.unroll.internal.server.run;

import dev.unroll.internal.server.model.ModelVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What each version of each model did since it was first asked. Safe for any number of threads. */
public final class Statistics {

  /** Versions that are told of; those that were asked first are forgotten first. */
  private static final int MOST_VERSIONS = 1000;

  /** Kinds of requests of a version, by their signature and outputs, whose pace is kept. */
  private static final int MOST_KINDS = 1000;

  private record Key(String model, long version) {}

  private final Map<Key, Counters> all =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Counters> eldest) {
          boolean forget = size() > MOST_VERSIONS;
          if (forget) {
            Total more = eldest.getValue().summary().computed();
            forgotten = forgotten.and(more.count(), more.nanos());
          }
          return forget;
        }
      };

  /** Runs of versions that are told of no more. */
  private Total forgotten = Total.NONE;

  /** How often something was, and how long it took. */
  public record Total(long count, long nanos) {

    /** Never. */
    public static final Total NONE = new Total(0, 0);

    Total and(long more, long moreNanos) {
      return new Total(count + more, nanos + moreNanos);
    }
  }

  /**
   * What a version did.
   *
   * @param lastMillis when it last answered, since 1970; 0 for never
   * @param rows that were computed
   * @param succeeded requests that were answered
   * @param failed requests that were refused
   * @param waited what requests waited for their turn
   * @param computed runs of the model
   * @param batches runs by how many rows they had
   */
  public record Summary(
      long lastMillis,
      long rows,
      Total succeeded,
      Total failed,
      Total waited,
      Total computed,
      SortedMap<Integer, Total> batches) {

    /** Of a version that nobody asked. */
    public static final Summary NONE =
        new Summary(0, 0, Total.NONE, Total.NONE, Total.NONE, Total.NONE, new TreeMap<>());
  }

  /** The counters of a version. */
  public static final class Counters {

    private Summary summary = Summary.NONE;
    private final SortedMap<Integer, Total> batches = new TreeMap<>();

    private final Map<String, Pace> paces = new ConcurrentHashMap<>();

    private Counters() {}

    /** A request has its end. */
    public synchronized void answered(boolean well, long nanos) {
      Summary s = summary;
      summary =
          new Summary(
              System.currentTimeMillis(),
              s.rows,
              well ? s.succeeded.and(1, nanos) : s.succeeded,
              well ? s.failed : s.failed.and(1, nanos),
              s.waited,
              s.computed,
              s.batches);
    }

    /** How fast requests of a kind are. */
    Pace pace(String kind) {
      if (paces.size() > MOST_KINDS) {
        paces.clear();
      }
      return paces.computeIfAbsent(kind, unused -> new Pace());
    }

    synchronized void ran(int requests, int rows, long waitedNanos, long nanos) {
      Summary s = summary;
      batches.merge(rows, new Total(1, nanos), (one, more) -> one.and(1, nanos));
      summary =
          new Summary(
              s.lastMillis,
              s.rows + rows,
              s.succeeded,
              s.failed,
              s.waited.and(requests, waitedNanos),
              s.computed.and(1, nanos),
              s.batches);
    }

    private synchronized Summary summary() {
      Summary s = summary;
      return new Summary(
          s.lastMillis,
          s.rows,
          s.succeeded,
          s.failed,
          s.waited,
          s.computed,
          new TreeMap<>(batches));
    }
  }

  /** The counters of a version. */
  public synchronized Counters of(ModelVersion version) {
    return all.computeIfAbsent(new Key(version.model(), version.number()), key -> new Counters());
  }

  /** Runs of all models there ever were. */
  public synchronized Total computed() {
    Total total = forgotten;
    for (Counters one : all.values()) {
      Total more = one.summary().computed();
      total = total.and(more.count(), more.nanos());
    }
    return total;
  }

  /** What a version did. */
  public Summary summary(String model, long version) {
    Optional<Counters> found;
    synchronized (this) {
      found = Optional.ofNullable(all.get(new Key(model, version)));
    }
    return found.map(Counters::summary).orElse(Summary.NONE);
  }
}
