package dev.unroll.source.frames;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Split;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which folders are classes and which are parts: {@code CLASS/CLIP}, {@code PART/CLASS/CLIP} or
 * {@code CLASS/PART/CLIP}, in any folder.
 */
final class ClipPlaces {

  static final String EXPECTED =
      "expected a folder for each class with videos or folders of images in it, as in"
          + " running/first.mp4 or running/first/01.png; where images of many clips are in one"
          + " folder, set frames: clip";

  private final String place;

  /** The folders that clips are in. */
  private final Set<String> folders;

  private final boolean partsInClasses;
  private final Map<Split, String> parts = new EnumMap<>(Split.class);

  /**
   * @param place how messages name the folder or zip
   * @param clips the paths of all
   */
  ClipPlaces(String place, Collection<String> clips) {
    this.place = place;
    for (String clip : clips) {
      if (clip.indexOf('/') < 0) {
        throw failure("%s/%s: the clip is in no class folder; %s", place, clip, EXPECTED);
      }
    }
    folders = clips.stream().map(Names::parent).collect(Collectors.toCollection(TreeSet::new));
    partsInClasses = areParts(lasts(folders));
    Set<String> outer = outer();
    if (partsInClasses) {
      if (outer.size() < 2 || outer.stream().map(Names::parent).distinct().count() > 1) {
        throw failure(
            "%s: the folders %s are parts and no classes, and their clips are in no class folder;"
                + " %s",
            place, String.join(" and ", lasts(folders)), EXPECTED);
      }
      addParts(lasts(folders));
    } else if (outer.size() > 1) {
      boolean sideBySide = outer.stream().map(Names::parent).distinct().count() == 1;
      if (!sideBySide || !outer.stream().allMatch(ClipPlaces::isPart)) {
        List<String> apart =
            clips.stream()
                .collect(
                    Collectors.toMap(
                        clip -> Names.parent(Names.parent(clip)),
                        clip -> clip,
                        (first, second) -> first,
                        TreeMap::new))
                .values()
                .stream()
                .toList();
        throw failure(
            "%s: the clips %s and %s are not in class folders side by side; %s",
            place, apart.get(0), apart.get(1), EXPECTED);
      }
      addParts(lasts(outer));
    }
  }

  /** Whether names are those of parts, rather than classes of which one has such a name. */
  private static boolean areParts(Set<String> names) {
    Set<Split> parts =
        names.stream().flatMap(name -> Split.ofFolder(name).stream()).collect(Collectors.toSet());
    return names.stream().allMatch(ClipPlaces::isPart)
        || (parts.contains(Split.TRAIN) && parts.contains(Split.TEST));
  }

  private static boolean isPart(String folder) {
    return Split.ofFolder(Names.last(folder)).isPresent();
  }

  private static Set<String> lasts(Set<String> paths) {
    return paths.stream().map(Names::last).collect(Collectors.toCollection(TreeSet::new));
  }

  private void addParts(Set<String> names) {
    for (String name : names) {
      Optional<Split> part = Split.ofFolder(name);
      if (part.isEmpty()) {
        throw failure(
            "%s: the folder '%s' is beside the parts %s; expected folders for training, validation"
                + " and test alone",
            place, name, String.join(" and ", parts.values()));
      }
      String other = parts.put(part.get(), name);
      that(
          other == null,
          "%s: the folders '%s' and '%s' are both the %s part; join them",
          place,
          other,
          name,
          part.get().label());
    }
    that(
        parts.containsKey(Split.TRAIN),
        "%s: has folders %s but none for training, such as train",
        place,
        String.join(" and ", parts.values()));
  }

  /** The folders that {@link #folders()} are in. */
  Set<String> outer() {
    return folders.stream().map(Names::parent).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The folders that clips are in. */
  Set<String> folders() {
    return folders;
  }

  /** The folders that tell parts; none where no folder does. */
  Collection<String> parts() {
    return parts.values();
  }

  String className(String clip) {
    String folder = Names.parent(clip);
    return Names.last(partsInClasses ? Names.parent(folder) : folder);
  }

  /** The part that folders tell; training where none does. */
  Split part(String clip) {
    if (parts.isEmpty()) {
      return Split.TRAIN;
    }
    String folder = Names.parent(clip);
    return Split.ofFolder(Names.last(partsInClasses ? folder : Names.parent(folder))).orElseThrow();
  }
}
