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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
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
  private static final class Shared {
    final Graph graph;
    final Ops tf;
    final long seed;
    final GraphPlan plan;

    /** Of the whole graph, in the order of their creation. */
    final Map<String, Variable> variables;

    /** Of the whole graph. */
    final List<Gradients.Block> blocks;

    /** What random numbers go by; of the whole graph. */
    final Steps steps;

    /** Whether variables that exist are shared rather than refused. */
    final boolean reuse;

    // Of this way through the graph.
    final Set<String> names = new HashSet<>();
    final List<Function<Ops, Op>> updates = new ArrayList<>();
    final List<Part> parts = new ArrayList<>();
    final Deque<Integer> openParts = new ArrayDeque<>();
    final List<CarriedState> states = new ArrayList<>();
    final List<Tap> taps = new ArrayList<>();

    Shared(Graph graph, long seed, GraphPlan plan) {
      this.graph = graph;
      this.tf = GraphOps.of(graph);
      this.seed = seed;
      this.plan = plan;
      this.variables = new LinkedHashMap<>();
      this.blocks = new ArrayList<>();
      this.steps = new Steps();
      this.reuse = false;
    }

    /** Another way through the graph of {@code first}, on its variables. */
    Shared(Shared first, GraphPlan plan) {
      this.graph = first.graph;
      this.tf = first.tf;
      this.seed = first.seed;
      this.plan = plan;
      this.variables = first.variables;
      this.blocks = first.blocks;
      this.steps = first.steps;
      this.reuse = true;
    }
  }

  /** Counts what is drawn at random. */
  private static final class Steps {
    /** The training step, once anything asks for it. */
    Optional<Operand<TInt64>> step = Optional.empty();

    /** Random tensors so far. */
    int draws;
  }

  /**
   * A value on its way through the layers, for who watches.
   *
   * @param name such as {@code recurrent_1} or {@code residual/conv1d}
   * @param rows adds the numbers without padding [rows, features]
   */
  public record Tap(String name, Supplier<Operand<TFloat32>> rows) {}

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
    return new GraphScope(new Shared(graph, seed, plan), "");
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

  /**
   * Lets who watches see a value; nothing is added to the graph until somebody looks.
   *
   * @param layer as in tables
   * @param rows adds its numbers without padding [rows, features]
   */
  public void tap(String layer, Supplier<Operand<TFloat32>> rows) {
    StringBuilder path = new StringBuilder();
    for (var open = shared.openParts.descendingIterator(); open.hasNext(); ) {
      path.append(shared.parts.get(open.next()).name()).append('/');
    }
    String name = path + layer;
    String unique = name;
    Set<String> taken = new HashSet<>();
    shared.taps.forEach(tap -> taken.add(tap.name()));
    for (int i = 1; taken.contains(unique); i++) {
      unique = name + "_" + i;
    }
    shared.taps.add(new Tap(unique, rows));
  }

  /** What {@link #tap} was given, in order. */
  public List<Tap> taps() {
    return List.copyOf(shared.taps);
  }

  /**
   * Lets every training step run an operation, such as one that moves an average.
   *
   * @param operation adds it by the operations that it is given: so it waits until the step is
   *     known to be sound, and is left out of one that is not
   */
  public void update(Function<Ops, Op> operation) {
    shared.updates.add(operation);
  }

  /**
   * Adds what {@link #update} was given.
   *
   * @param tf adds operations that wait for the check of a step
   */
  public List<Op> updates(Ops tf) {
    return shared.updates.stream().map(update -> update.apply(tf)).toList();
  }

  /**
   * Uniform numbers in [0, 1), others at every training step and the same whenever that step is
   * computed again.
   *
   * @param shape of the result
   */
  public Operand<TFloat32> random(Operand<TInt32> shape) {
    Ops tf = shared.tf;
    if (shared.steps.step.isEmpty()) {
      shared.steps.step =
          Optional.of(
              tf.withName(STEP).placeholder(TInt64.class, Placeholder.shape(Shape.scalar())));
    }
    long place =
        Hashing.sha256()
            .newHasher()
            .putLong(shared.seed)
            .putInt(shared.steps.draws++)
            .hash()
            .asLong();
    Operand<TInt64> key = tf.stack(List.of(tf.constant(place), shared.steps.step.get()));
    return tf.random.statelessRandomUniform(shape, key, TFloat32.class);
  }

  /** What counts the training steps, where anything is {@link #random}: else a placeholder. */
  public void countSteps(Operand<TInt64> step) {
    that(shared.steps.step.isEmpty(), "graph: the training step is counted already");
    shared.steps.step = Optional.of(step);
  }

  /** The training step, where anything is {@link #random}. */
  public Optional<Operand<TInt64>> step() {
    return shared.steps.step;
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
    return new GraphScope(new Shared(shared, plan), "");
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

  /** Creates a variable that no optimizer moves and that begins as {@code other} does. */
  public Variable untrained(String name, Variable other) {
    return create(name, other.shape(), seed -> shared.tf.identity(other.initialValue()), false);
  }

  /** All variables of the graph, in the order of their creation. */
  public Collection<Variable> variables() {
    return Collections.unmodifiableCollection(shared.variables.values());
  }

  private Variable create(
      String localName, Shape shape, Initializer initializer, boolean trainable) {
    return create(localName, shape, seed -> initializer.build(shared.tf, shape, seed), trainable);
  }

  /**
   * @param initialValue adds the operations that compute it, by a seed
   */
  private Variable create(
      String localName,
      Shape shape,
      LongFunction<Operand<TFloat32>> initialValue,
      boolean trainable) {
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
    Operand<TFloat32> initial = initialValue.apply(seed);
    GraphOperation assign =
        shared
            .graph
            .opBuilder("AssignVariableOp", name + "/Assign", tf.scope())
            .addInput(handle.output(0))
            .addInput(initial.asOutput())
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
        new Variable(name, shape, trainable, handleOutput, read.output(0), initial, assign);
    shared.variables.put(name, variable);
    return variable;
  }
}
