package dev.unroll.example;

import dev.unroll.contract.CellContract;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Cell;
import java.util.List;

class MinimalGatedUnitTest extends CellContract {
  @Override
  protected List<Cell> cells() {
    return List.of(new MinimalGatedUnit(4, new Initializer.GlorotUniform()));
  }
}
