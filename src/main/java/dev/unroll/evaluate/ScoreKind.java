package dev.unroll.evaluate;

/** What is scored of a part. */
public enum ScoreKind {
  /** Share of right predictions, in [0, 1]. */
  ACCURACY("accuracy", true, true),
  /** Mean of the recall of the classes that occur, in [0, 1]. */
  BALANCED_ACCURACY("balanced accuracy", true, true),
  /** Mean of the F1 of the classes that occur, in [0, 1]. */
  MACRO_F1("macro F1", false, true),
  /** Mean absolute error, over all numbers. */
  MAE("MAE", false, false),
  /** Root of the mean squared error; the mean of that of each number. */
  RMSE("RMSE", false, false),
  /** 1 less the mean absolute error over that of the naive forecast: 0 is as good as naive. */
  SKILL("skill over naive", true, true);

  private final String words;
  private final boolean percent;
  private final boolean moreIsBetter;

  ScoreKind(String words, boolean percent, boolean moreIsBetter) {
    this.words = words;
    this.percent = percent;
    this.moreIsBetter = moreIsBetter;
  }

  /** Such as {@code macro F1}. */
  public String words() {
    return words;
  }

  /** Whether it is shown in per cent. */
  public boolean percent() {
    return percent;
  }

  /** Whether a larger one is better. */
  public boolean moreIsBetter() {
    return moreIsBetter;
  }
}
