package dev.unroll.internal.server.session;

import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ModelName;
import java.util.Optional;

/**
 * The next steps of a sequence.
 *
 * @param model that is asked
 * @param session that keeps the state; empty where the client does
 * @param start whether the sequence begins here, from a state of zeros
 * @param end whether it ends here, so that its session is forgotten
 * @param state that the client kept [stateSize]; empty for zeros, or that of the session
 * @param returnState whether the client wants the state after the steps
 * @param steps how many, 1 or more
 * @param values of the steps in raw units [steps, features]
 * @param deadline of the answer
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record StepRequest(
    ModelName model,
    Optional<String> session,
    boolean start,
    boolean end,
    Optional<float[]> state,
    boolean returnState,
    int steps,
    float[] values,
    Deadline deadline) {}
