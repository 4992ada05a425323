package dev.unroll.doctor.cases;

import java.util.Random;

/**
 * Noisy waves of three classes, which differ in how fast they swing and how strong the second
 * signal is: something that a small recurrent network learns within some hundred steps. A group has
 * four sequences; the classes have shares of a half, three and two tenths.
 */
final class Waves {

  /** Settings of the reader. */
  static final String READER = "{type: csv, split: {type: by-group, test: 0.2, validation: 0.2}}";

  private static final String[] CLASSES = {"calm", "quick", "wild"};
  private static final double[] TURNS = {0.21, 0.47, 0.83};
  private static final double[] SECOND = {0.4, 1.1, 0.7};

  private Waves() {}

  /**
   * A table of them.
   *
   * @param count sequences
   * @param offset that is added to both signals
   */
  static CsvFile csv(int count, int steps, double offset, long seed) {
    return new CsvFile(
        "waves",
        "index,group,label,x,y",
        sink -> {
          Random random = new Random(seed);
          for (int i = 0; i < count; i++) {
            int label = label(random);
            double phase = 2 * Math.PI * random.nextDouble();
            for (int step = 0; step < steps; step++) {
              double angle = phase + TURNS[label] * step;
              double x = Math.sin(angle) + 0.3 * random.nextGaussian();
              double y = SECOND[label] * Math.cos(angle) + 0.3 * random.nextGaussian() + 0.5;
              sink.row(i, i / 4, CLASSES[label], (float) (x + offset), (float) (y + offset));
            }
          }
        });
  }

  private static int label(Random random) {
    double draw = random.nextDouble();
    return draw < 0.5 ? 0 : draw < 0.8 ? 1 : 2;
  }
}
