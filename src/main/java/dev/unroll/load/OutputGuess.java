package dev.unroll.load;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Target;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.model.Endpoints;
import dev.unroll.model.InputSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** What is found out of an output that the model does not tell. */
final class OutputGuess {

  private OutputGuess() {}

  /** {@code path} with the sizes of its output, where only a run tells them. */
  static ServingPath completed(
      LoadedModel model, ServingPath path, SignatureChoice choice, InputSpec input) {
    if (path.outputs() > 0) {
      return path;
    }
    long[] sizes = ForeignRun.outputSizes(model, path, input);
    that(
        sizes.length >= 1 && sizes.length <= 3 && sizes[sizes.length - 1] > 0,
        "%s: expected predictions [batch, outputs] or [batch, steps, outputs] from output %s, got"
            + " %s; choose another %s",
        model.path(),
        path.output().describe(),
        Arrays.toString(sizes),
        Choice.OUTPUT_TENSOR);
    List<Long> shape = new ArrayList<>(LongStream.of(sizes).boxed().toList());
    shape.set(0, path.output().tensor().size(0));
    if (sizes.length == 3 && sizes[1] == input.steps()) {
      shape.set(1, -1L);
    }
    TensorSpec told = path.output().tensor();
    NamedTensor output =
        new NamedTensor(
            path.output().name(), new TensorSpec(told.name(), told.type(), Optional.of(shape)));
    return new ServingPath(
        path.signature(),
        path.input(),
        path.lengths(),
        output,
        path.feeds(),
        meaning(model, choice, output, Optional.empty()));
  }

  /**
   * What was told; else what the end of the graph, or the name of the output, says. Where classes
   * are to be predicted, what a dense layer gives without an activation are logits.
   */
  static Optional<OutputMeaning> meaning(
      LoadedModel model, SignatureChoice choice, NamedTensor output, Optional<Target> target) {
    if (choice.outputs().isPresent()) {
      return choice.outputs();
    }
    int rank = output.tensor().shape().map(List::size).orElse(0);
    boolean single = rank == 1 || (rank > 1 && output.tensor().size(rank - 1) == 1);
    boolean named = output.name().equals(Endpoints.LOGITS);
    boolean classes = target.map(Target::isClasses).orElse(false);
    OutputMeaning found =
        switch (OutputEnd.of(model.metaGraph().getGraphDef(), output.graphName())) {
          case SOFTMAX -> single ? null : OutputMeaning.PROBABILITIES;
          case LOG_SOFTMAX -> OutputMeaning.LOGITS;
          case SIGMOID -> single ? OutputMeaning.SIGMOID : null;
          case LINEAR -> named || classes ? OutputMeaning.LOGITS : null;
          case OTHER -> named ? OutputMeaning.LOGITS : null;
        };
    return Optional.ofNullable(found);
  }
}
