package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.contract.OptimizerContract;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OptimizerContractTest extends OptimizerContract {

  @Override
  protected List<Optimizer> optimizers() {
    return List.of(
        new Optimizer.GradientDescent(),
        new Optimizer.Momentum(0.8, false),
        new Optimizer.Momentum(0.8, true),
        new Optimizer.Adagrad(0.1),
        new Optimizer.RmsProp(0.7, 0.6, 1e-3),
        new Optimizer.Adam(),
        new Optimizer.AdamW(0.01, 0.9, 0.999, 1e-8));
  }

  @Test
  void everyOptimizerIsUnderContract() {
    Set<Class<?>> all =
        Stream.of(Optimizer.class.getPermittedSubclasses())
            .filter(Class::isRecord)
            .collect(Collectors.toSet());
    assertEquals(all, optimizers().stream().map(Object::getClass).collect(Collectors.toSet()));
  }
}
