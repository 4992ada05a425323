package dev.unroll.source.frames;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Split;
import dev.unroll.internal.files.FileTree;
import dev.unroll.internal.files.NaturalOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the clips of a folder or zip, their classes and their parts. */
final class ClipTree {

  private final String place;

  /** The images of each clip; none of a video. */
  private final Map<String, List<String>> found = new TreeMap<>();

  private final Set<String> folders = new TreeSet<>();
  private final List<String> others = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
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
   * @param clip its first group is the clip that an image is a frame of; null where folders tell
   */
  static ClipTree of(FileTree tree, String place, Pattern test, Pattern clip) throws IOException {
    ClipTree clips = new ClipTree(place);
    clips.sort(tree, clip);
    ClipPlaces places = new ClipPlaces(place, clips.found.keySet());
    clips.checkFolders(places, clip != null);
    that(
        places.parts().isEmpty() || test == null,
        "%s: has folders %s already; leave out frames: test",
        place,
        String.join(" and ", places.parts()));
    for (Map.Entry<String, List<String>> entry : clips.found.entrySet()) {
      String path = entry.getKey();
      boolean video = entry.getValue().isEmpty();
      String name = video ? Names.withoutEnding(Names.last(path)) : Names.last(path);
      Split part = test != null && test.matcher(name).find() ? Split.TEST : places.part(path);
      clips.clips.add(new Clip(path, places.className(path), name, part, entry.getValue()));
    }
    clips.checkClasses(test);
    return clips;
  }

  /**
   * Looks through all names for clips, whatever folders they are in.
   *
   * @param only the name of the one clip, a video; empty for all
   */
  static ClipTree unlabelled(FileTree tree, String place, Pattern clip, String only)
      throws IOException {
    ClipTree clips = new ClipTree(place);
    if (only.isEmpty()) {
      clips.sort(tree, clip);
    } else {
      clips.found.put(only, List.of());
    }
    clips.checkKinds(clips.others);
    clips.tellOthers(clips.others);
    for (Map.Entry<String, List<String>> entry : clips.found.entrySet()) {
      String path = entry.getKey();
      boolean video = entry.getValue().isEmpty();
      String name = video ? Names.withoutEnding(Names.last(path)) : Names.last(path);
      clips.clips.add(new Clip(path, "", name, Split.TEST, entry.getValue()));
    }
    return clips;
  }

  private void tellOthers(List<String> names) {
    if (!names.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d files are neither images nor videos and are left out; the first is %s",
              names.size(),
              names.get(0)));
    }
  }

  private void sort(FileTree tree, Pattern clip) throws IOException {
    for (String name : tree.names()) {
      if (isHidden(name)) {
        continue;
      }
      for (String folder = Names.parent(name); !folder.isEmpty(); folder = Names.parent(folder)) {
        folders.add(folder);
      }
      if (Clip.isImage(name)) {
        String path = clip == null ? Names.parent(name) : clipOf(name, clip);
        found.computeIfAbsent(path, folder -> new ArrayList<>()).add(name);
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
    if (found.isEmpty()) {
      checkKinds(others);
      throw failure("%s: has no images and no videos; %s", place, ClipPlaces.EXPECTED);
    }
    found.values().stream()
        .filter(images -> !images.isEmpty())
        .forEach(images -> images.sort(NaturalOrder.INSTANCE));
  }

  /** The path of the clip that an image is a frame of. */
  private String clipOf(String image, Pattern clip) {
    String name = Names.withoutEnding(Names.last(image));
    Matcher matcher = clip.matcher(name);
    if (!matcher.find() || matcher.group(1) == null) {
      throw failure(
          "%s/%s: the name '%s' tells no clip by '%s'; change frames: clip",
          place, image, name, clip);
    }
    String folder = Names.parent(image);
    return folder.isEmpty() ? matcher.group(1) : folder + "/" + matcher.group(1);
  }

  private void checkFolders(ClipPlaces places, boolean clipsByName) {
    Set<String> outer = places.outer();
    for (String folder : folders) {
      that(
          !outer.contains(Names.parent(folder)) || places.folders().contains(folder),
          "%s/%s: the class folder has no clip; remove it, or add videos or folders of images",
          place,
          folder);
      that(
          clipsByName
              || !places.folders().contains(Names.parent(folder))
              || found.containsKey(folder),
          "%s/%s: the clip has no frames; remove its folder, or add images",
          place,
          folder);
    }
    List<String> inClasses =
        others.stream()
            .filter(name -> places.folders().stream().anyMatch(top -> name.startsWith(top + "/")))
            .toList();
    checkKinds(inClasses);
    tellOthers(inClasses);
  }

  /** Refuses images and videos that cannot be read, since frames would be missing. */
  private void checkKinds(List<String> names) {
    List<String> unread = names.stream().filter(Clip::isUnread).toList();
    if (!unread.isEmpty()) {
      throw failure(
          "%s: %d files are of kinds that are not read: %s; save them as PNG, JPEG or MP4, or remove"
              + " them; the first is %s",
          place,
          unread.size(),
          unread.stream()
              .map(name -> "." + Clip.ending(name))
              .distinct()
              .sorted()
              .collect(Collectors.joining(", ")),
          unread.get(0));
    }
  }

  private void checkClasses(Pattern test) {
    clips.stream()
        .filter(clip -> clip.part() == Split.TRAIN)
        .forEach(clip -> classes.add(clip.className()));
    that(
        !classes.isEmpty(),
        "%s: all %d clips are in the test part, by '%s'; change frames: test",
        place,
        clips.size(),
        test);
    for (Clip clip : clips) {
      that(
          classes.contains(clip.className()),
          "%s/%s: class '%s' is in the %s part but not in training, which has %s",
          place,
          clip.path(),
          clip.className(),
          clip.part().label(),
          String.join(", ", classes));
    }
    that(
        classes.size() > 1,
        "%s: has one class only, '%s'; %s",
        place,
        String.join("", classes),
        ClipPlaces.EXPECTED);
    that(
        test == null || clips.stream().anyMatch(clip -> clip.part() == Split.TEST),
        "%s: no clip's name has '%s' in it, which frames: test looks for; a name is such as '%s'",
        place,
        test,
        clips.get(0).name());
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.contains("/.");
  }

  /** What was left out. */
  List<String> notes() {
    return notes;
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
