package dev.unroll.load;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Dataset;
import dev.unroll.inspect.Signature;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.model.Endpoints;
import dev.unroll.model.InputSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A training step through a model.
 *
 * @param signature that tells it
 * @param input takes sequences [batch, steps, features]
 * @param labels takes what is to be predicted
 * @param lengths takes the steps of each sequence [batch], where the model does
 * @param learningRate a scalar, where the model takes it
 * @param loss a scalar
 * @param feeds what other inputs are given
 */
public record StepPath(
    String signature,
    NamedTensor input,
    NamedTensor labels,
    Optional<NamedTensor> lengths,
    Optional<NamedTensor> learningRate,
    NamedTensor loss,
    List<FedTensor> feeds) {

  public StepPath {
    feeds = List.copyOf(feeds);
  }

  /** As {@code input inputs: float [?, 128, 9]; labels ...}. */
  public String describe() {
    return "input "
        + input.describe()
        + "; labels "
        + labels.describe()
        + lengths.map(l -> "; lengths " + l.describe()).orElse("")
        + learningRate.map(l -> "; learning rate " + l.describe()).orElse("")
        + feeds.stream().map(feed -> "; fed " + feed.describe()).collect(Collectors.joining())
        + "; loss "
        + loss.describe();
  }

  /** The way that sequences go, as that of predictions. */
  public ServingPath serving() {
    return new ServingPath(signature, input, lengths, loss, List.of(), Optional.empty());
  }

  /**
   * What the step takes, where {@code data} tell what it does not.
   *
   * @throws dev.unroll.check.InputException where the data are of another shape
   */
  public InputSpec input(Dataset data) {
    that(
        data.sameLength() || lengths.isPresent(),
        "the sequences differ in length, but the training step takes no lengths; give sequences of"
            + " as many steps each");
    return serving().input(data);
  }

  /** Rows that every step must have; -1 where it may have any. */
  public int batch() {
    return serving().batch();
  }

  /**
   * The training step of a model.
   *
   * @param name of the signature; empty for {@code train}
   * @throws dev.unroll.check.InputException where there is none, with the signatures that there are
   */
  public static StepPath of(LoadedModel model, Optional<String> name) {
    return of(model, name, Map.of());
  }

  /**
   * As {@link #of(LoadedModel, Optional)}.
   *
   * @param feeds values of inputs beside those, by their names in the signature: one number, or
   *     those of a row; true is 1 and false 0
   */
  public static StepPath of(
      LoadedModel model, Optional<String> name, Map<String, List<Double>> feeds) {
    String asked = name.orElse(Endpoints.TRAIN_SIGNATURE);
    Signature signature = model.inspection().signatures().get(asked);
    if (signature == null) {
      throw failure(
          "%s: the model has no training signature '%s' (inputs, labels and maybe learning_rate to"
              + " loss); it has %s; choose a %s",
          model.path(),
          asked,
          model.inspection().signatures().keySet().stream()
              .filter(s -> !s.startsWith("__"))
              .toList(),
          Choice.SIGNATURE);
    }
    return of(model, asked, signature, feeds);
  }

  private static StepPath of(
      LoadedModel model, String name, Signature signature, Map<String, List<Double>> values) {
    List<NamedTensor> rest = new ArrayList<>();
    signature.inputs().forEach((key, tensor) -> rest.add(new NamedTensor(key, tensor)));
    List<FedTensor> feeds = feeds(model, name, rest, values);
    Optional<NamedTensor> input =
        take(rest, t -> rank(t) == 3 && t.tensor().floating(), Endpoints.INPUTS);
    Optional<NamedTensor> rate =
        take(rest, t -> rank(t) == 0 && t.tensor().floating(), Endpoints.LEARNING_RATE);
    Optional<NamedTensor> lengths =
        rest.size() > 1
            ? take(rest, t -> rank(t) == 1 && t.tensor().whole() && t.name().contains("len"), "")
            : Optional.empty();
    Optional<NamedTensor> labels = take(rest, t -> true, Endpoints.LABELS);
    for (NamedTensor other : List.copyOf(rest)) {
      that(
          input.isEmpty() || labels.isEmpty() || other.name().startsWith(Endpoints.STATE),
          "%s: signature '%s' also takes %s; give it a %s",
          model.path(),
          name,
          other.describe(),
          Choice.FEED);
    }
    that(
        input.isPresent() && labels.isPresent() && rest.isEmpty(),
        "%s: signature '%s': expected inputs, labels and maybe learning_rate and lengths, found %s%s",
        model.path(),
        name,
        described(signature.inputs()),
        rest.stream().anyMatch(t -> t.name().startsWith(Endpoints.STATE))
            ? "; a model that carries a state is trained by its recipe only"
            : "");
    return new StepPath(
        name, input.get(), labels.get(), lengths, rate, loss(model, name, signature), feeds);
  }

  /** Takes what a user gives a value, and what its name says, while the model trains. */
  private static List<FedTensor> feeds(
      LoadedModel model,
      String signature,
      List<NamedTensor> rest,
      Map<String, List<Double>> values) {
    List<FedTensor> feeds = new ArrayList<>();
    values.forEach(
        (name, numbers) -> {
          NamedTensor tensor =
              rest.stream()
                  .filter(each -> each.name().equals(name))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          failure(
                              "%s: signature '%s' takes no '%s'; it takes %s; choose another %s",
                              model.path(),
                              signature,
                              name,
                              rest.stream().map(NamedTensor::name).toList(),
                              Choice.FEED));
          rest.remove(tensor);
          feeds.add(FedTensor.given(tensor, numbers));
        });
    for (NamedTensor tensor : List.copyOf(rest)) {
      FedTensor.byNameInTraining(tensor)
          .ifPresent(
              fed -> {
                rest.remove(tensor);
                feeds.add(fed);
              });
    }
    return feeds;
  }

  private static NamedTensor loss(LoadedModel model, String name, Signature signature) {
    List<NamedTensor> rest = new ArrayList<>();
    signature.outputs().forEach((key, tensor) -> rest.add(new NamedTensor(key, tensor)));
    return take(rest, t -> t.tensor().floating() && rank(t) <= 0, Endpoints.LOSS)
        .orElseThrow(
            () ->
                failure(
                    "%s: signature '%s': expected an output 'loss', or a single number, found %s",
                    model.path(), name, described(signature.outputs())));
  }

  /** -1 where it is not known. */
  private static int rank(NamedTensor tensor) {
    return tensor.tensor().shape().map(List::size).orElse(-1);
  }

  /** Takes the one called {@code name}, else the only one that fits. */
  private static Optional<NamedTensor> take(
      List<NamedTensor> from, Predicate<NamedTensor> fits, String name) {
    List<NamedTensor> fitting = from.stream().filter(fits).toList();
    Optional<NamedTensor> found =
        fitting.stream()
            .filter(tensor -> tensor.name().equals(name))
            .findFirst()
            .or(() -> fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty());
    found.ifPresent(from::remove);
    return found;
  }

  private static String described(Map<String, TensorSpec> tensors) {
    return tensors.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue().describe())
        .collect(Collectors.joining("; "));
  }
}
