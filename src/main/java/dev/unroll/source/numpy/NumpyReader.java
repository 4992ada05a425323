package dev.unroll.source.numpy;

import static dev.unroll.check.Check.that;

import com.google.common.collect.Sets;
import dev.unroll.data.Dataset;
import dev.unroll.data.GroupFolds;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the arrays of a path into a dataset. */
final class NumpyReader {

  private static final Logger LOG = LoggerFactory.getLogger(Numpy.class);

  private final Path path;
  private final Numpy settings;
  private final NumpyNotes notes = new NumpyNotes();
  private final GroupNumbers groups = new GroupNumbers();

  NumpyReader(Path path, Numpy settings) {
    this.path = path;
    this.settings = settings;
  }

  /** The dataset, in the parts that the arrays or the settings say. */
  Dataset read() throws IOException {
    FoundArrays found = found();
    that(
        !isDivided(found) || found.of(Split.TRAIN).isPresent(),
        "%s: has arrays for %s and none for training",
        path,
        found.parts().stream().flatMap(part -> part.split().stream()).map(Split::label).toList());
    ClassNumbers classes = new ClassNumbers(settings.target(), List.of());
    Map<Split, PartReader> parts = readers(found, classes, true);
    PartReader first = parts.get(Split.TRAIN);
    Dataset dataset = dataset(parts, signals(first.features()), first.target());
    Dataset divided = isDivided(found) ? dataset : divided(dataset, first);
    checkClasses(divided);
    return divided;
  }

  /** Whether the arrays come in parts. */
  private static boolean isDivided(FoundArrays found) {
    return found.parts().get(0).split().isPresent();
  }

  /** The dataset to score a model on: in its parts, or else as a test part. */
  Dataset toScore(Schema schema) throws IOException {
    FoundArrays found = found();
    Target known = schema.target();
    ClassNumbers classes =
        new ClassNumbers(settings.target(), known.isClasses() ? known.names() : List.of());
    Map<Split, PartReader> parts = readers(found, classes, true);
    PartReader first = parts.values().iterator().next();
    boolean sameCount = first.features() == schema.features() && schema.frame().isEmpty();
    List<Signal> signals =
        sameCount && settings.features().isEmpty()
            ? schema.featureNames().stream().map(name -> new Signal(name, "")).toList()
            : signals(first.features());
    Target target = first.target();
    boolean sameNumbers =
        !target.isClasses() && !known.isClasses() && target.names().size() == known.names().size();
    Dataset all = dataset(parts, signals, sameNumbers ? known : target);
    return isDivided(found) ? all : all.divided(all.train(), i -> Split.TEST);
  }

  /**
   * The sequences alone, of the test part where there is one.
   *
   * @param features that are expected; 0 for any number
   */
  Sequences toPredict(int features) throws IOException {
    FoundArrays found = found();
    List<FoundArrays.Part> asked = found.of(Split.TEST).map(List::of).orElse(found.parts());
    ClassNumbers classes = new ClassNumbers(settings.target(), List.of());
    Map<Split, PartReader> parts = readers(new FoundArrays(asked, found.unused()), classes, false);
    PartReader first = parts.values().iterator().next();
    that(
        features == 0 || first.features() == features,
        "%s: its steps have %d features, the model takes %d; where an axis has them that was read as"
            + " another, set axes",
        path,
        first.features(),
        features);
    List<Sequences> all = parts.values().stream().map(PartReader::sequences).toList();
    tell(notes.all(names(first.features())));
    that(
        all.size() == 1,
        "%s: has the parts %s; choose the file of one",
        path,
        parts.keySet().stream().map(Split::label).toList());
    return all.get(0);
  }

  private FoundArrays found() throws IOException {
    FoundArrays found = FoundArrays.at(path, settings.arrays());
    if (!found.unused().isEmpty()) {
      notes.add("arrays that are not used: " + FoundArrays.list(found.unused()));
    }
    return found;
  }

  /** All parts, read; what is of no part is for training as yet. */
  private Map<Split, PartReader> readers(FoundArrays found, ClassNumbers classes, boolean told)
      throws IOException {
    Map<Split, PartReader> readers = new EnumMap<>(Split.class);
    for (FoundArrays.Part part : found.parts()) {
      PartReader reader = new PartReader(settings, part, classes, groups, notes);
      reader.read(told);
      readers.put(part.split().orElse(Split.TRAIN), reader);
      PartReader first = readers.values().iterator().next();
      that(
          reader.features() == first.features(),
          "%s: has %d features, the part before it has %d; expected as many",
          part.inputs().file(),
          reader.features(),
          first.features());
    }
    return readers;
  }

  private List<String> names(int features) {
    that(
        settings.features().isEmpty() || settings.features().size() == features,
        "%s: has %d features, but the setting features names %d: %s",
        path,
        features,
        settings.features().size(),
        settings.features());
    return settings.features().isEmpty()
        ? IntStream.range(0, features).mapToObj(i -> "x" + i).toList()
        : settings.features();
  }

  private List<Signal> signals(int features) {
    return names(features).stream().map(name -> new Signal(name, "")).toList();
  }

  private Dataset dataset(Map<Split, PartReader> parts, List<Signal> signals, Target target) {
    Map<Split, Sequences> read = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      read.put(
          split,
          parts.containsKey(split)
              ? parts.get(split).sequences()
              : Sequences.empty(signals.size()));
    }
    noteSharedGroups(read.get(Split.TRAIN), read.get(Split.TEST));
    List<String> all = notes.all(signals.stream().map(Signal::name).toList());
    tell(all);
    return new Dataset(
        name(),
        false,
        new Schema(signals, Optional.empty(), target, groups.areNamed() ? "group" : "sequence"),
        read.get(Split.TRAIN),
        read.get(Split.VALIDATION),
        read.get(Split.TEST),
        all);
  }

  private void tell(List<String> all) {
    all.forEach(note -> LOG.warn("{}: {}", path, note));
  }

  private String name() {
    return ArrayPlace.withoutEnding(path.toAbsolutePath().normalize().getFileName().toString());
  }

  /** The dataset whose training part is all there is, divided as the settings say. */
  private Dataset divided(Dataset whole, PartReader reader) {
    Sequences all = whole.train();
    if (settings.split() instanceof NumpySplit.ByTime) {
      return whole.divided(whole.train(), reader.splits()::get);
    }
    NumpySplit.ByGroup by = (NumpySplit.ByGroup) settings.split();
    Map<Integer, Split> ofGroup = GroupFolds.divide(all, by.validation(), by.test(), by.seed());
    Dataset divided = whole.divided(all, i -> ofGroup.get(all.group(i)));
    that(
        (by.test() == 0 || !divided.test().isEmpty())
            && (by.validation() == 0 || !divided.validation().isEmpty()),
        "%s: its %d %ss are too few for the parts that the setting split asks for; set split.test to"
            + " 0, or split by-time",
        path,
        all.groups().size(),
        whole.schema().grouping());
    return divided;
  }

  private void noteSharedGroups(Sequences train, Sequences test) {
    Set<Integer> both = Sets.intersection(Set.copyOf(train.groups()), Set.copyOf(test.groups()));
    if (!both.isEmpty()) {
      notes.add(
          both.size()
              + " groups have sequences in training and in test: results say little of others");
    }
  }

  /** Checks that there is something to tell apart, and that no part has a class of its own. */
  private void checkClasses(Dataset dataset) {
    Target target = dataset.schema().target();
    if (!target.isClasses()) {
      return;
    }
    BitSet trained = classes(dataset.train(), target);
    that(
        trained.cardinality() > 1,
        "%s: all training sequences are of one class, '%s'; there is nothing to tell apart",
        path,
        target.names().get(trained.nextSetBit(0)));
    that(
        settings.target().classes().isEmpty() || trained.get(0),
        "%s: no training sequence is of the first of target.classes, '%s'; where the first has another"
            + " number than %d, set target.firstClass, else leave it out",
        path,
        target.names().get(0),
        settings.target().firstClass());
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      BitSet others = classes(dataset.split(split), target);
      others.andNot(trained);
      that(
          others.isEmpty(),
          "%s: class '%s' occurs in the %s part and not in training; divide otherwise (see the setting"
              + " split) or leave it out",
          path,
          others.isEmpty() ? "" : target.names().get(others.nextSetBit(0)),
          split.label());
    }
  }

  private static BitSet classes(Sequences part, Target target) {
    BitSet classes = new BitSet();
    for (int i = 0; i < part.size(); i++) {
      target.classes(part, i).forEach(classes::set);
    }
    return classes;
  }
}
