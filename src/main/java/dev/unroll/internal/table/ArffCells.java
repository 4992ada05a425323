package dev.unroll.internal.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The rows of an ARFF file: the names of its attributes, and then its values. */
final class ArffCells implements TableInput {

  private final ArffReader arff;
  private final Path file;
  private List<String> cells;
  private boolean begun;

  /**
   * @throws dev.unroll.check.InputException where an attribute holds tables
   */
  ArffCells(ArffReader arff, Path file) {
    this.arff = arff;
    this.file = file;
    for (ArffAttribute attribute : arff.attributes()) {
      arff.line()
          .that(
              attribute.kind() != ArffAttribute.Kind.RELATIONAL,
              "attribute '%s' holds tables, and a cell has one value; problems of the UCR/UEA"
                  + " archive are read by the kind ts",
              attribute.name());
    }
  }

  @Override
  public boolean next() throws IOException {
    cells = begun ? arff.next() : arff.attributes().stream().map(ArffAttribute::name).toList();
    if (begun && cells != null) {
      cells = cells.stream().map(String::strip).toList();
    }
    begun = true;
    return cells != null;
  }

  @Override
  public List<String> cells() {
    return cells;
  }

  @Override
  public FileLine row() {
    return arff.line();
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public boolean isNamed() {
    return true;
  }

  @Override
  public List<String> classes(int column) {
    return arff.attributes().get(column).values().stream().map(String::strip).toList();
  }

  @Override
  public void close() throws IOException {
    arff.close();
  }
}
