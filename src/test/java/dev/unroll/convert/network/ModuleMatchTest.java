package dev.unroll.convert.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.data.Target;
import dev.unroll.example.MinimalGatedUnit;
import dev.unroll.example.Scale;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModuleMatchTest {

  @Test
  void noFileHasWeightsForPartsOfOthers() {
    assertEquals(
        "weights.safetensors: the recipe's cell 'minimal-gated-unit' is not one of Unroll's: no layer"
            + " of the file is known to be its counterpart",
        refused(new Recurrent(new MinimalGatedUnit(2, new Initializer.GlorotUniform()))));
    assertEquals(
        "weights.safetensors: the recipe's layer 'scale' has variables, but no layer of the file is"
            + " its counterpart",
        refused(new Scale(1)));
  }

  private static String refused(Layer layer) {
    ModelSpec spec =
        ModelDesign.of(layer, new Readout(Readout.Take.MEAN))
            .fitted(
                new InputSpec(4, 3, false),
                new Target.OneClass(List.of("a", "b")),
                Optional.empty(),
                Optional.empty());
    return assertThrows(
            InputException.class, () -> ModuleMatch.weights("weights.safetensors", spec, List.of()))
        .getMessage();
  }
}
