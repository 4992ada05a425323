package dev.unroll.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.contract.CellContract;
import dev.unroll.graph.Initializer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CellContractTest extends CellContract {

  @Override
  protected List<Cell> cells() {
    Initializer kernel = new Initializer.GlorotUniform();
    return List.of(
        new BasicRnn(7, kernel),
        new BasicLstm(7, 0.5, kernel),
        new Gru(7, kernel),
        new Gru(7, kernel, true),
        new Lstm(7, 1, true, 0, 0, 0, kernel),
        new Lstm(7, 1, false, 0.2, 0, 0, kernel),
        new Lstm(3, 1, true, 0.9, 2, 0.7, kernel),
        new BasicRnn(3, kernel, ActivationFunction.SOFTSIGN),
        new BasicLstm(3, 0.5, kernel, ActivationFunction.SWISH, ActivationFunction.SOFTSIGN),
        new Gru(3, kernel, false, ActivationFunction.ELU, ActivationFunction.SIGMOID),
        new Gru(3, kernel, true, ActivationFunction.SOFTPLUS, ActivationFunction.TANH),
        new Lstm(3, 1, true, 0, 2, 0, kernel, ActivationFunction.MISH, ActivationFunction.SIGMOID));
  }

  @Test
  void everyCellIsUnderContract() {
    Set<Class<?>> all =
        Stream.of(Cell.class.getPermittedSubclasses())
            .filter(Class::isRecord)
            .collect(Collectors.toSet());
    assertEquals(all, cells().stream().map(Object::getClass).collect(Collectors.toSet()));
  }
}
