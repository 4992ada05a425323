package dev.unroll.source.numpy;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.settings.Default;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Sequences as NumPy saves them: a folder of {@code .npy} files such as {@code X_train.npy} and
 * {@code y_train.npy}, a {@code .npz} file with such arrays, or one {@code .npy} file.
 *
 * @param arrays what they are called
 * @param axes what each axis of the inputs counts; empty for [sequences, steps, features] and
 *     [sequences, steps]. Without {@code sequences} the array is one recording
 * @param features names of the signals; empty for x0, x1, ...
 * @param target what is to be predicted
 * @param split where the arrays do not come in parts
 * @param missing what to do where a value is NaN
 * @param window steps of the windows that sequences are cut into; 0 for whole sequences
 * @param stride steps from one window to the next; 0 for as many as a window has
 */
public record Numpy(
    @Default("{}") NumpyArrays arrays,
    @Default("[]") List<Axis> axes,
    @Default("[]") List<String> features,
    @Default("{type: label}") NumpyTarget target,
    @Default("{type: by-group}") NumpySplit split,
    @Default("error") Missing missing,
    @Default("0") int window,
    @Default("0") int stride)
    implements DataSource {

  /** What to do where a value is missing. */
  public enum Missing {
    /** Say where, and end. */
    ERROR,
    /** Take the straight line between the neighbours in time; hold the first and last value. */
    INTERPOLATE
  }

  public Numpy {
    present("arrays", arrays);
    axes = listOf("axes", axes);
    features = listOf("features", features);
    present("target", target);
    present("split", split);
    present("missing", missing);
    notNegative("window", window);
    notNegative("stride", stride);
    that(
        axes.isEmpty() || axes.contains(Axis.STEPS),
        "axes: expected steps to be one of them, got %s",
        axes);
    that(new HashSet<>(axes).size() == axes.size(), "axes: each once, got %s", axes);
    that(
        new HashSet<>(features).size() == features.size(), "features: each once, got %s", features);
    that(stride == 0 || window > 0, "stride: %d needs a window; set window", stride);
    that(
        !(split instanceof NumpySplit.ByTime) || window > 0,
        "split: by-time takes the last windows of each sequence for test; set window");
    boolean oneRecording = !axes.isEmpty() && !axes.contains(Axis.SEQUENCES);
    that(
        !oneRecording || window > 0,
        "axes: %s are those of one recording, which is cut into windows; set window",
        axes);
  }

  /** The settings that read arrays by their usual names and shapes. */
  public Numpy() {
    this(
        new NumpyArrays(),
        List.of(),
        List.of(),
        new NumpyTarget.Label(List.of(), 0),
        new NumpySplit.ByGroup(0.2, 0, 1),
        Missing.ERROR,
        0,
        0);
  }

  /** Whether a file is one of these by its name. */
  public static boolean isNamedSo(Path file) {
    return ArrayPlace.holdsOne(file) || ArrayPlace.holdsSeveral(file);
  }

  @Override
  public Dataset read(String path) throws IOException {
    return new NumpyReader(Path.of(path), this).read();
  }

  @Override
  public Dataset readToScore(String path, Schema schema) throws IOException {
    return new NumpyReader(Path.of(path), this).toScore(schema);
  }

  @Override
  public Optional<Sequences> readToPredict(String path, Schema schema) throws IOException {
    return Optional.of(new NumpyReader(Path.of(path), this).toPredict(schema.features()));
  }

  /**
   * The sequences alone, in their order; those of the test part where there is one.
   *
   * @param path as in {@link #read}
   * @throws dev.unroll.check.InputException where the arrays are missing or wrong
   */
  public Sequences inputs(String path) throws IOException {
    return new NumpyReader(Path.of(path), this).toPredict(0);
  }
}
