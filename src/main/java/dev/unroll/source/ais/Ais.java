package dev.unroll.source.ais;

import static dev.unroll.check.Check.fraction;
import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.settings.Default;
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ship type from movement: windows of vessels' tracks in AIS messages, from a file or a folder of
 * files (CSV as it is, in gzip, or alone in a zip).
 *
 * <p>Read without settings: NOAA's daily files with their old and new headers, those of the Danish
 * Maritime Authority, and the data of the R packages shipstrike and AISanalyze. Others are read
 * with {@code columns}. The type of a vessel is the one that it says most often.
 *
 * <p>A group is a vessel: its MMSI where all vessels are numbered, else its place in the order of
 * the files. A split that puts windows of one vessel on both sides leaks; AIS has no official test
 * part, so by default all vessels are for training, to be split by {@link
 * dev.unroll.data.GroupFolds}.
 *
 * <p>Six classes instead of three:
 *
 * <pre>{@code
 * classes:
 *   - {name: cargo, types: [cargo, 70-79]}
 *   - {name: passenger, types: [passenger, 60-69]}
 *   - {name: fishing, types: [fishing, 30]}
 *   - {name: pleasure, types: [pleasure, 37]}
 *   - {name: sailing, types: [sailing, 36]}
 *   - {name: tug, types: [tug, towing, 31, 32, 52]}
 * }</pre>
 *
 * @param columns what the columns of the files are called; needed where the header is not a known
 *     one
 * @param classes and the ship types that belong to each; vessels of other types are left out
 * @param features of a step, in order
 * @param windows how tracks become windows
 * @param testShare share of the vessels of each class that are for the test part, in [0, 1)
 * @param splitSeed chooses which vessels those are
 * @param table how the files are written
 */
public record Ais(
    Optional<AisColumns> columns,
    @Default(Ais.DEFAULT_CLASSES) List<AisClass> classes,
    @Default(Ais.DEFAULT_FEATURES) List<AisFeature> features,
    @Default("{}") AisWindows windows,
    @Default("0") double testShare,
    @Default("0") int splitSeed,
    @Default("{}") TableFormat table)
    implements DataSource {

  static final String DEFAULT_CLASSES =
      "[{name: cargo, types: [cargo, 70-79]}, {name: passenger, types: [passenger, 60-69]},"
          + " {name: fishing, types: [fishing, 30]}]";

  static final String DEFAULT_FEATURES =
      "[speed, acceleration, course-change, relative-course, position-speed, straightness]";

  public Ais {
    present("columns", columns);
    classes = listOf("classes", classes);
    features = listOf("features", features);
    present("windows", windows);
    that(classes.size() >= 2, "classes: expected two or more, got %d", classes.size());
    that(!features.isEmpty(), "features: expected one or more, got none");
    Set<AisFeature> distinct = new HashSet<>(features);
    that(distinct.size() == features.size(), "features: each may be there once, got %s", features);
    for (int i = 0; i < classes.size(); i++) {
      for (int j = 0; j < classes.size(); j++) {
        String shared = i == j ? "" : classes.get(i).shared(classes.get(j));
        that(
            shared.isEmpty(),
            "classes: the ship type '%s' is of '%s' and of '%s'; a type may be of one class",
            shared,
            classes.get(i).name(),
            classes.get(j).name());
      }
    }
    fraction("testShare", testShare);
    present("table", table);
  }

  /** The files tell how they are written. */
  public Ais(
      Optional<AisColumns> columns,
      List<AisClass> classes,
      List<AisFeature> features,
      AisWindows windows,
      double testShare,
      int splitSeed) {
    this(columns, classes, features, windows, testShare, splitSeed, new TableFormat());
  }

  /** Cargo, passenger and fishing vessels, by motion alone. */
  public Ais() {
    this(
        Optional.empty(),
        List.of(
            new AisClass("cargo", List.of("cargo", "70-79")),
            new AisClass("passenger", List.of("passenger", "60-69")),
            new AisClass("fishing", List.of("fishing", "30"))),
        List.of(
            AisFeature.SPEED,
            AisFeature.ACCELERATION,
            AisFeature.COURSE_CHANGE,
            AisFeature.RELATIVE_COURSE,
            AisFeature.POSITION_SPEED,
            AisFeature.STRAIGHTNESS),
        new AisWindows(),
        0,
        0);
  }

  @Override
  public String pathName() {
    return "FILE";
  }

  @Override
  public Dataset read(String path) throws IOException {
    return reading(Path.of(path)).dataset();
  }

  /** The data and what was left out of them. */
  AisReading reading(Path path) throws IOException {
    return AisReading.of(this, path);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The windows of all vessels, of whatever type, by vessel and the time of their first step.
   */
  @Override
  public Optional<Sequences> readToPredict(String path, Schema schema) throws IOException {
    return Optional.of(AisReading.untyped(this, Path.of(path)));
  }

  @Override
  public Optional<Layout> layout() {
    return Optional.of(new Layout(windows.steps(), false, schema()));
  }

  Schema schema() {
    return new Schema(
        AisFeature.signals(features),
        Optional.empty(),
        new Target.OneClass(classes.stream().map(AisClass::name).toList()),
        "vessel");
  }

  /** The class of a ship type, from 0; -1 where no class has it. */
  int classOf(String type) {
    for (int i = 0; i < classes.size(); i++) {
      if (classes.get(i).has(type)) {
        return i;
      }
    }
    return -1;
  }
}
