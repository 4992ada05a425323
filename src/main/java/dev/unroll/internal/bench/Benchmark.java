package dev.unroll.internal.bench;

import dev.unroll.data.BatchOrder;
import dev.unroll.data.Sequences;
import dev.unroll.export.ExportedModel;
import dev.unroll.export.SavedModelWriter;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Weights;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.model.Batch;
import dev.unroll.model.ModelSpec;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.L2;
import dev.unroll.train.Optimizer;
import dev.unroll.train.Schedule;
import dev.unroll.train.TrainingSession;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.NoOp;

/** Times a workload. */
public final class Benchmark {

  private static final int CUBE = 1024;

  private static final double RATE = 0.0025;

  private Benchmark() {}

  /**
   * What was measured; times are medians.
   *
   * @param workload what was timed
   * @param threads that computed
   * @param trainStepMs one step of Adam with L2, from a batch in native memory
   * @param inferenceMs one batch, from Java arrays to probabilities, by a loaded SavedModel
   * @param latencyMs the same for one sequence
   * @param graphBuildMs building the process's first training graph, once TensorFlow has been
   *     started by an empty one, and giving it initial values
   * @param firstStepMs the first training step
   * @param peakMemoryMb most resident memory of the process; 0 where the system does not tell
   * @param shareOutsideSession of the time of a training loop over batches that differ, what is not
   *     spent inside TensorFlow, 0 to 1
   * @param trainGflops rate of the recurrent layer's matrix products over the whole training step,
   *     10^9 operations a second
   * @param ownShapeGflops rate of TensorFlow's matrix products alone, at [batch, features + units]
   *     x [features + units, gates * units]
   * @param cubeGflops the same at 1024^3
   * @param shareOfOwnShape {@code trainGflops / ownShapeGflops}
   * @param shareOfCube {@code trainGflops / cubeGflops}
   */
  public record Result(
      Workload workload,
      int threads,
      double trainStepMs,
      double inferenceMs,
      double latencyMs,
      double graphBuildMs,
      double firstStepMs,
      double peakMemoryMb,
      double shareOutsideSession,
      double trainGflops,
      double ownShapeGflops,
      double cubeGflops,
      double shareOfOwnShape,
      double shareOfCube) {}

  /**
   * Times {@code workload}.
   *
   * @param seconds for each of the figures, more than 0
   */
  public static Result run(Workload workload, double seconds) throws IOException {
    ModelSpec model = workload.model();
    Compute compute = Compute.standard().withKernels(workload.kernels());
    Sequences sequences = workload.sequences(workload.batch());
    int[] rows = IntStream.range(0, workload.batch()).toArray();
    startTensorFlow();
    double graphBuild;
    double firstStep;
    double trainStep;
    double outside;
    Weights weights;
    try (Batch batch = Batch.toTrain(workload.batch(), model.input(), model.task())) {
      batch.fill(sequences, rows, 0);
      long begin = System.nanoTime();
      try (TrainingSession session = new TrainingSession(model, training(workload), 1, compute)) {
        graphBuild = secondsSince(begin);
        begin = System.nanoTime();
        session.step(batch, RATE);
        firstStep = secondsSince(begin);
        trainStep = Timing.median(seconds, () -> session.step(batch, RATE));
        outside = session.shareOutside(workload.sequences(8 * workload.batch()), seconds);
        weights = session.weights();
      }
    }
    double[] inference = inference(model, weights, workload, seconds);
    double peakMemory = PeakMemory.megabytes();
    double ownShape =
        MatrixProducts.rate(
            workload.batch(),
            workload.recurrentInputs() + workload.units(),
            workload.gateColumns(),
            seconds);
    double cube = MatrixProducts.rate(CUBE, CUBE, CUBE, seconds);
    double rate = workload.trainingFlop() / trainStep;
    return new Result(
        workload,
        compute.threads(),
        1e3 * trainStep,
        1e3 * inference[0],
        1e3 * inference[1],
        1e3 * graphBuild,
        1e3 * firstStep,
        peakMemory,
        outside,
        rate / 1e9,
        ownShape / 1e9,
        cube / 1e9,
        rate / ownShape,
        rate / cube);
  }

  /** Loads the library and its devices, whose time is not the graph's. */
  private static void startTensorFlow() {
    try (Graph graph = new Graph()) {
      NoOp nothing = Ops.create(graph).noOp();
      try (GraphSession session = new GraphSession(graph, List.of(), Compute.standard())) {
        session.runner().addTarget(nothing).run().close();
      }
    }
  }

  private static TrainingSpec training(Workload workload) {
    return new TrainingSpec(
        new Optimizer.Adam(),
        RATE,
        new Schedule.Constant(),
        0.0015,
        L2.ALL,
        0,
        workload.batch(),
        BatchOrder.SHUFFLED,
        1,
        0,
        1);
  }

  private static double[] inference(
      ModelSpec model, Weights weights, Workload workload, double seconds) throws IOException {
    Path folder = Files.createTempDirectory("unroll-bench");
    try {
      Path version = folder.resolve("1");
      SavedModelWriter.write(
          version,
          new ExportedModel(
              model,
              workload.card(),
              Optional.empty(),
              workload.kernels(),
              new Checkpoint(0, 0, weights),
              Map.of()));
      try (SavedModelPredictor predictor = SavedModelPredictor.load(version)) {
        Sequences many = workload.sequences(workload.batch());
        Sequences one = workload.sequences(1);
        return new double[] {
          Timing.median(seconds, () -> predictor.predict(many)),
          Timing.median(seconds, () -> predictor.predict(one))
        };
      }
    } finally {
      AtomicWrite.delete(folder);
    }
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
