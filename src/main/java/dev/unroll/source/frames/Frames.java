package dev.unroll.source.frames;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.FrameSize;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.internal.files.FileTree;
import dev.unroll.settings.Default;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clips in one folder a class, in a folder or a zip: {@code CLASS/CLIP.mp4} or {@code
 * CLASS/CLIP/01.png}.
 *
 * <p>A clip is a video, which FFmpeg decodes (MP4, AVI, GIF, MOV, MKV, WebM, MPEG, WMV, FLV, 3GP,
 * OGV, ...), or a folder of images (PNG, JPEG, BMP; WebP and TIFF by FFmpeg) in the order of their
 * names, numbers in names counting as numbers. Frames are turned and mirrored as their files say,
 * and brought to one size, a pixel being the mean of the area it covers. Values are red, green and
 * blue, or grey, from 0 to 1 with all bits of the file, [frames, height, width, channels].
 *
 * <p>Class folders may be in folders for training, validation and test, which are named so in any
 * letter case and usual spelling ({@code train}, {@code Training}, {@code val}, {@code test_set}).
 *
 * @param height of a frame in pixels
 * @param width of a frame in pixels
 * @param channels 3 for red, green and blue, 1 for grey (ITU-R BT.601)
 * @param every takes each so many of the frames
 * @param leastFrames where above 0, a clip is cut down to a number of evenly spaced frames from
 *     {@code leastFrames} to {@code mostFrames}, drawn from the seed and the clip's name, so that
 *     clips of one motion differ in length; a clip that has fewer keeps all
 * @param mostFrames frames of a clip at the most, the first ones where {@code leastFrames} is 0; 0
 *     for all
 * @param test regular expression; clips in whose name it is found are the test part. None where the
 *     class folders are in folders {@code train} and {@code test}
 * @param group regular expression with one capture group, which is the part of a clip's name that
 *     tells its group; none where each clip is a group
 * @param seed of {@code leastFrames}
 * @param framesPerSecond takes the frames that a player shows at times so far apart, so that all
 *     videos have steps of one duration; before {@code every} and the numbers of frames. 0 takes
 *     the frames as they are stored
 * @param ground what is behind the transparent parts of images
 * @param clip regular expression with one capture group, which is the part of an image's name that
 *     tells its clip, where images of many clips are in one folder, {@code CLASS/CLIP_01.png}; none
 *     where each clip is a folder
 */
public record Frames(
    @Default("64") int height,
    @Default("64") int width,
    @Default("3") int channels,
    @Default("1") int every,
    @Default("0") int leastFrames,
    @Default("0") int mostFrames,
    @Default("''") String test,
    @Default("''") String group,
    @Default("1") int seed,
    @Default("0") double framesPerSecond,
    @Default("black") Ground ground,
    @Default("''") String clip)
    implements DataSource {

  private static final Logger LOG = LoggerFactory.getLogger(Frames.class);

  public Frames {
    positive("frames: height", height);
    positive("frames: width", width);
    that(channels == 3 || channels == 1, "frames: channels: expected 3 or 1, got %d", channels);
    positive("frames: every", every);
    notNegative("frames: leastFrames", leastFrames);
    notNegative("frames: mostFrames", mostFrames);
    that(
        leastFrames == 0 || mostFrames >= leastFrames,
        "frames: leastFrames %d needs mostFrames of as much or more, got %d",
        leastFrames,
        mostFrames);
    pattern("test", test);
    checkGroup("group", group, "^([a-z]+)_");
    that(
        framesPerSecond >= 0 && framesPerSecond <= 1000,
        "frames: framesPerSecond: expected a number from 0 to 1000, got %s",
        framesPerSecond);
    present("frames: ground", ground);
    checkGroup("clip", clip, "^(.+)_[0-9]+$");
  }

  /** With the frames of clips as they are stored, in folders or videos. */
  public Frames(
      int height,
      int width,
      int channels,
      int every,
      int leastFrames,
      int mostFrames,
      String test,
      String group,
      int seed) {
    this(
        height,
        width,
        channels,
        every,
        leastFrames,
        mostFrames,
        test,
        group,
        seed,
        0,
        Ground.BLACK,
        "");
  }

  public Frames() {
    this(64, 64, 3, 1, 0, 0, "", "", 1);
  }

  private static void checkGroup(String setting, String regex, String example) {
    that(
        present("frames: " + setting, regex).isEmpty()
            || pattern(setting, regex).matcher("").groupCount() == 1,
        "frames: %s '%s': expected one capture group in parentheses, as in '%s'",
        setting,
        regex,
        example);
  }

  private static Pattern pattern(String setting, String regex) {
    try {
      return Pattern.compile(present("frames: " + setting, regex));
    } catch (PatternSyntaxException e) {
      throw new InputException(
          "frames: " + setting + " '" + regex + "' is no regular expression: " + e.getDescription(),
          e);
    }
  }

  @Override
  public Dataset read(String path) throws IOException {
    Path place = Path.of(path);
    try (FileTree tree = FileTree.open(place)) {
      ClipTree clips =
          ClipTree.of(tree, path, test.isEmpty() ? null : pattern("test", test), clipPattern());
      if (framesPerSecond > 0) {
        checkTimes(clips, path);
      }
      Map<Clip, Integer> groups = groups(clips, path);
      Schema schema =
          new Schema(
              signals(),
              Optional.of(new FrameSize(height, width)),
              new Target.OneClass(clips.classes()),
              group.isEmpty() ? "clip" : "group");
      Map<Split, SequencesBuilder> parts = new EnumMap<>(Split.class);
      Map<Split, List<String>> names = new EnumMap<>(Split.class);
      for (Split split : Split.values()) {
        parts.put(split, new SequencesBuilder(schema.features()));
        names.put(split, new ArrayList<>());
      }
      ClipReader reader = new ClipReader(this, tree, place);
      for (Clip each : clips.clips()) {
        SequencesBuilder part = parts.get(each.part());
        part.add(reader.read(each), groups.get(each));
        part.label(clips.classes().indexOf(each.className()));
        names.get(each.part()).add(each.path());
      }
      List<String> notes = new ArrayList<>(clips.notes());
      notes.addAll(reader.notes());
      notes.forEach(note -> LOG.warn("{}: {}", path, note));
      return new Dataset(
          place.getFileName().toString().replaceFirst("\\.zip$", ""),
          false,
          schema,
          parts.get(Split.TRAIN).build(names.get(Split.TRAIN)),
          parts.get(Split.VALIDATION).build(names.get(Split.VALIDATION)),
          parts.get(Split.TEST).build(names.get(Split.TEST)),
          notes);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>All clips of a folder or zip, whatever folders they are in, by their paths; or a video, or a
   * folder of images, that is one clip.
   */
  @Override
  public Optional<Sequences> readToPredict(String path, Schema schema) throws IOException {
    Path place = Path.of(path);
    boolean video = Files.isRegularFile(place) && Clip.isVideo(place.getFileName().toString());
    Path around = video ? place.toAbsolutePath().getParent() : place;
    try (FileTree tree = FileTree.open(around)) {
      String only = video ? place.getFileName().toString() : "";
      ClipTree clips = ClipTree.unlabelled(tree, path, clipPattern(), only);
      if (framesPerSecond > 0) {
        checkTimes(clips, path);
      }
      SequencesBuilder builder = new SequencesBuilder(signals().size() * height * width);
      List<String> names = new ArrayList<>();
      ClipReader reader = new ClipReader(this, tree, around);
      for (Clip each : clips.clips()) {
        builder.add(reader.read(each), names.size()).label(Sequences.UNLABELLED);
        names.add(each.path().isEmpty() ? place.getFileName().toString() : each.path());
      }
      List<String> notes = new ArrayList<>(clips.notes());
      notes.addAll(reader.notes());
      notes.forEach(note -> LOG.warn("{}: {}", path, note));
      return Optional.of(builder.build(names));
    }
  }

  private List<Signal> signals() {
    return channels == 1
        ? List.of(new Signal("grey", ""))
        : List.of(new Signal("red", ""), new Signal("green", ""), new Signal("blue", ""));
  }

  private Pattern clipPattern() {
    return clip.isEmpty() ? null : pattern("clip", clip);
  }

  private static void checkTimes(ClipTree clips, String path) {
    for (Clip each : clips.clips()) {
      that(
          each.isVideo(),
          "%s/%s: a folder of images does not say when they are shown; leave out frames:"
              + " framesPerSecond, or give videos",
          path,
          each.path());
    }
  }

  private Map<Clip, Integer> groups(ClipTree clips, String path) {
    Map<Clip, Integer> groups = new LinkedHashMap<>();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    Map<String, Split> parts = new HashMap<>();
    for (Clip each : clips.clips()) {
      String name = each.path();
      if (!group.isEmpty()) {
        Matcher matcher = pattern("group", group).matcher(each.name());
        if (!matcher.find() || matcher.group(1) == null) {
          throw failure(
              "%s/%s: the name '%s' has no group by '%s'; change frames: group",
              path, each.path(), each.name(), group);
        }
        name = matcher.group(1);
      }
      Split other = parts.putIfAbsent(name, each.part());
      if (other != null && other != each.part()) {
        throw failure(
            "%s: group '%s' is in %s; choose test and group so that each group is in one",
            path, name, both(other, each.part()));
      }
      groups.put(each, numbers.computeIfAbsent(name, key -> numbers.size()));
    }
    return groups;
  }

  private static String both(Split one, Split other) {
    Split first = one.compareTo(other) < 0 ? one : other;
    Split second = first == one ? other : one;
    return (first == Split.TRAIN ? "training" : first.label()) + " and in " + second.label();
  }
}
