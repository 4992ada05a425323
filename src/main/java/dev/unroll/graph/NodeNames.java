package dev.unroll.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.tensorflow.DeviceSpec;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Op;
import org.tensorflow.op.Scope;

/**
 * Names operations {@code Const}, {@code Const_1}, {@code Const_2}, ... as TensorFlow Java does,
 * whose own numbers have the digits of the machine's language, which TensorFlow refuses where they
 * are not ASCII.
 */
final class NodeNames implements Scope {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.][A-Za-z0-9_.\\-]*");

  private final Graph graph;

  /** Before every name: empty, or a path that ends with a slash. */
  private final String prefix;

  /** The name of the next operation; null for that of its type. */
  private final String name;

  /** How often each name was asked for below the prefix. */
  private final Map<String, Integer> uses;

  /** Has the device and what operations wait for. */
  private final Scope rest;

  private NodeNames(
      Graph graph, String prefix, String name, Map<String, Integer> uses, Scope rest) {
    this.graph = graph;
    this.prefix = prefix;
    this.name = name;
    this.uses = uses;
    this.rest = rest;
  }

  /** The outermost scope of a graph. */
  static NodeNames of(Graph graph) {
    return new NodeNames(graph, "", null, new HashMap<>(), graph.baseScope());
  }

  @Override
  public ExecutionEnvironment env() {
    return graph;
  }

  @Override
  public Scope withSubScope(String child) {
    String path = prefix + makeUnique(name == null ? child : name) + "/";
    return new NodeNames(graph, path, null, new HashMap<>(), rest);
  }

  @Override
  public Scope withName(String next) {
    return new NodeNames(graph, prefix, check(next), uses, rest);
  }

  @Override
  public Scope withNameAsSubScope(String byDefault) {
    return withSubScope(name == null ? byDefault : name);
  }

  @Override
  public Scope withDevice(DeviceSpec device) {
    return with(rest.withDevice(device));
  }

  @Override
  public Scope withInitScope() {
    return with(rest.withInitScope());
  }

  @Override
  public Scope withControlDependencies(Iterable<Op> controls) {
    return with(rest.withControlDependencies(controls));
  }

  @Override
  public Scope withControlDependencyOps(Iterable<Operation> controls) {
    return with(rest.withControlDependencyOps(controls));
  }

  private Scope with(Scope other) {
    return new NodeNames(graph, prefix, name, uses, other);
  }

  @Override
  public String makeOpName(String byDefault) {
    return prefix + makeUnique(name == null ? byDefault : name);
  }

  @Override
  public String makeUnique(String id) {
    check(id);
    String unique;
    do {
      int before = uses.merge(id, 1, Integer::sum) - 1;
      unique = before == 0 ? id : id + "_" + before;
    } while (graph.operation(prefix + unique) != null);
    return unique;
  }

  private static String check(String id) {
    if (!NAME.matcher(id).matches()) {
      throw new IllegalArgumentException("'" + id + "' is no name of an operation");
    }
    return id;
  }

  /** Nothing: names are looked up in the graph. */
  @Override
  public void refreshNames() {}

  @Override
  public OperationBuilder apply(OperationBuilder builder) {
    return rest.apply(builder);
  }

  @Override
  public String getDeviceString() {
    return rest.getDeviceString();
  }

  @Override
  public boolean isInit() {
    return rest.isInit();
  }
}
