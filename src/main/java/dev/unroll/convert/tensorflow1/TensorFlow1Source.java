package dev.unroll.convert.tensorflow1;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.OpenChoice;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.graph.CheckpointReader;
import dev.unroll.graph.GlobalStep;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Readout;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.DataType;

/** A TensorFlow 1 checkpoint, its optimizer's slots and global step included. */
public final class TensorFlow1Source implements WeightSource {

  private static final Pattern STEP = Pattern.compile("-(\\d{1,18})$");

  /** Keras keeps the kernels of inputs and state apart. */
  private static final String OF_KERAS = "recurrent_kernel";

  private final Path prefix;
  private final String who;
  private final CheckpointReader reader;
  private final TensorFlow1Names names;
  private final CellScopes cells;

  private final Map<String, String> told;

  private TensorFlow1Source(Path prefix, CheckpointReader reader, Map<String, String> told) {
    this.told = told;
    this.prefix = prefix;
    this.who = prefix.getFileName().toString();
    this.reader = reader;
    Map<String, Integer> ranks = new LinkedHashMap<>();
    for (String name : reader.names()) {
      if (reader.type(name) == DataType.DT_FLOAT) {
        ranks.put(name, reader.shape(name).length);
      }
    }
    this.names = TensorFlow1Names.of(ranks);
    this.cells = CellScopes.of(who, names.model());
  }

  /** The checkpoint that {@code path} means; empty where it means none. */
  public static Optional<WeightSource> find(Path path) throws IOException {
    Optional<Path> prefix = CheckpointPath.find(path);
    if (prefix.isEmpty()) {
      return Optional.empty();
    }
    CheckpointReader reader = CheckpointReader.open(prefix.get());
    that(
        reader.names().stream().noneMatch(name -> name.endsWith("/" + OF_KERAS)),
        "%s: a checkpoint of Keras' variables (tf.train.Checkpoint, save_weights or a SavedModel),"
            + " which does not tell the layers; save the whole model (model.save('model.keras')) and"
            + " import that; a SavedModel predicts as it is",
        prefix.get().getFileName());
    return Optional.of(new TensorFlow1Source(prefix.get(), reader, Map.of()));
  }

  @Override
  public WeightSource named(Map<String, String> names) {
    return new TensorFlow1Source(prefix, reader, names);
  }

  @Override
  public String format() {
    return "TensorFlow 1 checkpoint";
  }

  @Override
  public List<String> layers() {
    List<String> lines = new ArrayList<>();
    for (String name : names.model()) {
      lines.add(name + " " + Arrays.toString(reader.shape(name)));
    }
    if (!names.slots().isEmpty()) {
      lines.add("an optimizer's slots: " + names.slots().values().iterator().next().keySet());
    }
    return lines;
  }

  @Override
  public Network network(boolean perStep) {
    List<Layer> layers = new ArrayList<>();
    int features = 0;
    int size = 0;
    for (Map<String, CellVariable> scope : cells.byScope()) {
      TensorFlow1Network.Found found = TensorFlow1Network.read(who, reader, scope);
      that(
          layers.isEmpty() || found.features() == size,
          "%s: a recurrent layer takes %d features, but the one before it gives %d; say by a %s what"
              + " is between them",
          who,
          found.features(),
          size,
          Choice.RECIPE);
      features = layers.isEmpty() ? found.features() : features;
      size = found.outputSize();
      layers.add(found.layer());
    }
    List<String> rest = new ArrayList<>(names.model());
    cells.byScope().forEach(scope -> rest.removeAll(scope.keySet()));
    Optional<TensorFlow1Output> output = TensorFlow1Output.of(reader, rest);
    if (layers.isEmpty() || output.isEmpty() || rest.size() != 2) {
      throw failure(
          "%s: expected recurrent cells by TensorFlow 1's names and one output layer, found %s; say"
              + " the layers by a %s",
          who, Array.list(names.model()), Choice.RECIPE);
    }
    that(
        features > 0 && output.get().inputs(reader) == size,
        "%s: the output layer takes %d features, but the recurrent layers give %d; say the layers by"
            + " a %s",
        who,
        output.get().inputs(reader),
        size,
        Choice.RECIPE);
    if (!perStep) {
      layers.add(new Readout(Readout.Take.LAST));
    }
    int outputs = output.get().outputs(reader);
    return new Network(
        layers,
        0,
        features,
        Optional.empty(),
        Optional.empty(),
        new Network.Output(outputs, perStep, Network.Meaning.UNTOLD));
  }

  @Override
  public List<String> assumptions() {
    List<String> assumed = new ArrayList<>();
    boolean lstm =
        cells.byScope().stream()
            .flatMap(scope -> scope.values().stream())
            .anyMatch(cell -> cell.kind() == CellVariable.Kind.LSTM);
    if (lstm) {
      assumed.add("a forget bias of 1, TensorFlow 1's default (0 of cudnn_compatible_lstm_cell)");
    }
    assumed.add("tanh in the cells, no clipping");
    if (!bidirectional()) {
      assumed.add("the output layer takes the last step (outputs[-1], readout last)");
    }
    return assumed;
  }

  /** Either is as common, and variables are of one shape for both. */
  @Override
  public List<OpenChoice> open(boolean perStep) {
    return bidirectional() && !perStep
        ? List.of(
            new OpenChoice(
                "whether the output layer takes the last step (outputs[-1]) or both directions' last"
                    + " states",
                "model.layers." + cells.byScope().size() + ".take",
                List.of("last", "both-ends")))
        : List.of();
  }

  private boolean bidirectional() {
    List<Map<String, CellVariable>> all = cells.byScope();
    return !all.isEmpty() && all.get(all.size() - 1).values().iterator().next().bidirectional();
  }

  /** Our variables by those of the checkpoint: by the same name, or by what the cells say. */
  @Override
  public Weights weights(ModelSpec spec) throws IOException {
    Map<String, String> theirs = new TensorFlow1Match(who, reader, names, cells, told).of(spec);
    Map<String, String> all = new LinkedHashMap<>(names.powers());
    theirs.forEach(
        (ours, name) -> {
          all.put(ours, name);
          names
              .slots()
              .getOrDefault(name, Map.of())
              .forEach((slot, of) -> all.put(ours + "/" + slot, of));
        });
    Weights read = reader.weights(all.values());
    Weights.Builder weights = new Weights.Builder();
    all.forEach((ours, name) -> weights.put(ours, read.shape(name), read.values(name)));
    return weights.build();
  }

  @Override
  public long step() throws IOException {
    for (String name : reader.names()) {
      if (name.equals(GlobalStep.NAME) || name.endsWith("/" + GlobalStep.NAME)) {
        return reader.integer(name);
      }
    }
    Matcher number = STEP.matcher(prefix.toString());
    return number.find() ? Long.parseLong(number.group(1)) : 0;
  }
}
