package dev.unroll.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {

  @Test
  void namesTheArgumentAndWhatWasFound() {
    InputException e = assertThrows(InputException.class, () -> Check.positive("units", -3));
    assertEquals("units: expected a whole number of 1 or more, got -3", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-60, 1e60})
  void refusesWhatIsNotPositiveAndFinite(double value) {
    InputException e = assertThrows(InputException.class, () -> Check.positive("rate", value));
    assertEquals("rate: expected a number greater than 0, got " + value, e.getMessage());
  }

  @Test
  void fractionsEndBelowOne() {
    assertEquals(0.0, Check.fraction("momentum", 0));
    InputException e = assertThrows(InputException.class, () -> Check.fraction("momentum", 1));
    assertEquals(
        "momentum: expected a number of 0 or more and less than 1, got 1.0", e.getMessage());
  }

  @Test
  void aFailureKeepsTheChoicesThatItNames() {
    InputException e =
        Check.failure("choose another %s or %s than %d", Choice.OUTPUT_TENSOR, Choice.DATA, 3);
    assertEquals("choose another output tensor or data than 3", e.getMessage());
    assertEquals(List.of(Choice.OUTPUT_TENSOR, Choice.DATA), List.copyOf(e.choices()));
    assertEquals(Set.of(), Check.failure("wrong %s", "data").choices());
  }

  @Test
  void suggestsTheNearestWord() {
    List<String> known = List.of("learningRate", "lambda", "epochs");
    assertEquals("; did you mean 'learningRate'?", Check.didYouMean("learningrat", known));
    assertEquals("; did you mean 'epochs'?", Check.didYouMean("epoch", known));
    assertEquals("", Check.didYouMean("dropout", known));
  }
}
