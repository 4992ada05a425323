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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Predicts step by step, as the steps of sequences come in. Steps of one session are taken in the
 * order that they came in; those of different sessions run as one, and know nothing of each other.
 * Safe for any number of threads. Close it after the workers, before the models.
 */
public final class StepEngine implements AutoCloseable {

  private final ModelStore store;
  private final Workers workers;
  private final Sessions sessions;
  private final ScheduledExecutorService reaper =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("unroll-sessions").setDaemon(true).build());

  public StepEngine(ModelStore store, Workers workers, SessionSettings settings) {
    this.store = store;
    this.workers = workers;
    this.sessions = new Sessions(settings, System::nanoTime);
    ScheduledFuture<?> unused = reaper.scheduleWithFixedDelay(this::reap, 1, 1, TimeUnit.SECONDS);
  }

  private void reap() {
    sessions.expire();
    sessions.endRetired();
  }

  /**
   * Takes steps, later and on another thread.
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
    if (!sessions.end(new Sessions.Key(model.name(), session), "its client ended it")) {
      throw Refusal.of(
          Status.NOT_FOUND, "session '%s' of model %s is not known", session, model.name());
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
              predictor,
              state,
              request.steps(),
              request.values(),
              request.deadline(),
              done -> lease.close());
      workers.submit(work);
      accepted = true;
      return work.answer()
          .thenApply(
              outputs ->
                  answer(lease.version(), predictor, request, outputs, request.steps(), state));
    } finally {
      if (!accepted) {
        lease.close();
      }
    }
  }

  private CompletableFuture<StepAnswer> inSession(StepRequest request) {
    Sessions.Key key = new Sessions.Key(request.model().name(), request.session().orElseThrow());
    if (request.state().isPresent() && !request.start()) {
      throw Refusal.invalid(
          "session '%s' has a state of its own; give 'state' with start: true, or without a session",
          key.id());
    }
    Session session = request.start() ? started(key, request) : sessions.get(key);
    check(request, session.predictor);
    told(session.lease.version(), request);
    CompletableFuture<StepAnswer> answer = new CompletableFuture<>();
    StepWork work =
        new StepWork(
            session.predictor,
            session.state,
            request.steps(),
            request.values(),
            request.deadline(),
            done -> stepped(session, done));
    // Before the step is told to have ended: what comes next sees the session as it then is.
    CompletableFuture<Void> unused =
        work.answer()
            .handle(
                (outputs, e) -> {
                  if (e != null) {
                    answer.completeExceptionally(e);
                  } else {
                    session.taken += request.steps();
                    answer.complete(
                        answer(
                            session.lease.version(),
                            session.predictor,
                            request,
                            outputs,
                            session.taken,
                            session.state.clone()));
                  }
                  if (request.end()) {
                    sessions.end(key, session, "its client ended it");
                  }
                  return null;
                });
    synchronized (session) {
      if (session.ended) {
        throw Refusal.of(Status.NOT_FOUND, "session '%s' has just ended; start it anew", key.id());
      }
      if (session.running) {
        session.waiting.add(work);
      } else {
        workers.submit(work);
        session.running = true;
      }
    }
    return answer;
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

  /** A step of a session has run, or was refused; the next one may go on. */
  private void stepped(Session session, StepWork done) {
    session.lastUsed = sessions.now();
    synchronized (session) {
      if (session.ended || done.abandoned()) {
        Refusal refusal =
            Refusal.of(
                Status.ABORTED,
                session.ended
                    ? "the session ended before this step"
                    : "a step before this one did not run, so this one was not taken either");
        session.waiting.forEach(work -> work.refuse(refusal));
        session.waiting.clear();
      }
      StepWork next = session.waiting.poll();
      if (next != null) {
        workers.goOn(next);
        return;
      }
      session.running = false;
      if (session.ended) {
        session.lease.close();
      }
    }
  }

  private static void told(ModelVersion version, StepRequest request) {
    Trace.current().answeredBy(version.model(), version.number(), "step", request.steps());
  }

  private static void check(StepRequest request, StepPredictor predictor) {
    if (request.steps() < 1 || request.values().length != request.steps() * predictor.features()) {
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
