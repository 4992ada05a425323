package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.data.FrameSize;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.model.ModelSummary;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Networks that were published with a table of their parameters. */
class SeedParametersTest {

  @Test
  void parametersAreThoseThatTheSeedsPrint() {
    ModelSummary frames =
        ModelSummary.of(
            Recipes.parse(
                    """
                    name: frames
                    data:
                      source: frames
                      reader: {type: frames, height: 99, width: 99}
                    model:
                      normalize: false
                      layers:
                        - type: time-distributed
                          layers:
                            - {type: conv2d, filters: 6, kernelSize: 3, stride: 2, activation: relu}
                            - {type: batch-norm}
                            - {type: conv2d, filters: 64, kernelSize: 1, activation: relu}
                            - {type: batch-norm}
                            - {type: global-pool}
                        - {type: recurrent, cell: {type: basic-lstm, units: 1}}
                        - {type: readout, take: last-valid}
                    """,
                    "frames",
                    List.of())
                .model()
                .forLayout(
                    new Layout(
                        4,
                        false,
                        new Schema(
                            List.of(
                                new Signal("red", ""),
                                new Signal("green", ""),
                                new Signal("blue", "")),
                            Optional.of(new FrameSize(99, 99)),
                            new Target.OneClass(List.of("0", "1")),
                            "clip"))));
    List<ModelSummary.Row> inside = frames.rows().stream().filter(row -> row.depth() == 1).toList();
    assertEquals(
        List.of(168L, 24L, 448L, 256L, 0L),
        inside.stream().map(ModelSummary.Row::parameters).toList());
    assertEquals(896, inside.stream().mapToLong(ModelSummary.Row::parameters).sum());
    assertEquals(140, inside.stream().mapToLong(ModelSummary.Row::nonTrainable).sum());
    assertEquals("[batch, 49, 49, 6]", inside.get(0).outputShape());

    ModelSummary climate =
        ModelSummary.of(
            Recipes.named("climate-crnn")
                .model()
                .forLayout(Recipes.named("climate-crnn").data().settings().layout().orElseThrow()));
    assertEquals(
        List.of(0L, 2_272L, 0L, 5_152L, 6_240L, 0L, 33L),
        climate.rows().stream().map(ModelSummary.Row::parameters).toList());
    assertEquals(13_697, climate.parameters());
  }
}
