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
import dev.unroll.data.Target;
import dev.unroll.internal.files.FileTree;
import dev.unroll.settings.Default;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Clips in one folder a class, in a folder or a zip: {@code CLASS/CLIP.mp4} or {@code
 * CLASS/CLIP/01.png}.
 *
 * <p>A clip is a video, which FFmpeg decodes (MP4, AVI, GIF, MOV, MKV, WebM, MPEG), or a folder of
 * images (PNG, JPEG, BMP) in the order of their names, numbers in names counting as numbers. Frames
 * are brought to one size, a pixel being the mean of the area it covers. Values are red, green and
 * blue, or grey, from 0 to 1, [frames, height, width, channels].
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
    @Default("1") int seed)
    implements DataSource {

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
    that(
        present("frames: group", group).isEmpty()
            || pattern("group", group).matcher("").groupCount() == 1,
        "frames: group '%s': expected one capture group in parentheses, as in '^([a-z]+)_'",
        group);
  }

  public Frames() {
    this(64, 64, 3, 1, 0, 0, "", "", 1);
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
      ClipTree clips = ClipTree.of(tree, path, test.isEmpty() ? null : pattern("test", test));
      Map<Clip, Integer> groups = groups(clips, path);
      Schema schema =
          new Schema(
              channels == 1
                  ? List.of(new Signal("grey", ""))
                  : List.of(new Signal("red", ""), new Signal("green", ""), new Signal("blue", "")),
              Optional.of(new FrameSize(height, width)),
              new Target.OneClass(clips.classes()),
              group.isEmpty() ? "clip" : "group");
      SequencesBuilder train = new SequencesBuilder(schema.features());
      SequencesBuilder testPart = new SequencesBuilder(schema.features());
      for (Clip clip : clips.clips()) {
        SequencesBuilder part = clip.test() ? testPart : train;
        part.add(new ClipReader(this, tree, place).read(clip), groups.get(clip));
        part.label(clips.classes().indexOf(clip.className()));
      }
      return new Dataset(
          place.getFileName().toString().replaceFirst("\\.zip$", ""),
          false,
          schema,
          train.build(),
          Sequences.empty(schema.features()),
          testPart.build());
    }
  }

  private Map<Clip, Integer> groups(ClipTree clips, String path) {
    Map<Clip, Integer> groups = new LinkedHashMap<>();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    Map<Boolean, Set<String>> parts = Map.of(true, new HashSet<>(), false, new HashSet<>());
    for (Clip clip : clips.clips()) {
      String name = clip.path();
      if (!group.isEmpty()) {
        Matcher matcher = pattern("group", group).matcher(clip.name());
        if (!matcher.find() || matcher.group(1) == null) {
          throw failure(
              "%s/%s: the name '%s' has no group by '%s'; change frames: group",
              path, clip.path(), clip.name(), group);
        }
        name = matcher.group(1);
      }
      that(
          !parts.get(!clip.test()).contains(name),
          "%s: group '%s' is in training and in test; choose test and group so that each group is"
              + " in one",
          path,
          name);
      parts.get(clip.test()).add(name);
      groups.put(clip, numbers.computeIfAbsent(name, key -> numbers.size()));
    }
    return groups;
  }
}
