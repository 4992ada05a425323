package dev.unroll.example;

import dev.unroll.contract.LayerContract;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Readout;
import java.util.List;

class ScaleTest extends LayerContract {
  @Override
  protected List<List<Layer>> stacks() {
    return List.of(
        List.of(new Scale(2)), List.of(new Square(), new Readout(Readout.Take.MEAN), new Scale(1)));
  }
}
