package dev.unroll.source.frames;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Collects the frames of one clip that the settings ask for. */
final class FramePicker {

  private final Frames settings;
  private final String clipName;
  private final List<Picture> frames = new ArrayList<>();
  private int seen;

  /**
   * @param clipName tells, with the seed, how many frames are taken
   */
  FramePicker(Frames settings, String clipName) {
    this.settings = settings;
    this.clipName = clipName;
  }

  /** Whether the next frame is one of those to be looked at. */
  boolean wantsNext() {
    return seen++ % settings.every() == 0;
  }

  /** Takes a frame. */
  void add(Picture frame) {
    frames.add(frame);
  }

  /** Whether no further frame can be of use. */
  boolean isFull() {
    return settings.leastFrames() == 0
        && settings.mostFrames() > 0
        && frames.size() >= settings.mostFrames();
  }

  /** The frames in their order. */
  List<Picture> frames() {
    int count = frames.size();
    int most = Math.min(count, settings.mostFrames());
    if (settings.leastFrames() == 0 || most <= settings.leastFrames()) {
      return settings.leastFrames() == 0 ? frames : evenly(most);
    }
    Random random = new Random(31L * settings.seed() + clipName.hashCode());
    // The first draws of seeds that are near each other are near each other.
    random.nextInt();
    return evenly(settings.leastFrames() + random.nextInt(most - settings.leastFrames() + 1));
  }

  private List<Picture> evenly(int count) {
    if (count == frames.size()) {
      return frames;
    }
    List<Picture> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double place = count == 1 ? 0 : (double) i * (frames.size() - 1) / (count - 1);
      some.add(frames.get((int) Math.round(place)));
    }
    return some;
  }
}
