package dev.unroll.internal.server.session;

import dev.unroll.data.Target;
import java.util.Optional;

/**
 * What the steps gave.
 *
 * @param model that answered
 * @param version of it that answered
 * @param target what the outputs are
 * @param steps that were taken, 1 or more
 * @param outputs after each step [steps, outputs]
 * @param taken steps of the sequence up to now
 * @param state after the last step, where it was asked for
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record StepAnswer(
    String model,
    long version,
    Target target,
    int steps,
    float[] outputs,
    long taken,
    Optional<float[]> state) {}
