package dev.unroll.example;

import dev.unroll.contract.OptimizerContract;
import dev.unroll.train.Optimizer;
import java.util.List;

class LionTest extends OptimizerContract {
  @Override
  protected List<Optimizer> optimizers() {
    return List.of(new Lion(0.9, 0.99));
  }
}
