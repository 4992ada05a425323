package dev.unroll.model;

import dev.unroll.data.Moments;
import dev.unroll.data.Normalizer;
import dev.unroll.data.Sequences;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Tensors;
import dev.unroll.layer.Series;
import dev.unroll.layer.Transform;
import dev.unroll.layer.Value;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;

/** Means and deviations of what transforms make of sequences. */
final class TransformStatistics {

  private static final int ROWS = 64;

  private TransformStatistics() {}

  /** Fits to all steps of {@code sequences}, the padding left out. */
  static Normalizer of(List<Transform> transforms, InputSpec input, Sequences sequences) {
    if (transforms.isEmpty()) {
      return Normalizer.fit(sequences, input.channels());
    }
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 0, GraphPlan.inference(Kernels.FUSED));
      Value.Steps raw = ForwardPass.inputs(scope, input);
      Value made = ForwardPass.transformed(scope, transforms, input, raw);
      Value.Steps steps = made instanceof Value.Frames frames ? frames.steps() : (Value.Steps) made;
      Moments moments = new Moments(made.channels());
      Series series = steps.joined(scope.tf());
      try (GraphSession session = new GraphSession(graph, List.of(), Compute.standard())) {
        for (int first = 0; first < sequences.size(); first += ROWS) {
          int[] rows = IntStream.range(first, Math.min(sequences.size(), first + ROWS)).toArray();
          try (Batch batch = Batch.ofInputs(rows.length, input)) {
            batch.fill(sequences, rows, 0);
            add(moments, session, raw, series.rows(), batch, steps.features());
          }
        }
      }
      return moments.normalizer();
    }
  }

  private static void add(
      Moments moments,
      GraphSession session,
      Value.Steps raw,
      Operand<TFloat32> made,
      Batch batch,
      int features) {
    var runner = session.runner().feed(raw.directions().get(0).rows(), batch.inputs());
    raw.lengths().ifPresent(lengths -> runner.feed(lengths, batch.lengths()));
    try (Result result = runner.fetch(made).run()) {
      float[] values = Tensors.values((TFloat32) result.get(0));
      int width = values.length / batch.size();
      for (int row = 0; row < batch.size(); row++) {
        moments.add(values, row * width, batch.length(row) * features);
      }
    }
  }
}
