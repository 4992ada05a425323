package dev.unroll.layer;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Branches that all take the same input, their features beside each other or joined number by
 * number.
 *
 * @param branches layers one after the other; a branch without layers passes the input on
 * @param join of what they give, which must be of one shape unless it is {@code concatenate}
 */
public record Parallel(List<List<Layer>> branches, @Default("concatenate") Join join)
    implements Layer {

  public Parallel {
    branches =
        listOf("parallel: branches", branches).stream()
            .map(branch -> listOf("parallel: branches", branch))
            .toList();
    that(branches.size() >= 2, "parallel: expected two branches or more, got %d", branches.size());
    present("parallel: join", join);
  }

  /** Features beside each other. */
  public Parallel(List<List<Layer>> branches) {
    this(branches, Join.CONCATENATE);
  }

  @Override
  public List<Layer> children() {
    return branches.stream().flatMap(List::stream).toList();
  }

  @Override
  public boolean hasBranches() {
    return true;
  }

  @Override
  public boolean stepwise() {
    return children().stream().allMatch(Layer::stepwise);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    List<Value> made = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      List<Layer> branch = branches.get(i);
      made.add(
          scope.part(
              "branch " + (i + 1), () -> Layer.buildAll(scope, branch, input), Value::shape));
    }
    int features = join.features(made.stream().map(Value::features).toList());
    that(
        join == Join.CONCATENATE || made.stream().map(Value::shape).distinct().count() == 1,
        "layer 'parallel' joins numbers by %s, but its branches give %s; all must be of one shape",
        join.name().toLowerCase(Locale.ROOT),
        made.stream().map(Value::shape).toList());
    if (made.stream().allMatch(Value.Vector.class::isInstance)) {
      List<Operand<TFloat32>> tensors = new ArrayList<>();
      made.forEach(value -> tensors.add(((Value.Vector) value).tensor()));
      return new Value.Vector(join.of(tf, tensors, 1), features);
    }
    Value.Steps first = made.get(0) instanceof Value.Steps steps ? steps : null;
    boolean together =
        first != null
            && made.stream()
                .allMatch(value -> value instanceof Value.Steps s && s.count() == first.count());
    if (!together) {
      throw failure(
          "layer 'parallel' joins features, but its branches give %s; all must end in a vector, or in"
              + " as many steps",
          made.stream().map(Value::shape).toList());
    }
    List<Value.Steps> all = made.stream().map(Value.Steps.class::cast).toList();
    List<Operand<TFloat32>> rows = new ArrayList<>();
    all.forEach(steps -> rows.add(steps.joined(tf).rows()));
    Series joined = Series.ofRows(tf, join.of(tf, rows, 2), first.count());
    return new Value.Steps(joined, features, Value.Steps.shortest(tf, all));
  }
}
