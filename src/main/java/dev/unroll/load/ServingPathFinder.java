package dev.unroll.load;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.check.InputException;
import dev.unroll.data.Target;
import dev.unroll.inspect.Signature;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.model.Endpoints;
import dev.unroll.model.InputSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Guesses which tensors of a model take sequences and give predictions. */
final class ServingPathFinder {

  /** What outputs are called that predict, the best first. */
  private static final List<String> PREDICTIONS =
      List.of(
          "probabilities",
          "predictions",
          "prediction",
          "softmax",
          "scores",
          "outputs",
          "output",
          "output_0",
          "logits");

  /** Of an input in which sequences lie as parts, or as images. */
  private static final int MOST_RANK = 6;

  private final LoadedModel model;
  private final GraphTensors tensors;

  ServingPathFinder(LoadedModel model) {
    this.model = model;
    this.tensors = new GraphTensors(model);
  }

  /**
   * The way to predictions.
   *
   * @param target what is to be predicted, where that is known
   * @throws InputException where none or several fit, with what to choose from
   */
  ServingPath find(SignatureChoice choice, Optional<Target> target) {
    String name = new SignatureNames(model).choose(choice);
    Signature signature = model.inspection().signatures().get(name);
    NamedTensor output = output(signature, choice, target);
    Feeds feeds = new Feeds(model.path(), tensors, signature, output);
    List<FedTensor> given = feeds.given(choice.feeds());
    NamedTensor input = input(signature, choice, output, given);
    Optional<NamedTensor> lengths = lengths(signature, output, input, given);
    List<NamedTensor> sequences = new ArrayList<>(List.of(input));
    lengths.ifPresent(sequences::add);
    return new ServingPath(
        name, input, lengths, output, feeds.all(given, sequences), meaning(choice, output, target));
  }

  /** {@code path} with the sizes of its output, where only a run tells them. */
  ServingPath completed(ServingPath path, SignatureChoice choice, InputSpec input) {
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
        meaning(choice, output, Optional.empty()));
  }

  /**
   * What was told; else what the end of the graph, or the name of the output, says. Where classes
   * are to be predicted, what a dense layer gives without an activation are logits.
   */
  private Optional<OutputMeaning> meaning(
      SignatureChoice choice, NamedTensor output, Optional<Target> target) {
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

  /** Whether it may take sequences. */
  static boolean sequences(TensorSpec tensor) {
    return tensor.real() && tensor.mayHaveRank(3);
  }

  /** Whether it may take their numbers in another shape: in images or parts, or flat. */
  private static boolean inAnotherShape(TensorSpec tensor) {
    int rank = tensor.shape().map(List::size).orElse(0);
    return tensor.real() && rank >= 2 && rank <= MOST_RANK;
  }

  /** Whether it may give predictions. */
  static boolean predictions(TensorSpec tensor) {
    return tensor.real() && (tensor.mayHaveRank(2) || tensor.mayHaveRank(3));
  }

  private NamedTensor output(Signature signature, SignatureChoice choice, Optional<Target> target) {
    if (choice.output().isPresent()) {
      NamedTensor chosen = chosen(signature.outputs(), choice.output().get(), Choice.OUTPUT_TENSOR);
      that(
          predictions(chosen.tensor()) || single(chosen.tensor()),
          "%s %s: expected float [batch, outputs] or [batch, steps, outputs]",
          Choice.OUTPUT_TENSOR,
          chosen.describe());
      return chosen;
    }
    List<NamedTensor> all = candidates(signature.outputs(), ServingPathFinder::predictions);
    if (all.isEmpty()) {
      all = candidates(signature.outputs(), ServingPathFinder::single);
    }
    List<NamedTensor> fitting =
        all.stream().filter(o -> target.isEmpty() || mayGive(o.tensor(), target.get())).toList();
    if (fitting.isEmpty() && all.size() == 1) {
      return all.get(0); // told apart by the message about its width
    }
    return one(
        fitting, signature.outputs(), Choice.OUTPUT_TENSOR, "predictions, float [batch, outputs]");
  }

  /** Whether it gives one number for each sequence, without a dimension for it. */
  private static boolean single(TensorSpec tensor) {
    return tensor.real() && tensor.shape().isPresent() && tensor.mayHaveRank(1);
  }

  private static boolean mayGive(TensorSpec tensor, Target target) {
    int rank = target.perStep() ? 3 : 2;
    int names = target.names().size();
    long width = single(tensor) ? 1 : tensor.size(rank - 1);
    boolean oneOfTwo = target.isClasses() && names == 2 && width == 1;
    return (tensor.mayHaveRank(rank) || (rank == 2 && single(tensor)))
        && (width < 0 || width == names || oneOfTwo);
  }

  private NamedTensor input(
      Signature signature, SignatureChoice choice, NamedTensor output, List<FedTensor> given) {
    NamedTensor input;
    if (choice.input().isPresent()) {
      input = chosen(signature.inputs(), choice.input().get(), Choice.INPUT_TENSOR);
      that(
          sequences(input.tensor()) || inAnotherShape(input.tensor()),
          "%s %s: expected float [batch, steps, features], or the same numbers in another shape",
          Choice.INPUT_TENSOR,
          input.describe());
    } else {
      List<NamedTensor> all = sequences(signature, given);
      List<NamedTensor> used =
          all.stream().filter(i -> tensors.depends(output.graphName(), i.graphName())).toList();
      input =
          one(
              used.isEmpty() ? all : used,
              signature.inputs(),
              Choice.INPUT_TENSOR,
              "sequences, float [batch, steps, features]");
    }
    that(
        tensors.depends(output.graphName(), input.graphName()),
        "%s: the output %s does not depend on the input %s; choose another %s or %s",
        model.path(),
        output.describe(),
        input.describe(),
        Choice.INPUT_TENSOR,
        Choice.OUTPUT_TENSOR);
    return input;
  }

  /** What may take sequences and is given nothing else: in the first shape that there is one of. */
  private List<NamedTensor> sequences(Signature signature, List<FedTensor> given) {
    List<Predicate<TensorSpec>> shapes =
        List.of(
            tensor -> sequences(tensor) && tensor.shape().isPresent(),
            tensor -> inAnotherShape(tensor) && !tensor.mayHaveRank(2),
            ServingPathFinder::inAnotherShape,
            ServingPathFinder::sequences);
    for (Predicate<TensorSpec> shape : shapes) {
      List<NamedTensor> found =
          candidates(signature.inputs(), shape).stream()
              .filter(tensor -> given.stream().noneMatch(fed -> fed.isOf(tensor)))
              .filter(tensor -> FedTensor.byName(tensor).isEmpty())
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private Optional<NamedTensor> lengths(
      Signature signature, NamedTensor output, NamedTensor input, List<FedTensor> given) {
    Set<String> needed = tensors.needed(List.of(output.graphName()), List.of(input.graphName()));
    List<NamedTensor> whole =
        candidates(signature.inputs(), tensor -> tensor.whole() && tensor.mayHaveRank(1)).stream()
            .filter(i -> needed.contains(GraphTensors.operation(i.graphName())))
            .filter(tensor -> given.stream().noneMatch(fed -> fed.isOf(tensor)))
            .filter(tensor -> FedTensor.byName(tensor).isEmpty())
            .toList();
    return whole.size() == 1 ? Optional.of(whole.get(0)) : Optional.empty();
  }

  private NamedTensor chosen(Map<String, TensorSpec> told, String name, Choice choice) {
    TensorSpec spec = told.get(name);
    return spec == null
        ? tensors.named(name, choice)
        : tensors.resolved(new NamedTensor(name, spec));
  }

  private List<NamedTensor> candidates(
      Map<String, TensorSpec> told, Predicate<TensorSpec> condition) {
    return told.entrySet().stream()
        .map(e -> tensors.resolved(new NamedTensor(e.getKey(), e.getValue())))
        .filter(tensor -> condition.test(tensor.tensor()))
        .toList();
  }

  /** The only one, or the one whose name says it. */
  private NamedTensor one(
      List<NamedTensor> fitting, Map<String, TensorSpec> told, Choice what, String expected) {
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    for (String name : PREDICTIONS) {
      for (NamedTensor tensor : fitting) {
        if (what == Choice.OUTPUT_TENSOR && tensor.name().equals(name)) {
          return tensor;
        }
      }
    }
    throw failure(
        "%s: expected an %s of %s, but %s: %s; choose one",
        model.path(),
        what,
        expected,
        fitting.isEmpty() ? "none fits" : "several fit",
        told.entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue().describe())
            .collect(Collectors.joining("; ")));
  }
}
