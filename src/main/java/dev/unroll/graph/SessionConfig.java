package dev.unroll.graph;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/** How sessions run. */
public final class SessionConfig {

  private SessionConfig() {}

  /** Threads that a session computes on. */
  public static int threads(boolean deterministic) {
    return deterministic ? 1 : Runtime.getRuntime().availableProcessors();
  }

  /**
   * The configuration of every session.
   *
   * @param deterministic one thread, so that two identical runs on one machine agree to the last
   *     bit; else as many as there are processors
   */
  public static ConfigProto of(boolean deterministic) {
    int threads = threads(deterministic);
    return ConfigProto.newBuilder()
        // Operations of recurrent networks are small: threads inside them made every case slower
        // that was measured, unrolled ones and single sequences too.
        .setIntraOpParallelismThreads(1)
        .setInterOpParallelismThreads(threads)
        .setUsePerSessionThreads(true)
        .setAllowSoftPlacement(true)
        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
        // Rewriting 10,000 operations takes 4 s at the first step and makes no later step faster.
        .setGraphOptions(
            GraphOptions.newBuilder()
                .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
        .build();
  }
}
