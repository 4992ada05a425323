package dev.unroll.source.ais;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Dataset;
import dev.unroll.data.GroupFolds;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.internal.files.PackedFile;
import dev.unroll.source.ais.AisReport.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Windows of AIS files.
 *
 * @param dataset of the windows
 * @param report what was left out
 */
record AisReading(Dataset dataset, AisReport report) {

  private static final Logger LOG = LoggerFactory.getLogger(AisReading.class);

  private static final Pattern DATA =
      Pattern.compile("(?i).*(\\.(csv|txt)(\\.(gz|zst|bz2|xz))?|\\.zip|\\.parquet)");

  private static final String ENDINGS =
      ".csv or .txt (also .gz, .zst, .bz2, .xz), .zip or .parquet";

  /** Left out rows beyond this share are worth a warning. */
  private static final double MANY = 0.1;

  static AisReading of(Ais settings, Path path) throws IOException {
    List<String> notes = new ArrayList<>();
    AisReport.Tally tally = new AisReport.Tally();
    Sequences windows = windows(settings, path, true, tally, notes);
    AisReport report = tally.report();
    Set<Integer> test = GroupFolds.share(windows, settings.testShare(), settings.splitSeed());
    Schema schema = settings.schema();
    Dataset dataset =
        new Dataset(
            "AIS",
            false,
            schema,
            windows.where(i -> !test.contains(windows.group(i))),
            Sequences.empty(schema.features()),
            windows.where(i -> test.contains(windows.group(i))),
            notes);
    return new AisReading(dataset, report);
  }

  /** Windows of all vessels, of whatever type. */
  static Sequences untyped(Ais settings, Path path) throws IOException {
    return windows(settings, path, false, new AisReport.Tally(), new ArrayList<>());
  }

  /**
   * Reads windows and logs what was left out.
   *
   * @param typed whether vessels must be of a class
   */
  private static Sequences windows(
      Ais settings, Path path, boolean typed, AisReport.Tally tally, List<String> notes)
      throws IOException {
    Map<String, VesselRows> vessels = new LinkedHashMap<>();
    readFiles(settings, path, typed, vessels, tally, notes);
    Sequences windows = new Windows(settings, typed, tally).of(vessels);
    AisReport report = tally.report();
    tally.motion().check(path.toString());
    log(settings, path, typed, windows, report, notes);
    if (windows.isEmpty()) {
      throw failure(
          "%s: no window of %d steps of %d s is left%s; found %s; choose fewer steps, a shorter"
              + " interval%s",
          path,
          settings.windows().steps(),
          settings.windows().interval(),
          typed ? " of the classes " + settings.schema().target().names() : "",
          report,
          typed ? " or other classes" : " or a longer file");
    }
    return windows;
  }

  private static void readFiles(
      Ais settings,
      Path path,
      boolean typed,
      Map<String, VesselRows> vessels,
      AisReport.Tally tally,
      List<String> notes)
      throws IOException {
    that(PackedFile.exists(path), "%s: no such file or folder; check the path", path);
    Map<String, String> types = new HashMap<>();
    Map<String, Path> formats = new LinkedHashMap<>();
    for (Path file : files(path, notes)) {
      AisFile rows =
          new AisFile(
              file,
              settings.table(),
              note -> notes.add(file.getFileName() + ": " + note),
              vessels,
              types,
              tally);
      String format = rows.read(settings.columns(), typed);
      formats.putIfAbsent(format, file);
    }
    // Numbers made anonymous are those of other vessels in other files.
    that(
        formats.size() == 1,
        "%s: its files are not of one kind: %s; put each kind into a folder of its own",
        path,
        formats);
  }

  private static List<Path> files(Path path, List<String> notes) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.list(path)) {
      List<Path> there = all.filter(AisReading::isShown).sorted().toList();
      List<Path> files = there.stream().filter(AisReading::isData).toList();
      that(
          !files.isEmpty(),
          "%s: the folder has no AIS files; expected names that end in %s",
          path,
          ENDINGS);
      if (files.size() < there.size()) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%d of %d files of the folder are left out: their names do not end in %s",
                there.size() - files.size(),
                there.size(),
                ENDINGS));
      }
      return files;
    }
  }

  private static boolean isShown(Path file) {
    return Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".");
  }

  private static boolean isData(Path file) {
    return DATA.matcher(file.getFileName().toString()).matches();
  }

  private static void log(
      Ais settings,
      Path path,
      boolean typed,
      Sequences windows,
      AisReport report,
      List<String> notes) {
    notes.forEach(note -> LOG.warn("{}", note));
    notes.add(report.toString());
    LOG.info("{}: {}", path, report);
    double lost = report.count(Count.NO_POSITION) + report.count(Count.JUMPS);
    if (lost > MANY * report.count(Count.ROWS)) {
      LOG.warn("{}: many positions are invalid: {}", path, report);
    }
    List<String> names = settings.schema().target().names();
    for (int i = 0; typed && i < names.size(); i++) {
      int label = i;
      if (windows.where(window -> windows.label(window) == label).isEmpty()) {
        LOG.warn("{}: no vessel of the class '{}' has a window", path, names.get(i));
      }
    }
  }

  /** Cuts windows of vessels. */
  private static final class Windows {
    private final Ais settings;
    private final AisWindows cut;
    private final AisReport.Tally tally;
    private final TrackMaker maker;
    private final SequencesBuilder builder;
    private final boolean typed;
    private final List<String> names = new ArrayList<>();

    Windows(Ais settings, boolean typed, AisReport.Tally tally) {
      this.settings = settings;
      this.typed = typed;
      this.cut = settings.windows();
      this.tally = tally;
      this.maker = new TrackMaker(cut, tally);
      this.builder = new SequencesBuilder(settings.schema().features());
    }

    /** The windows of all vessels, which are let go of one by one. */
    Sequences of(Map<String, VesselRows> vessels) throws IOException {
      boolean numbered = vessels.keySet().stream().allMatch(Windows::isNumber);
      Map<String, Integer> classes = new TreeMap<>();
      int place = 0;
      for (Map.Entry<String, VesselRows> entry : vessels.entrySet()) {
        tally.add(Count.VESSELS);
        Optional<String> type = entry.getValue().type();
        int label = type.map(word -> classes.computeIfAbsent(word, settings::classOf)).orElse(-1);
        if (typed && type.isEmpty()) {
          tally.add(Count.NO_TYPE);
        } else if (typed && label < 0) {
          tally.addOther(type.get());
        } else {
          int group = numbered ? Integer.parseInt(entry.getKey()) : place;
          int before = builder.size();
          for (Track track : maker.tracks(entry.getValue())) {
            add(track, entry.getKey(), label, group);
          }
          if (builder.size() == before) {
            tally.add(Count.NO_WINDOW);
          }
        }
        entry.setValue(new VesselRows());
        place++;
      }
      return builder.build().named(names);
    }

    private static boolean isNumber(String name) {
      return name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void add(Track track, String vessel, int label, int group) throws IOException {
      for (int first = 0; first + cut.steps() <= track.steps(); first += cut.stride()) {
        if (2 * track.slowerSteps(first, cut.steps(), cut.leastSpeed()) > cut.steps()) {
          tally.add(Count.AT_REST);
          continue;
        }
        TrackWindow window = new TrackWindow(track, first, cut.steps(), cut.interval());
        builder.add(AisFeature.values(settings.features(), window), group).label(label);
        long second = AisFile.EPOCH + track.start() + (long) first * cut.interval();
        names.add(vessel + "@" + Instant.ofEpochSecond(second));
        tally.add(Count.WINDOWS);
      }
    }
  }
}
