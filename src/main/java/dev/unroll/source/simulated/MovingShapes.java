package dev.unroll.source.simulated;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.FrameSize;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Simulated clips of 8 to 24 frames of 24 x 24 pixels: a coloured shape moves to and fro, up and
 * down, or round. The same numbers on every machine.
 *
 * <p>One frame does not tell the class: colour, shape, size and speed tell nothing of it, where the
 * shape is tells next to nothing, and a clip may start anywhere on its way. No test clip has a
 * combination of colour and shape that is in training; each combination is a group.
 */
public record MovingShapes() implements DataSource {

  static final int SIZE = 24;
  static final int LEAST_FRAMES = 8;
  static final int MOST_FRAMES = 24;

  private static final int CHANNELS = 3;
  private static final int CLIPS_OF_COMBINATION = 10;

  /** Points in a pixel, along each side, that are looked at to draw a smooth edge. */
  private static final int SAMPLES = 3;

  private static final double BACKGROUND = 0.05;
  private static final double NOISE = 0.02;

  private enum Motion {
    HORIZONTAL,
    VERTICAL,
    CIRCULAR
  }

  private enum Shape {
    CIRCLE,
    SQUARE,
    DIAMOND,
    CROSS;

    /** Whether a point is in the shape, which reaches from -1 to 1. */
    boolean holds(double x, double y) {
      double across = Math.abs(x);
      double up = Math.abs(y);
      return switch (this) {
        case CIRCLE -> x * x + y * y <= 1;
        case SQUARE -> across <= 0.9 && up <= 0.9;
        case DIAMOND -> across + up <= 1.2;
        case CROSS -> Math.min(across, up) <= 0.4 && Math.max(across, up) <= 1;
      };
    }
  }

  private record Colour(double red, double green, double blue) {
    double of(int channel) {
      return channel == 0 ? red : channel == 1 ? green : blue;
    }
  }

  /** In the order of the labels. */
  private static final List<Motion> MOTIONS =
      List.of(Motion.HORIZONTAL, Motion.VERTICAL, Motion.CIRCULAR);

  private static final List<Shape> SHAPES =
      List.of(Shape.CIRCLE, Shape.SQUARE, Shape.DIAMOND, Shape.CROSS);

  private static final List<Colour> COLOURS =
      List.of(new Colour(0.9, 0.2, 0.2), new Colour(0.2, 0.8, 0.3), new Colour(0.3, 0.4, 0.95));

  private static final Schema SCHEMA =
      new Schema(
          List.of(new Signal("red", ""), new Signal("green", ""), new Signal("blue", "")),
          Optional.of(new FrameSize(SIZE, SIZE)),
          new Target.OneClass(List.of("horizontal", "vertical", "circular")),
          "combination");

  @Override
  public PathUse pathUse() {
    return PathUse.NONE;
  }

  @Override
  public Dataset read(String path) throws IOException {
    return new Dataset(
        "moving shapes",
        true,
        SCHEMA,
        clips(false),
        Sequences.empty(SCHEMA.features()),
        clips(true));
  }

  @Override
  public Optional<Layout> layout() {
    return Optional.of(new Layout(MOST_FRAMES, true, SCHEMA));
  }

  /** Of 12 combinations 4 are for the test, so that every colour and every shape is in both. */
  private static boolean isTest(int colour, int shape) {
    return (colour + shape) % COLOURS.size() == 0;
  }

  private static Sequences clips(boolean test) throws IOException {
    SequencesBuilder builder = new SequencesBuilder(SCHEMA.features());
    for (int colour = 0; colour < COLOURS.size(); colour++) {
      for (int shape = 0; shape < SHAPES.size(); shape++) {
        int combination = colour * SHAPES.size() + shape;
        if (isTest(colour, shape) == test) {
          Random random = new Random(104_729L * (combination + 1));
          for (int i = 0; i < CLIPS_OF_COMBINATION * MOTIONS.size(); i++) {
            int label = i % MOTIONS.size();
            float[] clip = clip(MOTIONS.get(label), SHAPES.get(shape), COLOURS.get(colour), random);
            builder.add(clip, combination);
            builder.label(label);
          }
        }
      }
    }
    return builder.build();
  }

  /** One clip, [frames, height, width, channels]. */
  private static float[] clip(Motion motion, Shape shape, Colour colour, Random random) {
    int frames = LEAST_FRAMES + random.nextInt(MOST_FRAMES - LEAST_FRAMES + 1);
    double radius = 2.5 + random.nextDouble();
    double reach = 3 + 2.5 * random.nextDouble();
    double centreX = SIZE / 2.0 + 6 * (random.nextDouble() - 0.5);
    double centreY = SIZE / 2.0 + 6 * (random.nextDouble() - 0.5);
    double offPath = reach * StrictMath.sin(2 * StrictMath.PI * random.nextDouble());
    double phase = 2 * StrictMath.PI * random.nextDouble();
    double period = 10 + 6 * random.nextDouble();
    double turn = 2 * StrictMath.PI / period * (random.nextBoolean() ? 1 : -1);
    List<float[]> pictures = new ArrayList<>();
    for (int frame = 0; frame < frames; frame++) {
      double along = reach * StrictMath.cos(phase + turn * frame);
      double aside = reach * StrictMath.sin(phase + turn * frame);
      double x = centreX + (motion == Motion.VERTICAL ? offPath : along);
      double y =
          centreY
              + switch (motion) {
                case HORIZONTAL -> offPath;
                case VERTICAL -> along;
                case CIRCULAR -> aside;
              };
      pictures.add(picture(shape, colour, x, y, radius, random));
    }
    float[] clip = new float[frames * SCHEMA.features()];
    for (int frame = 0; frame < frames; frame++) {
      System.arraycopy(pictures.get(frame), 0, clip, frame * SCHEMA.features(), SCHEMA.features());
    }
    return clip;
  }

  private static float[] picture(
      Shape shape, Colour colour, double x, double y, double radius, Random random) {
    float[] picture = new float[SCHEMA.features()];
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        double covered = covered(shape, (column - x) / radius, (row - y) / radius, 1 / radius);
        for (int channel = 0; channel < CHANNELS; channel++) {
          double light = BACKGROUND + covered * (colour.of(channel) - BACKGROUND);
          double noisy = light + NOISE * (2 * random.nextDouble() - 1);
          picture[(row * SIZE + column) * CHANNELS + channel] =
              (float) Math.max(0, Math.min(1, noisy));
        }
      }
    }
    return picture;
  }

  /** The share of a pixel that the shape covers; the pixel is {@code side} wide. */
  private static double covered(Shape shape, double left, double top, double side) {
    int inside = 0;
    for (int row = 0; row < SAMPLES; row++) {
      double y = top + side * (row + 0.5) / SAMPLES;
      for (int column = 0; column < SAMPLES; column++) {
        double x = left + side * (column + 0.5) / SAMPLES;
        inside += shape.holds(x, y) ? 1 : 0;
      }
    }
    return (double) inside / (SAMPLES * SAMPLES);
  }
}
