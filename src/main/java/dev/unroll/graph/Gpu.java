package dev.unroll.graph;

import com.google.common.base.Suppliers;
import java.util.function.Supplier;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** Whether TensorFlow has a GPU in this process. */
final class Gpu {

  /** A file that only TensorFlow's library for GPUs brings along. */
  private static final String LIBRARY =
      "/org/tensorflow/internal/c_api/linux-x86_64-gpu/libjnitensorflow.so";

  private static final Supplier<Boolean> THERE = Suppliers.memoize(Gpu::look);

  private Gpu() {}

  static boolean isThere() {
    return THERE.get();
  }

  private static boolean look() {
    return Gpu.class.getResource(LIBRARY) != null && runs();
  }

  /** A sum that must be computed on the first GPU. */
  private static boolean runs() {
    ConfigProto config =
        ConfigProto.newBuilder()
            .setAllowSoftPlacement(false)
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
            .build();
    try (Graph graph = new Graph();
        Session session = new Session(graph, config)) {
      DeviceSpec first =
          DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.GPU).deviceIndex(0).build();
      Ops tf = GraphOps.of(graph).withDevice(first);
      Op sum = tf.math.add(tf.constant(1f), tf.constant(2f));
      session.runner().addTarget(sum).run().close();
      return true;
    } catch (TensorFlowException e) {
      return false;
    }
  }
}
