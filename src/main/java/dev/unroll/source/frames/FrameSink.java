package dev.unroll.source.frames;

/** What is done with the frames of a video. */
interface FrameSink {

  /**
   * Takes the next frame.
   *
   * @param start seconds since the first frame was shown; NaN where the file does not say
   */
  void take(DecodedFrame frame, double start);

  /** Whether no further frame can be of use. */
  boolean isFull();

  /**
   * Ends the video; not called where {@link #isFull()} ended it.
   *
   * @param lasting seconds that the last frame is shown; 0 where the file does not say
   */
  void end(double lasting);
}
