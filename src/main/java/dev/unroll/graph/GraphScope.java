package dev.unroll.graph;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A place in a graph under construction: names variables exactly as TensorFlow 1's variable scopes
 * do, and creates them.
 *
 * <p>A layer uses {@link #tf}, {@link #plan}, {@link #child} and {@link #uniqueChild}, {@link
 * #variable}, {@link #untrained} with {@link #update} for what moves otherwise, {@link #random},
 * and {@link #stateBefore} with {@link #stateAfter} for what it carries from run to run. The rest
 * is for those who build whole graphs.
 *
 * <p>TensorFlow Java's own scopes forbid a slash in a name and number a scope that is entered
 * twice, so that kernel and bias would end up in {@code rnn} and {@code rnn_1}.
 */
public final class GraphScope {

  private static final String STEP = "step";

  private final Shared shared;
  private final String prefix;

  /** What all scopes of a graph have in common. */
  private record Shared(
      Graph graph,
      Ops tf,
      long seed,
      GraphPlan plan,
      Map<String, Variable> variables,
      Set<String> names,
      List<Gradients.Block> blocks,
      List<Op> updates,
      List<Part> parts,
      Deque<Integer> openParts,
      List<CarriedState> states,
      List<Operand<TInt64>> step,
      AtomicInteger draws,
      boolean reuse) {

    Shared(Graph graph, Ops tf, long seed, GraphPlan plan) {
      this(
          graph,
          tf,
          seed,
          plan,
          new LinkedHashMap<>(),
          new HashSet<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayDeque<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new AtomicInteger(),
          false);
    }
  }

  /**
   * A named part of a graph, for tables.
   *
   * @param name such as {@code recurrent}
   * @param depth 0, or more inside other parts
   * @param shape what it gives, such as {@code [batch, 128, 32]}
   * @param variables that it created, those of the parts inside it left out
   */
  public record Part(String name, int depth, String shape, List<Variable> variables) {}

  /**
   * A tensor that a run takes and the next run goes on with.
   *
   * @param before placeholder [batch, size]
   * @param after its value after the run [batch, size]
   * @param size features
   */
  public record CarriedState(Operand<TFloat32> before, Operand<TFloat32> after, int size) {}

  private GraphScope(Shared shared, String prefix) {
    this.shared = shared;
    this.prefix = prefix;
  }

  /**
   * The outermost scope of {@code graph}.
   *
   * @param seed decides the initial values, together with each variable's name
   */
  public static GraphScope root(Graph graph, long seed, GraphPlan plan) {
    return new GraphScope(new Shared(graph, Ops.create(graph), seed, plan), "");
  }

  public Ops tf() {
    return shared.tf;
  }

  public Graph graph() {
    return shared.graph;
  }

  /** What the graph is built for. */
  public GraphPlan plan() {
    return shared.plan;
  }

  /**
   * Adds an operation of a type that TensorFlow Java has no method for.
   *
   * @param attributes sets what differs from the type's defaults
   */
  public GraphOperation operation(
      String type, Consumer<GraphOperationBuilder> attributes, List<Operand<?>> inputs) {
    Scope scope = shared.tf.scope();
    GraphOperationBuilder builder = shared.graph.opBuilder(type, scope.makeOpName(type), scope);
    inputs.forEach(input -> builder.addInput(input.asOutput()));
    attributes.accept(builder);
    return builder.build();
  }

  /**
   * Gives operations a backward pass of their own.
   *
   * @param inputs all that {@code outputs} depend on and that a gradient may be needed of
   * @return {@code outputs} as others must use them
   */
  public List<Operand<TFloat32>> differentiable(
      List<Operand<TFloat32>> inputs,
      List<Operand<TFloat32>> outputs,
      Gradients.Backward backward) {
    List<Operand<TFloat32>> barriers = new ArrayList<>();
    outputs.forEach(output -> barriers.add(shared.tf.stopGradient(output)));
    shared.blocks.add(new Gradients.Block(inputs, barriers, backward));
    return barriers;
  }

  /** What {@link #differentiable} was given, in order. */
  List<Gradients.Block> blocks() {
    return shared.blocks;
  }

  /**
   * Adds a part.
   *
   * @param build adds its operations
   * @param shape of what they give, for tables
   */
  public <T> T part(String name, Supplier<T> build, Function<T, String> shape) {
    int index = shared.parts.size();
    int depth = shared.openParts.size();
    shared.parts.add(new Part(name, depth, "", List.of()));
    int first = shared.variables.size();
    shared.openParts.push(index);
    T built = build.get();
    shared.openParts.pop();
    Set<Variable> ofInner = new HashSet<>();
    shared.parts.stream().skip(index + 1L).forEach(part -> ofInner.addAll(part.variables));
    List<Variable> own =
        shared.variables.values().stream().skip(first).filter(v -> !ofInner.contains(v)).toList();
    shared.parts.set(index, new Part(name, depth, shape.apply(built), own));
    return built;
  }

  /** All parts, each before those inside it. */
  public List<Part> parts() {
    return List.copyOf(shared.parts);
  }

  /** Adds an operation that every training step must run, such as one that moves an average. */
  public void update(Op operation) {
    shared.updates.add(operation);
  }

  /** What {@link #update} was given. */
  public List<Op> updates() {
    return List.copyOf(shared.updates);
  }

  /**
   * Uniform numbers in [0, 1), others at every training step and the same whenever that step is
   * computed again.
   *
   * @param shape of the result
   */
  public Operand<TFloat32> random(Operand<TInt32> shape) {
    Ops tf = shared.tf;
    if (shared.step.isEmpty()) {
      shared.step.add(
          tf.withName(STEP).placeholder(TInt64.class, Placeholder.shape(Shape.scalar())));
    }
    long place =
        Hashing.sha256()
            .newHasher()
            .putLong(shared.seed)
            .putInt(shared.draws.getAndIncrement())
            .hash()
            .asLong();
    Operand<TInt64> key = tf.stack(List.of(tf.constant(place), shared.step.get(0)));
    return tf.random.statelessRandomUniform(shape, key, TFloat32.class);
  }

  /** What counts the training steps, where anything is {@link #random}: else a placeholder. */
  public void countSteps(Operand<TInt64> step) {
    that(shared.step.isEmpty(), "graph: the training step is counted already");
    shared.step.add(step);
  }

  /** The training step, where anything is {@link #random}. */
  public Optional<Operand<TInt64>> step() {
    return shared.step.stream().findFirst();
  }

  /** The placeholder [batch, size] of a state that a run begins with. */
  public Operand<TFloat32> stateBefore(int size) {
    return shared.tf.placeholder(
        TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, size)));
  }

  /** Says what a state from {@link #stateBefore} is after the run. */
  public void stateAfter(Operand<TFloat32> before, Operand<TFloat32> after) {
    int size = Math.toIntExact(before.shape().get(1));
    shared.states.add(new CarriedState(before, after, size));
  }

  /** All states that a run begins and ends with. */
  public List<CarriedState> states() {
    return List.copyOf(shared.states);
  }

  /**
   * The outermost scope once more, for the same layers on other inputs: variables are not created
   * again but shared, all else begins anew.
   */
  public GraphScope again() {
    return again(shared.plan);
  }

  /** As {@link #again()}, for another purpose. */
  public GraphScope again(GraphPlan plan) {
    return new GraphScope(
        new Shared(
            shared.graph,
            shared.tf,
            shared.seed,
            plan,
            shared.variables,
            new HashSet<>(),
            shared.blocks,
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayDeque<>(),
            new ArrayList<>(),
            shared.step,
            shared.draws,
            true),
        "");
  }

  /** The scope {@code name} (may hold slashes) inside this one. */
  public GraphScope child(String name) {
    return new GraphScope(shared, prefix + name + "/");
  }

  /**
   * As {@link #child}, with {@code _1}, {@code _2}, ... appended where the name was given before.
   */
  public GraphScope uniqueChild(String name) {
    String unique = name;
    for (int i = 1; !shared.names.add(prefix + unique); i++) {
      unique = name + "_" + i;
    }
    return child(unique);
  }

  /** The full name of this scope, without a slash at its end. */
  public String name() {
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
  }

  /** Creates a trainable variable and returns its value. */
  public Operand<TFloat32> variable(String name, Shape shape, Initializer initializer) {
    return create(name, shape, initializer, true).value();
  }

  /** Creates a variable that no optimizer moves. */
  public Variable untrained(String name, Shape shape, Initializer initializer) {
    return create(name, shape, initializer, false);
  }

  /** All variables of the graph, in the order of their creation. */
  public Collection<Variable> variables() {
    return Collections.unmodifiableCollection(shared.variables.values());
  }

  private Variable create(
      String localName, Shape shape, Initializer initializer, boolean trainable) {
    String name = prefix + localName;
    Variable existing = shared.variables.get(name);
    if (shared.reuse && existing != null && existing.shape().equals(shape)) {
      return existing;
    }
    if (shared.variables.containsKey(name)) {
      throw failure("variable '%s' exists already in this graph; give its layer a name", name);
    }
    Ops tf = shared.tf;
    DataType type = DataType.DT_FLOAT;
    GraphOperation handle =
        shared
            .graph
            .opBuilder("VarHandleOp", name, tf.scope())
            .setAttr("dtype", type)
            .setAttr("shape", shape)
            .setAttr("container", "")
            .setAttr("shared_name", name)
            .build();
    long seed =
        Hashing.sha256()
            .newHasher()
            .putLong(shared.seed)
            .putString(name, StandardCharsets.UTF_8)
            .hash()
            .asLong();
    Operand<TFloat32> initialValue = initializer.build(tf, shape, seed);
    GraphOperation assign =
        shared
            .graph
            .opBuilder("AssignVariableOp", name + "/Assign", tf.scope())
            .addInput(handle.output(0))
            .addInput(initialValue.asOutput())
            .setAttr("dtype", type)
            .build();
    GraphOperation read =
        shared
            .graph
            .opBuilder("ReadVariableOp", name + "/Read/ReadVariableOp", tf.scope())
            .addInput(handle.output(0))
            .setAttr("dtype", type)
            .build();
    Operand<? extends TType> handleOutput = handle.output(0);
    Variable variable =
        new Variable(name, shape, trainable, handleOutput, read.output(0), initialValue, assign);
    shared.variables.put(name, variable);
    return variable;
  }
}
