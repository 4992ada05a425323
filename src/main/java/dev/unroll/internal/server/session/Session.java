package dev.unroll.internal.server.session;

import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.model.StepPredictor;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A sequence whose steps come in one by one, and the state that it is in. Its fields are guarded by
 * itself, but for the state, which belongs to the step that runs.
 */
final class Session {

  final ModelVersion.Lease lease;
  final StepPredictor predictor;
  final float[] state;

  /** Steps that wait for the one that runs. */
  final Deque<StepWork> waiting = new ArrayDeque<>();

  /** When its last step ended, in nanoseconds. */
  volatile long lastUsed;

  long taken;
  boolean running;
  boolean ended;

  Session(ModelVersion.Lease lease, StepPredictor predictor, float[] state, long now) {
    this.lease = lease;
    this.predictor = predictor;
    this.state = state;
    this.lastUsed = now;
  }

  /** Whether steps of it run or wait. */
  synchronized boolean busy() {
    return running;
  }

  /** Takes no further step; its version is given back once none runs. */
  synchronized void end() {
    ended = true;
    if (!running) {
      lease.close();
    }
  }
}
