package dev.unroll.source.frames;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.internal.files.FileTree;
import dev.unroll.internal.files.NaturalOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the clips of a folder or zip, their classes and their parts. */
final class ClipTree {

  private static final Logger LOG = LoggerFactory.getLogger(ClipTree.class);
  private static final String EXPECTED =
      "expected a folder for each class with videos or folders of images in it, as in"
          + " running/first.mp4 or running/first/01.png";

  private final String place;

  /** The images of each clip; none of a video. */
  private final Map<String, List<String>> found = new TreeMap<>();

  private final Set<String> folders = new TreeSet<>();
  private final List<String> others = new ArrayList<>();
  private final List<Clip> clips = new ArrayList<>();
  private final Set<String> classes = new TreeSet<>();

  private ClipTree(String place) {
    this.place = place;
  }

  /**
   * Looks through all names.
   *
   * @param place how messages name the folder or zip
   * @param test found in the names of test clips; null where folders tell
   */
  static ClipTree of(FileTree tree, String place, Pattern test) throws IOException {
    ClipTree clips = new ClipTree(place);
    clips.sort(tree);
    Set<String> tops = clips.tops();
    clips.checkFolders(tops);
    boolean byFolder = tops.size() == 2;
    that(
        !byFolder || test == null,
        "%s: has folders train and test already; leave out frames: test",
        place);
    for (Map.Entry<String, List<String>> entry : clips.found.entrySet()) {
      String path = entry.getKey();
      String name = entry.getValue().isEmpty() ? withoutEnding(last(path)) : last(path);
      boolean isTest =
          byFolder
              ? last(parent(parent(path))).equals("test")
              : test != null && test.matcher(name).find();
      clips.clips.add(new Clip(path, last(parent(path)), name, isTest, entry.getValue()));
    }
    clips.checkClasses(test);
    return clips;
  }

  private void sort(FileTree tree) throws IOException {
    for (String name : tree.names()) {
      if (isHidden(name)) {
        continue;
      }
      for (String folder = parent(name); !folder.isEmpty(); folder = parent(folder)) {
        folders.add(folder);
      }
      if (Clip.isImage(name)) {
        found.computeIfAbsent(parent(name), folder -> new ArrayList<>()).add(name);
      } else if (Clip.isVideo(name)) {
        found.put(name, List.of());
      } else {
        others.add(name);
      }
    }
    for (String folder : tree.emptyFolders()) {
      if (!isHidden(folder)) {
        folders.add(folder);
      }
    }
    that(!found.isEmpty(), "%s: has no images and no videos; %s", place, EXPECTED);
    found.values().stream()
        .filter(images -> !images.isEmpty())
        .forEach(images -> images.sort(NaturalOrder.INSTANCE));
  }

  /** The folders that class folders are in: one, or train and test. */
  private Set<String> tops() {
    Map<String, String> tops = new TreeMap<>();
    for (String clip : found.keySet()) {
      if (clip.indexOf('/') < 0) {
        throw failure("%s/%s: the clip is in no class folder; %s", place, clip, EXPECTED);
      }
      tops.putIfAbsent(parent(parent(clip)), clip);
    }
    List<String> names = new ArrayList<>(tops.keySet());
    boolean parts =
        names.size() == 2
            && parent(names.get(0)).equals(parent(names.get(1)))
            && last(names.get(0)).equals("test")
            && last(names.get(1)).equals("train");
    if (names.size() > 1 && !parts) {
      throw failure(
          "%s: the clips %s and %s are not in class folders side by side; %s",
          place, tops.get(names.get(0)), tops.get(names.get(1)), EXPECTED);
    }
    return tops.keySet();
  }

  private void checkFolders(Set<String> tops) {
    for (String folder : folders) {
      boolean isClass = tops.contains(parent(folder));
      that(
          !isClass || found.keySet().stream().anyMatch(clip -> parent(clip).equals(folder)),
          "%s/%s: the class folder has no clip; remove it, or add videos or folders of images",
          place,
          folder);
      boolean isClip = folder.indexOf('/') >= 0 && tops.contains(parent(parent(folder)));
      that(
          !isClip || found.containsKey(folder),
          "%s/%s: the clip has no frames; remove its folder, or add images",
          place,
          folder);
    }
    List<String> inClasses =
        others.stream()
            .filter(name -> tops.stream().anyMatch(top -> below(name, top) > 1))
            .toList();
    if (!inClasses.isEmpty()) {
      LOG.warn(
          "{}: {} files are neither images nor videos and are left out; the first is {}",
          place,
          inClasses.size(),
          inClasses.get(0));
    }
  }

  private void checkClasses(Pattern test) {
    clips.stream().filter(clip -> !clip.test()).forEach(clip -> classes.add(clip.className()));
    that(
        !classes.isEmpty(),
        "%s: all %d clips are in the test part, by '%s'; change frames: test",
        place,
        clips.size(),
        test);
    for (Clip clip : clips) {
      that(
          classes.contains(clip.className()),
          "%s/%s: class '%s' is in the test part but not in training, which has %s",
          place,
          clip.path(),
          clip.className(),
          String.join(", ", classes));
    }
    that(
        classes.size() > 1,
        "%s: has one class only, '%s'; %s",
        place,
        String.join("", classes),
        EXPECTED);
    that(
        test == null || clips.stream().anyMatch(Clip::test),
        "%s: no clip's name has '%s' in it, which frames: test looks for; a name is such as '%s'",
        place,
        test,
        clips.get(0).name());
  }

  /** Folders and files between {@code top} and the end of a name; 0 where it is not below. */
  private static int below(String name, String top) {
    if (!top.isEmpty() && !name.startsWith(top + "/")) {
      return 0;
    }
    String rest = top.isEmpty() ? name : name.substring(top.length() + 1);
    return (int) rest.chars().filter(c -> c == '/').count() + 1;
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.contains("/.");
  }

  private static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static String withoutEnding(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** All clips, sorted by their paths. */
  List<Clip> clips() {
    return clips;
  }

  /** The classes of the training part, sorted. */
  List<String> classes() {
    return List.copyOf(classes);
  }
}
