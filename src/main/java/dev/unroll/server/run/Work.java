package dev.unroll.server.run;

import dev.unroll.load.SignatureRunner;
import dev.unroll.server.model.ModelVersion;
import dev.unroll.server.request.Deadline;
import dev.unroll.server.request.TensorValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A request that waits for its turn.
 *
 * @param lease held until the answer is there
 * @param rows of its inputs; 0 where they do not agree in it
 * @param key of those that it may run with; empty where it runs alone
 * @param arrived at, in nanoseconds
 */
record Work(
    ModelVersion.Lease lease,
    SignatureRunner runner,
    Map<String, TensorValue> inputs,
    List<String> outputs,
    int rows,
    Optional<BatchKey> key,
    Deadline deadline,
    long arrived,
    CompletableFuture<Map<String, TensorValue>> answer) {}
