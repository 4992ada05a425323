package dev.unroll.source.numpy;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The arrays of a folder or file by what they are for.
 *
 * @param parts each with an array of inputs: one of no split, or one or more with theirs
 * @param unused names of arrays of no known purpose
 */
record FoundArrays(List<Part> parts, List<String> unused) {

  private static final int MOST_NAMES = 12;

  /**
   * Arrays that belong together.
   *
   * @param split that they are; empty where they are all there is
   */
  record Part(Optional<Split> split, Map<Role, ArrayPlace> arrays) {

    ArrayPlace inputs() {
      return arrays.get(Role.INPUTS);
    }

    Optional<ArrayPlace> find(Role role) {
      return Optional.ofNullable(arrays.get(role));
    }
  }

  /**
   * Finds them.
   *
   * @param path a folder, a {@code .npz} file, or a {@code .npy} file of inputs with the others
   *     beside it
   * @throws dev.unroll.check.InputException where there are none, or more than one for a purpose
   */
  static FoundArrays at(Path path, NumpyArrays names) throws IOException {
    that(Files.exists(path), "%s: no such file or folder; check the path", path);
    if (Files.isDirectory(path)) {
      return of(path, ArrayPlace.inFolder(path), names);
    }
    return ArrayPlace.holdsSeveral(path)
        ? of(path, ArrayPlace.inFile(path), names)
        : beside(path, names);
  }

  private static FoundArrays of(Path path, List<ArrayPlace> places, NumpyArrays names) {
    Map<Optional<Split>, Part> parts = new HashMap<>();
    List<String> unused = new ArrayList<>();
    for (ArrayPlace place : places) {
      Optional<Role.Told> told = Role.of(place.name(), names);
      if (told.isEmpty()) {
        unused.add(place.name());
        continue;
      }
      Part part =
          parts.computeIfAbsent(
              told.get().split(), split -> new Part(split, new EnumMap<>(Role.class)));
      add(path, part, told.get().role(), place);
    }
    if (parts.isEmpty() && places.size() == 1) {
      // The only array is the inputs, whatever it is called.
      Part only = new Part(Optional.empty(), Map.of(Role.INPUTS, places.get(0)));
      return new FoundArrays(List.of(only), List.of());
    }
    List<Part> withInputs =
        parts.values().stream()
            .filter(part -> part.arrays().containsKey(Role.INPUTS))
            .sorted(Comparator.comparing(part -> part.split().orElse(Split.TRAIN)))
            .toList();
    that(
        !withInputs.isEmpty(),
        "%s: has no array of inputs by the usual names (X, data, inputs, ...), with or without a part"
            + " (train, test); it has %s; set arrays.inputs",
        path,
        list(places.stream().map(ArrayPlace::name).toList()));
    that(
        withInputs.size() == 1 || withInputs.stream().allMatch(p -> p.split().isPresent()),
        "%s: has an array of inputs without a part and others with one (%s); set arrays.inputs, or"
            + " move some away",
        path,
        list(withInputs.stream().map(part -> part.inputs().name()).toList()));
    return new FoundArrays(withInputs, unused);
  }

  private static void add(Path path, Part part, Role role, ArrayPlace place) {
    ArrayPlace other = part.arrays().put(role, place);
    if (other != null) {
      throw failure(
          "%s: both '%s' and '%s' might be the array of %s%s; set %s",
          path,
          other.name(),
          place.name(),
          role.label(),
          part.split().map(split -> " for " + split.label()).orElse(""),
          role.setting());
    }
  }

  /** Inputs of a file, with what its folder has for the same part. */
  private static FoundArrays beside(Path file, NumpyArrays names) throws IOException {
    String stem = ArrayPlace.withoutEnding(file.getFileName().toString());
    Path folder = file.toAbsolutePath().getParent();
    Optional<Split> split = Role.of(stem, names).flatMap(Role.Told::split);
    boolean ownName = split.isEmpty() && !Role.isUsual(stem);
    Part part = new Part(split, new EnumMap<>(Role.class));
    part.arrays().put(Role.INPUTS, new ArrayPlace(file, "", stem));
    for (ArrayPlace place : ArrayPlace.inFolder(folder, 1)) {
      if (!place.key().isEmpty() || place.name().equals(stem)) {
        continue;
      }
      Optional<Role> named = Optional.empty();
      for (Role role : Role.values()) {
        if (ownName && role != Role.INPUTS && role.isBeside(stem, place.name())) {
          named = Optional.of(role);
        }
      }
      Optional<Role> told =
          Role.of(place.name(), names)
              .filter(found -> found.split().equals(split) && found.role() != Role.INPUTS)
              .map(Role.Told::role);
      if (named.isPresent()) {
        part.arrays().put(named.get(), place); // walks_labels.npy rather than labels.npy
      } else if (told.isPresent()) {
        ArrayPlace other = part.arrays().get(told.get());
        if (other == null || !(ownName && told.get().isBeside(stem, other.name()))) {
          add(folder, part, told.get(), place);
        }
      }
    }
    return new FoundArrays(List.of(new Part(Optional.empty(), part.arrays())), List.of());
  }

  /** The one that is for a split. */
  Optional<Part> of(Split split) {
    return parts.stream().filter(part -> part.split().equals(Optional.of(split))).findAny();
  }

  /** Names as messages list them. */
  static String list(List<String> names) {
    String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMES
        ? some + " and " + (names.size() - MOST_NAMES) + " more"
        : some;
  }
}
