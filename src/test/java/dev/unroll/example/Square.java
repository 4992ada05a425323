package dev.unroll.example;

import dev.unroll.graph.GraphScope;
import dev.unroll.layer.CustomTransform;
import dev.unroll.layer.Value;

public record Square() implements CustomTransform {
  @Override
  public Value build(GraphScope scope, Value input) {
    return input.mapRows(scope.tf(), input.channels(), rows -> scope.tf().math.square(rows));
  }

  @Override
  public boolean stepwise() {
    return true;
  }
}
