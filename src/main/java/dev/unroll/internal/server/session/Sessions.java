package dev.unroll.internal.server.session;

import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.SessionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The sessions that live, in the order of their last use, and why those that are gone went. Safe
 * for any number of threads.
 */
final class Sessions {

  /** Sessions that are gone and still told of. */
  private static final int MOST_GONE = 10_000;

  /** A session by its model and the name that its client gave it. */
  record Key(String model, String id) {}

  private record Gone(String why, long at) {}

  private final SessionSettings settings;
  private final LongSupplier clock;
  private final Map<Key, Session> live = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, Gone> gone =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Gone> eldest) {
          return size() > MOST_GONE;
        }
      };
  private long bytes;

  /**
   * @param clock nanoseconds that only grow
   */
  Sessions(SessionSettings settings, LongSupplier clock) {
    this.settings = settings;
    this.clock = clock;
  }

  long now() {
    return clock.getAsLong();
  }

  /**
   * Adds one; an earlier one of its key ends.
   *
   * @throws Refusal where there is no room
   */
  void add(Key key, Session session) {
    List<Session> ended = expired();
    try {
      synchronized (this) {
        remove(key, "it was started anew").ifPresent(ended::add);
        while (full(session)) {
          Optional<Key> idle = settings.evict() ? idle() : Optional.empty();
          if (idle.isEmpty()) {
            throw Refusal.busy(
                "Too many sessions: there are "
                    + live.size()
                    + ", as many as may be; end those that are done",
                Duration.ofSeconds(1));
          }
          remove(idle.get(), "it made room for others").ifPresent(ended::add);
        }
        live.put(key, session);
        gone.remove(key);
        bytes += size(session);
      }
    } finally {
      ended.forEach(Session::end);
    }
  }

  /** The one that was not used for the longest, among those that have nothing to do. */
  private Optional<Key> idle() {
    return live.entrySet().stream()
        .filter(entry -> !entry.getValue().busy())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private boolean full(Session session) {
    return live.size() >= settings.most() || bytes + size(session) > settings.mostBytes();
  }

  private static long size(Session session) {
    return (long) session.state.length * Float.BYTES;
  }

  /**
   * A session.
   *
   * @throws Refusal where there is none, with what became of it
   */
  Session get(Key key) {
    Optional<Session> ended = Optional.empty();
    try {
      synchronized (this) {
        Session session = live.get(key);
        if (session != null && (session.busy() || !expired(session))) {
          return session;
        }
        ended = remove(key, idleFor());
        throw missing(key);
      }
    } finally {
      ended.ifPresent(Session::end);
    }
  }

  private Refusal missing(Key key) {
    Gone was = gone.get(key);
    return Refusal.of(
        Status.NOT_FOUND,
        "%s; its first request must have start: true (sequence_start)",
        was == null
            ? "session '" + key.id() + "' of model " + key.model() + " is not known"
            : String.format(
                Locale.ROOT,
                "session '%s' of model %s ended %d s ago: %s",
                key.id(),
                key.model(),
                Duration.ofNanos(now() - was.at).toSeconds(),
                was.why));
  }

  private String idleFor() {
    return "it was idle for " + settings.idle().toSeconds() + " s";
  }

  private boolean expired(Session session) {
    return now() - session.lastUsed > settings.idle().toNanos();
  }

  /** Ends a session; whether there was one. */
  boolean end(Key key, String why) {
    Optional<Session> session;
    synchronized (this) {
      session = remove(key, why);
    }
    session.ifPresent(Session::end);
    return session.isPresent();
  }

  /** Ends {@code session} if it still is that of its key. */
  void end(Key key, Session session, String why) {
    synchronized (this) {
      if (live.get(key) != session) {
        return;
      }
      remove(key, why);
    }
    session.end();
  }

  private Optional<Session> remove(Key key, String why) {
    Session session = live.remove(key);
    if (session == null) {
      return Optional.empty();
    }
    bytes -= size(session);
    gone.put(key, new Gone(why, now()));
    return Optional.of(session);
  }

  /** Ends those that have been idle for too long. */
  void expire() {
    expired().forEach(Session::end);
  }

  private synchronized List<Session> expired() {
    List<Session> ended = new ArrayList<>();
    // Those that were used last come last, and one that has work to do is not idle.
    for (Map.Entry<Key, Session> entry : eldest()) {
      Session session = entry.getValue();
      if (!session.busy()) {
        remove(entry.getKey(), idleFor()).ifPresent(ended::add);
      }
    }
    return ended;
  }

  private List<Map.Entry<Key, Session>> eldest() {
    List<Map.Entry<Key, Session>> old = new ArrayList<>();
    for (Map.Entry<Key, Session> entry : live.entrySet()) {
      if (!expired(entry.getValue())) {
        break;
      }
      old.add(Map.entry(entry.getKey(), entry.getValue()));
    }
    return old;
  }

  /** Ends those of versions that are served no more. */
  void endRetired() {
    if (!settings.endOnReload()) {
      return;
    }
    List<Session> ended = new ArrayList<>();
    synchronized (this) {
      List<Key> keys =
          live.entrySet().stream()
              .filter(entry -> entry.getValue().lease.version().retired())
              .map(Map.Entry::getKey)
              .toList();
      keys.forEach(
          key -> remove(key, "its version of the model was replaced").ifPresent(ended::add));
    }
    ended.forEach(Session::end);
  }

  /** Sessions that live. */
  synchronized int count() {
    return live.size();
  }

  /** Bytes that their states take. */
  synchronized long bytes() {
    return bytes;
  }

  /** Ends all. */
  void clear() {
    List<Session> all;
    synchronized (this) {
      all = List.copyOf(live.values());
      live.clear();
      bytes = 0;
    }
    all.forEach(Session::end);
  }
}
