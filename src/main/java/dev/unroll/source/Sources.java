package dev.unroll.source;

import dev.unroll.settings.Extension;
import dev.unroll.source.ais.Ais;
import dev.unroll.source.climate.Climate;
import dev.unroll.source.csv.Csv;
import dev.unroll.source.frames.Frames;
import dev.unroll.source.har.Har;
import dev.unroll.source.numpy.Numpy;
import dev.unroll.source.simulated.Burst;
import dev.unroll.source.simulated.Motion;
import dev.unroll.source.simulated.MovingShapes;
import dev.unroll.source.ts.Ts;
import java.util.List;

/** The kinds of data that Unroll brings along. */
public final class Sources implements Extension {

  @Override
  public List<Class<? extends Record>> records() {
    return List.of(
        Motion.class,
        Har.class,
        Ts.class,
        Csv.class,
        Numpy.class,
        Ais.class,
        Climate.class,
        Frames.class,
        Burst.class,
        MovingShapes.class);
  }
}
