package dev.unroll.inspect;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.Choice;
import dev.unroll.graph.CheckpointReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * What a model holds, told without running it. No sandbox: a model without risks may still compute
 * for ever, or something else than it says.
 *
 * @param path of the model
 * @param kind of file
 * @param tensorflow version of TensorFlow that wrote it; empty where it does not say
 * @param tags of the SavedModel's graphs
 * @param signatures ways through the graph by name
 * @param variables by the graph, and by the checkpoint where there is one
 * @param nodes operations of the graph, those of its functions included
 * @param functions of the graph
 * @param operations how often each type of operation occurs
 * @param risks operations that reach beyond numbers
 * @param problems why it cannot be loaded as it is
 */
public record Inspection(
    String path,
    ModelKind kind,
    String tensorflow,
    List<String> tags,
    SortedMap<String, Signature> signatures,
    List<VariableSpec> variables,
    long nodes,
    int functions,
    SortedMap<String, Integer> operations,
    List<Risk> risks,
    List<String> problems) {

  /** Where a SavedModel keeps its variables. */
  private static final String VARIABLES = "variables/variables";

  /** A file of a checkpoint's values. */
  private static final Pattern DATA = Pattern.compile("(.*)\\.data-\\d{5}-of-\\d{5}");

  /** Risks that a refusal names. */
  private static final int MOST_NAMED = 5;

  public Inspection {
    tensorflow = Names.printable(tensorflow);
    tags = tags.stream().map(Names::printable).toList();
    signatures = Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
    variables = List.copyOf(variables);
    operations = Collections.unmodifiableSortedMap(new TreeMap<>(operations));
    risks = List.copyOf(risks);
    problems = List.copyOf(problems);
  }

  /**
   * Looks into a file.
   *
   * @param path a SavedModel folder or its {@code saved_model.pb}, a MetaGraph that ends in {@code
   *     .meta}, a GraphDef that ends in {@code .pb} (or the text of one of these, in {@code
   *     .pbtxt}), the prefix of a checkpoint or a folder of some
   * @throws dev.unroll.check.InputException where it is none of these, or refused as {@link
   *     ModelFile#read} says
   */
  public static Inspection of(Path path) throws IOException {
    String name = String.valueOf(path.getFileName());
    if (Files.isDirectory(path)) {
      Optional<Path> file = ModelFile.in(path);
      if (file.isPresent()) {
        return of(ModelFile.read(file.get()));
      }
      return ofCheckpoint(
          CheckpointFolder.latest(path)
              .orElseThrow(
                  () ->
                      failure(
                          "%s: expected a SavedModel, but there is no %s",
                          path, ModelFile.SAVED_MODEL)));
    }
    String index = ".index";
    if (name.endsWith(index)) {
      String whole = path.toString();
      return ofCheckpoint(Path.of(whole.substring(0, whole.length() - index.length())));
    }
    if (!Files.exists(path) && Files.isRegularFile(Path.of(path + index))) {
      return ofCheckpoint(path);
    }
    Matcher data = DATA.matcher(path.toString());
    if (data.matches() && Files.isRegularFile(Path.of(data.group(1) + index))) {
      return ofCheckpoint(Path.of(data.group(1)));
    }
    return of(ModelFile.read(path));
  }

  private static Inspection ofCheckpoint(Path prefix) throws IOException {
    return new Inspection(
        prefix.toString(),
        ModelKind.CHECKPOINT,
        "",
        List.of(),
        new TreeMap<>(),
        Variables.of(CheckpointReader.open(prefix)),
        0,
        0,
        new TreeMap<>(),
        List.of(),
        List.of());
  }

  /**
   * Tells what a file holds.
   *
   * @throws dev.unroll.check.InputException where the variables beside it are damaged or not those
   *     of the graph
   */
  public static Inspection of(ModelFile file) throws IOException {
    SortedMap<String, Signature> signatures = new TreeMap<>();
    SortedMap<String, Integer> operations = new TreeMap<>();
    List<Risk> risks = new ArrayList<>();
    Variables variables = new Variables(file.file());
    long nodes = 0;
    int functions = 0;
    for (MetaGraphDef metaGraph : file.graphs()) {
      GraphDef graph = metaGraph.getGraphDef();
      metaGraph
          .getSignatureDefMap()
          .forEach(
              (name, definition) ->
                  signatures.put(Names.printable(name), Signature.of(definition)));
      SaverPaths paths = new SaverPaths(metaGraph, file.kind());
      nodes += look("", graph.getNodeList(), paths, operations, risks);
      functions += graph.getLibrary().getFunctionCount();
      for (FunctionDef function : graph.getLibrary().getFunctionList()) {
        String name = function.getSignature().getName();
        nodes += look(name, function.getNodeDefList(), paths, operations, risks);
      }
      variables.addOf(metaGraph);
    }
    if (signatures.isEmpty() && file.kind() == ModelKind.GRAPH_DEF) {
      signatures.put(PlainGraph.NAME, PlainGraph.signature(file.graphs().get(0).getGraphDef()));
    }
    Path checkpoint = file.file().resolveSibling(VARIABLES);
    boolean byName = file.graphs().stream().anyMatch(Variables::byName);
    if (file.kind() == ModelKind.SAVED_MODEL
        && byName
        && Files.exists(Path.of(checkpoint + ".index"))) {
      variables.addOf(CheckpointReader.open(checkpoint));
    }
    return new Inspection(
        file.file().toString(),
        file.kind(),
        file.graphs().get(0).getMetaInfoDef().getTensorflowVersion(),
        file.graphs().stream()
            .map(graph -> String.join(",", graph.getMetaInfoDef().getTagsList()))
            .filter(tags -> !tags.isEmpty())
            .toList(),
        signatures,
        variables.all(),
        nodes,
        functions,
        operations,
        risks,
        problems(file, checkpoint, variables));
  }

  private static List<String> problems(ModelFile file, Path checkpoint, Variables variables) {
    boolean restored =
        file.kind() == ModelKind.SAVED_MODEL
            && file.graphs().stream()
                .anyMatch(graph -> !graph.getSaverDef().getRestoreOpName().isEmpty());
    boolean missing = !Files.isRegularFile(Path.of(checkpoint + ".index"));
    return restored && missing && !variables.all().isEmpty()
        ? List.of(VARIABLES + ".index is missing; copy it too")
        : List.of();
  }

  private static long look(
      String function,
      List<NodeDef> nodes,
      SaverPaths paths,
      Map<String, Integer> operations,
      List<Risk> risks) {
    for (NodeDef node : nodes) {
      String operation = node.getOp();
      operations.merge(Names.printable(operation), 1, Integer::sum);
      RiskyOperations.of(node)
          .filter(reach -> !paths.isOwn(function, node))
          .ifPresent(reach -> risks.add(new Risk(operation, reach, function, node.getName())));
    }
    return nodes.size();
  }

  /**
   * Refuses a model that cannot be loaded as it is.
   *
   * @throws dev.unroll.check.InputException that says why
   */
  public void requireWhole() {
    if (!problems.isEmpty()) {
      throw failure("%s: %s", path, String.join("; ", problems));
    }
  }

  /**
   * Refuses a model with risks.
   *
   * @throws dev.unroll.check.InputException that names them
   */
  public void requireHarmless() {
    if (!risks.isEmpty()) {
      String named =
          risks.stream()
              .limit(MOST_NAMED)
              .map(r -> r.operation() + " (" + r.reach().label() + "; " + r.place() + ")")
              .collect(Collectors.joining(", "));
      int more = risks.size() - MOST_NAMED;
      throw failure(
          "%s: the model holds operations that reach beyond numbers: %s%s; load it with %s only"
              + " if you know where it is from",
          path, named, more > 0 ? " and " + more + " more" : "", Choice.TRUST);
    }
  }
}
