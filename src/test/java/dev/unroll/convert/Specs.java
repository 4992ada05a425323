package dev.unroll.convert;

import dev.unroll.convert.network.Network;
import dev.unroll.data.Target;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelSpec;
import java.util.Optional;
import java.util.stream.IntStream;

/** Models of what files say, without data. */
final class Specs {

  private Specs() {}

  static ModelSpec of(Network network) {
    return network
        .design()
        .fitted(
            new InputSpec(Math.max(1, network.steps()), network.features(), false),
            new Target.OneClass(
                IntStream.range(0, network.output().count()).mapToObj(i -> "c" + i).toList()),
            network.normalizer(),
            Optional.empty());
  }
}
