package example;

import dev.unroll.contract.CellContract;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Cell;
import java.util.List;

/** The cell is held to what holds for Unroll's own. */
class LeakyRnnTest extends CellContract {
  @Override
  protected List<Cell> cells() {
    return List.of(new LeakyRnn(4, 0.7, new Initializer.GlorotUniform()));
  }
}
