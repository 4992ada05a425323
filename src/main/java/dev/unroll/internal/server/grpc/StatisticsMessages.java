package dev.unroll.internal.server.grpc;

import dev.unroll.internal.server.proto.InferBatchStatistics;
import dev.unroll.internal.server.proto.InferStatistics;
import dev.unroll.internal.server.proto.StatisticDuration;
import dev.unroll.internal.server.run.Statistics;
import dev.unroll.internal.server.v2.ModelStatistics;

/** What models did, as messages of the Open Inference Protocol. */
final class StatisticsMessages {

  private StatisticsMessages() {}

  static dev.unroll.internal.server.proto.ModelStatistics of(ModelStatistics found) {
    Statistics.Summary summary = found.summary();
    dev.unroll.internal.server.proto.ModelStatistics.Builder message =
        dev.unroll.internal.server.proto.ModelStatistics.newBuilder()
            .setName(found.name())
            .setVersion(Long.toString(found.version()))
            .setLastInference(summary.lastMillis())
            .setInferenceCount(summary.rows())
            .setExecutionCount(summary.computed().count())
            .setInferenceStats(
                InferStatistics.newBuilder()
                    .setSuccess(total(summary.succeeded()))
                    .setFail(total(summary.failed()))
                    .setQueue(total(summary.waited()))
                    .setComputeInfer(total(summary.computed())));
    summary
        .batches()
        .forEach(
            (size, runs) ->
                message.addBatchStats(
                    InferBatchStatistics.newBuilder()
                        .setBatchSize(size)
                        .setComputeInfer(total(runs))));
    return message.build();
  }

  private static StatisticDuration total(Statistics.Total total) {
    return StatisticDuration.newBuilder().setCount(total.count()).setNs(total.nanos()).build();
  }
}
