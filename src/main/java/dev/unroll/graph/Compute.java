package dev.unroll.graph;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import java.util.Optional;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.RunOptions;

/**
 * How to compute: given to whatever trains or predicts. It changes how fast numbers come and their
 * last digits, not what a model is.
 *
 * @param device where
 * @param threads that compute side by side, 1 or more; 1 where {@code deterministic}
 * @param kernels how recurrent layers are computed; empty for what suits the device
 * @param deterministic whether two identical runs on one machine agree to the last bit
 * @param threadsInside that compute one operation, 1 or more; 1 where {@code deterministic}
 */
public record Compute(
    Device device,
    int threads,
    Optional<Kernels> kernels,
    boolean deterministic,
    int threadsInside) {

  /** Of a run on the calling thread: without branches a graph is faster so. */
  public static final RunOptions CALLING_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  public Compute {
    present("compute: device", device);
    positive("compute: threads", threads);
    present("compute: kernels", kernels);
    that(
        !deterministic || threads == 1,
        "compute: deterministic runs have one thread, got %d; set threads to 1",
        threads);
    positive("compute: threadsInside", threadsInside);
    that(
        !deterministic || threadsInside == 1,
        "compute: deterministic runs have one thread inside operations, got %d; set threadsInside"
            + " to 1",
        threadsInside);
  }

  /**
   * With one thread inside operations: those of recurrent networks are small, and more made every
   * case slower that was measured, unrolled ones and single sequences too.
   */
  public Compute(Device device, int threads, Optional<Kernels> kernels, boolean deterministic) {
    this(device, threads, kernels, deterministic, 1);
  }

  /** All processors, a GPU where there is one, and the kernels that suit them. */
  public static Compute standard() {
    return new Compute(
        Device.AUTO, Runtime.getRuntime().availableProcessors(), Optional.empty(), false);
  }

  /** This on another device. */
  public Compute withDevice(Device other) {
    return new Compute(other, threads, kernels, deterministic, threadsInside);
  }

  /** This on so many threads. */
  public Compute withThreads(int count) {
    return new Compute(device, count, kernels, deterministic, threadsInside);
  }

  /** This by kernels that are told. */
  public Compute withKernels(Kernels told) {
    return new Compute(device, threads, Optional.of(told), deterministic, threadsInside);
  }

  /** This with so many threads inside an operation, where its matrices are large. */
  public Compute withThreadsInside(int count) {
    return new Compute(device, threads, kernels, deterministic, count);
  }

  /** This on one thread, so that two identical runs on one machine agree to the last bit. */
  public Compute withDeterminism() {
    return new Compute(device, 1, kernels, true);
  }

  /** How recurrent layers are computed: as told, else fused on processors and static on GPUs. */
  public Kernels chosenKernels() {
    return kernels.orElseGet(() -> suited(onGpu()));
  }

  /** TensorFlow's fused operations are made for processors. */
  static Kernels suited(boolean onGpu) {
    return onGpu ? Kernels.STATIC : Kernels.FUSED;
  }

  /**
   * Whether a GPU computes.
   *
   * @throws dev.unroll.check.InputException where one is asked for but TensorFlow has none
   */
  public boolean onGpu() {
    return switch (device) {
      case CPU -> false;
      case AUTO -> Gpu.isThere();
      case GPU -> {
        that(
            Gpu.isThere(),
            "compute: device gpu: TensorFlow has no GPU here; it needs tensorflow-core-native of"
                + " the classifier linux-x86_64-gpu, an NVIDIA driver, CUDA 12 and cuDNN 9, or"
                + " choose the device cpu");
        yield true;
      }
    };
  }

  /** The configuration of a session. */
  public ConfigProto config() {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threadsInside)
            .setInterOpParallelismThreads(threads)
            .setUsePerSessionThreads(true)
            .setAllowSoftPlacement(true)
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
            // Rewriting 10,000 operations takes 4 s at the first step and makes no later step
            // faster.
            .setGraphOptions(
                GraphOptions.newBuilder()
                    .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)));
    if (!onGpu()) {
      config.putDeviceCount("GPU", 0);
    }
    return config.build();
  }
}
