package dev.unroll.source.ts;

import dev.unroll.check.InputException;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.internal.files.PackedFile;
import dev.unroll.internal.table.ArffAttribute;
import dev.unroll.internal.table.ArffAttribute.Kind;
import dev.unroll.internal.table.ArffReader;
import dev.unroll.internal.table.FileLine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cases as the archive's ARFF files have them: of one dimension with an attribute a step, of
 * several as a relation with a row a dimension; and the class, or the number to predict.
 *
 * <p>Steps at the end that no dimension has a value of are none of the case, which is shorter.
 */
final class ArffCases implements CaseLines {

  private static final Logger LOG = LoggerFactory.getLogger(ArffCases.class);

  private static final Set<String> TARGETS = Set.of("class", "target", "label", "classattribute");

  private final Path file;
  private final ArffReader arff;

  /** Place of what is to be predicted. */
  private final int target;

  /** Place of the relation; -1 where each attribute is a step. */
  private final int relation;

  private FileLine line;
  private int steps;
  private int shorter;

  private ArffCases(Path file, ArffReader arff) {
    this.file = file;
    this.arff = arff;
    this.line = arff.line();
    List<ArffAttribute> attributes = arff.attributes();
    List<Integer> relations = places(attributes, Kind.RELATIONAL);
    this.relation = relations.isEmpty() ? -1 : relations.get(0);
    this.target = target(attributes);
    line.that(
        relation < 0 || attributes.size() == 2,
        "expected a relation and the class, found %d attributes",
        attributes.size());
    for (int i = 0; i < attributes.size(); i++) {
      line.that(
          i == target || i == relation || attributes.get(i).kind() == Kind.NUMERIC,
          "attribute '%s': expected numbers, one attribute for each step, or a relation; other"
              + " tables are read by the kind csv",
          attributes.get(i).name());
    }
  }

  static boolean isNamed(Path file) {
    return file.getFileName().toString().matches(".*\\.arff(\\.[a-z0-9]+)?");
  }

  static ArffCases open(Path file) throws IOException {
    BufferedInputStream raw = PackedFile.open(file);
    ArffReader arff = new ArffReader(raw, file, "", note -> LOG.warn("{}: {}", file, note));
    try {
      return new ArffCases(file, arff);
    } catch (InputException e) {
      arff.close();
      throw e;
    }
  }

  private static List<Integer> places(List<ArffAttribute> attributes, Kind kind) {
    return IntStream.range(0, attributes.size())
        .filter(i -> attributes.get(i).kind() == kind)
        .boxed()
        .toList();
  }

  /** The only attribute of words, or a number at the end that is called so. */
  private int target(List<ArffAttribute> attributes) {
    List<Integer> nominal = places(attributes, Kind.NOMINAL);
    int last = attributes.size() - 1;
    boolean named =
        attributes.get(last).kind() == Kind.NUMERIC
            && (relation >= 0
                || TARGETS.contains(attributes.get(last).name().toLowerCase(Locale.ROOT)));
    line.that(
        nominal.size() == 1 || (nominal.isEmpty() && named),
        "expected one attribute of classes, {a,b,...}, or numbers called target at the end, found"
            + " %d attributes of classes",
        nominal.size());
    return nominal.isEmpty() ? last : nominal.get(0);
  }

  @Override
  public TsHeader header(boolean alone) {
    ArffAttribute attribute = arff.attributes().get(target);
    boolean classes = attribute.kind() == Kind.NOMINAL;
    line.that(
        !classes || attribute.values().size() > 1,
        "attribute '%s': expected two classes or more, found %s",
        attribute.name(),
        attribute.values());
    return new TsHeader(
        relation < 0 ? 1 : 0,
        0,
        false,
        false,
        Optional.of(
            classes
                ? new Target.OneClass(attribute.values())
                : new Target.Numbers(List.of(new Signal("target", "")), Target.Numbers.NO_NAIVE)));
  }

  @Override
  public String next() throws IOException {
    List<String> row = arff.next();
    line = arff.line();
    if (row == null) {
      return null;
    }
    List<List<String>> dimensions = dimensions(row);
    int all = dimensions.get(0).size();
    int end = all;
    while (end > 1 && isMissing(dimensions, end - 1)) {
      end--;
    }
    steps = Math.max(steps, all);
    shorter += end < all ? 1 : 0;
    StringBuilder text = new StringBuilder();
    for (List<String> values : dimensions) {
      text.append(String.join(",", values.subList(0, end))).append(':');
    }
    String label = row.get(target);
    line.that(!label.equals(ArffReader.MISSING), "the class is missing");
    line.that(label.indexOf(':') < 0, "the class '%s' has a colon; write it without", label);
    return text.append(label).toString();
  }

  private List<List<String>> dimensions(List<String> row) {
    if (relation < 0) {
      List<String> values = new ArrayList<>(row);
      values.remove(target);
      line.that(!values.isEmpty(), "there are no values besides the class");
      return List.of(values);
    }
    List<List<String>> dimensions = arff.relation(row.get(relation));
    int inner = arff.attributes().get(relation).inner().size();
    line.that(!dimensions.isEmpty(), "the relation has no rows");
    for (List<String> values : dimensions) {
      line.that(
          values.size() == inner,
          "expected %d values in each row of the relation, one for each attribute, found %d",
          inner,
          values.size());
    }
    return dimensions;
  }

  private static boolean isMissing(List<List<String>> dimensions, int step) {
    return dimensions.stream().allMatch(values -> values.get(step).equals(ArffReader.MISSING));
  }

  @Override
  public FileLine line() {
    return line;
  }

  @Override
  public Optional<String> note() {
    return CaseLines.shorter(file, shorter, steps);
  }

  @Override
  public void close() throws IOException {
    arff.close();
  }
}
