package dev.unroll.internal.server.session;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.Trace;
import dev.unroll.internal.server.run.Deadlines;
import dev.unroll.internal.server.run.Workers;
import dev.unroll.model.StepPredictor;
import dev.unroll.server.settings.SessionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Predicts step by step, as the steps of sequences come in. Steps of one session are taken in the
 * order that they came in; those of different sessions run as one, and know nothing of each other.
 * Safe for any number of threads. Close it after the workers, before the models.
 */
public final class StepEngine implements AutoCloseable {

  private static final String ENDED = "its client ended it";
  private static final int LONGEST_NAME = 256;

  /** Steps of one session that wait at most. */
  private static final int MOST_WAITING = 1000;

  private final ModelStore store;
  private final Workers workers;
  private final Sessions sessions;
  private final ScheduledExecutorService reaper =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("unroll-sessions").setDaemon(true).build());

  public StepEngine(ModelStore store, Workers workers, SessionSettings settings) {
    this(store, workers, settings, System::nanoTime);
  }

  /**
   * @param clock nanoseconds that only grow
   */
  StepEngine(ModelStore store, Workers workers, SessionSettings settings, LongSupplier clock) {
    this.store = store;
    this.workers = workers;
    this.sessions = new Sessions(settings, clock);
    ScheduledFuture<?> unused = reaper.scheduleWithFixedDelay(this::reap, 1, 1, TimeUnit.SECONDS);
  }

  void reap() {
    sessions.expire();
    sessions.endRetired();
  }

  /**
   * Takes steps, later. All of a request are taken, or none. Where the deadline passes while they
   * run, the client is not told which: the count of steps taken, which comes with the next answer,
   * tells it.
   *
   * @return fails with a {@link Refusal}
   */
  public CompletableFuture<StepAnswer> step(StepRequest request) {
    try {
      return Deadlines.by(
          request.session().isPresent() ? inSession(request) : withoutSession(request),
          request.deadline());
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Ends a session.
   *
   * @throws Refusal where there is none
   */
  public void end(ModelName model, String session) {
    Sessions.Key key = new Sessions.Key(model.name(), session);
    found(model, key);
    sessions.end(key, ENDED);
  }

  private Session found(ModelName model, Sessions.Key key) {
    try {
      return sessions.get(key);
    } catch (Refusal e) {
      // That there is no such model says more.
      store.lease(model).close();
      throw e;
    }
  }

  /** Sessions that live. */
  public int count() {
    return sessions.count();
  }

  /** Bytes that their states take. */
  public long bytes() {
    return sessions.bytes();
  }

  private CompletableFuture<StepAnswer> withoutSession(StepRequest request) {
    ModelVersion.Lease lease = store.lease(request.model());
    boolean accepted = false;
    try {
      StepPredictor predictor = lease.version().steps();
      check(request, predictor);
      told(lease.version(), request);
      float[] state = request.state().map(float[]::clone).orElseGet(predictor::start);
      StepWork work =
          new StepWork(
              lease.version(),
              predictor,
              state,
              request.steps(),
              request.values(),
              request.deadline(),
              done -> lease.close());
      workers.submit(work);
      accepted = true;
      ModelVersion version = lease.version();
      return counted(version, work)
          .thenApply(
              outputs ->
                  answer(version, predictor, request, outputs, request.steps(), work.after()));
    } finally {
      if (!accepted) {
        lease.close();
      }
    }
  }

  private CompletableFuture<float[]> counted(ModelVersion version, StepWork work) {
    long begin = System.nanoTime();
    return work.answer()
        .whenComplete(
            (outputs, e) ->
                workers.statistics().of(version).answered(e == null, System.nanoTime() - begin));
  }

  private CompletableFuture<StepAnswer> inSession(StepRequest request) {
    Sessions.Key key = new Sessions.Key(request.model().name(), request.session().orElseThrow());
    if (key.id().length() > LONGEST_NAME) {
      throw Refusal.invalid(
          "the name of a session has %d characters; expected %d at most",
          key.id().length(), LONGEST_NAME);
    }
    if (request.state().isPresent() && !request.start()) {
      throw Refusal.invalid(
          "session '%s' has a state of its own; give 'state' with start: true, or without a session",
          key.id());
    }
    Session session = request.start() ? started(key, request) : goingOn(key, request);
    told(session.lease.version(), request);
    SessionStep step = new SessionStep(key, session, request.end());
    StepWork work =
        new StepWork(
            session.lease.version(),
            session.predictor,
            session.state,
            request.steps(),
            request.values(),
            request.deadline(),
            step::stepped);
    CompletableFuture<StepAnswer> answer =
        counted(session.lease.version(), work)
            .thenApply(
                outputs ->
                    answer(
                        session.lease.version(),
                        session.predictor,
                        request,
                        outputs,
                        step.takenThen,
                        work.after()));
    boolean accepted = false;
    try {
      submit(key, session, work);
      accepted = true;
    } finally {
      if (!accepted && request.start()) {
        // Its first steps were not taken, so none of the next are.
        sessions.end(key, session, "its first steps were refused");
      }
    }
    return answer;
  }

  private void submit(Sessions.Key key, Session session, StepWork work) {
    synchronized (session) {
      if (session.ended) {
        throw Refusal.of(Status.NOT_FOUND, "session '%s' has just ended; start it anew", key.id());
      }
      if (!session.running) {
        workers.submit(work);
        session.running = true;
      } else if (session.waiting.size() < MOST_WAITING) {
        session.waiting.add(work);
      } else {
        throw Refusal.busy(
            "Session '" + key.id() + "' has " + MOST_WAITING + " steps waiting",
            Duration.ofSeconds(1));
      }
    }
  }

  private Session goingOn(Sessions.Key key, StepRequest request) {
    Session session = found(request.model(), key);
    long version = session.lease.version().number();
    if (request.model().version().filter(asked -> asked != version).isPresent()) {
      throw Refusal.invalid(
          "session '%s' of model %s goes on with version %d; ask for that one or for none, or start"
              + " anew",
          key.id(), key.model(), version);
    }
    check(request, session.predictor);
    return session;
  }

  private Session started(Sessions.Key key, StepRequest request) {
    ModelVersion.Lease lease = store.lease(request.model());
    boolean added = false;
    try {
      StepPredictor predictor = lease.version().steps();
      check(request, predictor);
      float[] state = request.state().map(float[]::clone).orElseGet(predictor::start);
      Session session = new Session(lease, predictor, state, sessions.now());
      sessions.add(key, session);
      added = true;
      return session;
    } finally {
      if (!added) {
        lease.close();
      }
    }
  }

  /** What becomes of a session once steps of it have run, or were refused. */
  private final class SessionStep {

    private final Sessions.Key key;
    private final Session session;
    private final boolean last;
    private long takenThen;

    /**
     * @param last whether the session ends with them
     */
    SessionStep(Sessions.Key key, Session session, boolean last) {
      this.key = key;
      this.session = session;
      this.last = last;
    }

    /** The next steps may go on; where these were not taken, those that wait are not either. */
    void stepped(StepWork done) {
      if (last) {
        sessions.end(key, session, ENDED);
      }
      List<StepWork> refused = List.of();
      StepWork next;
      boolean ended;
      synchronized (session) {
        session.lastUsed = sessions.now();
        ended = session.ended;
        if (done.taken()) {
          session.taken += done.steps();
          takenThen = session.taken;
        }
        if (ended || !done.taken()) {
          refused = List.copyOf(session.waiting);
          session.waiting.clear();
        }
        next = session.waiting.poll();
        session.running = next != null;
      }
      Refusal refusal =
          Refusal.of(
              Status.ABORTED,
              ended
                  ? "the session ended before this step"
                  : "a step before this one did not run, so this one was not taken either");
      // Not while the session is locked: those who hear of it may end it.
      refused.forEach(work -> work.refuse(refusal));
      if (next != null) {
        workers.goOn(next);
      } else if (ended) {
        session.lease.close();
      }
    }
  }

  private static void told(ModelVersion version, StepRequest request) {
    Trace.current().answeredBy(version.model(), version.number(), "step", request.steps());
  }

  private static void check(StepRequest request, StepPredictor predictor) {
    if (request.steps() < 1
        || request.values().length != (long) request.steps() * predictor.features()) {
      throw Refusal.invalid(
          "expected steps of %d features, found %d numbers for %d steps",
          predictor.features(), request.values().length, request.steps());
    }
    Optional<float[]> state = request.state();
    if (state.isPresent() && state.get().length != predictor.stateSize()) {
      throw Refusal.invalid(
          "'state': expected the %d numbers that a step returned, found %d",
          predictor.stateSize(), state.get().length);
    }
  }

  private static StepAnswer answer(
      ModelVersion version,
      StepPredictor predictor,
      StepRequest request,
      float[] outputs,
      long taken,
      float[] state) {
    return new StepAnswer(
        version.model(),
        version.number(),
        predictor.target(),
        request.steps(),
        outputs,
        taken,
        request.returnState() ? Optional.of(state) : Optional.empty());
  }

  @Override
  public void close() {
    reaper.shutdownNow();
    sessions.clear();
  }
}
