package dev.unroll.internal.table;

import dev.unroll.internal.parquet.ParquetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The rows of a Parquet file: the names of its columns, and then its values. */
final class ParquetCells implements TableInput {

  private final ParquetFile parquet;
  private final Path file;

  /** Of the row; the names are 0. */
  private long number = -1;

  ParquetCells(ParquetFile parquet, Path file) {
    this.parquet = parquet;
    this.file = file;
  }

  @Override
  public boolean next() throws IOException {
    number++;
    return number == 0 || parquet.next();
  }

  @Override
  public List<String> cells() {
    return number == 0 ? parquet.names() : parquet.cells();
  }

  @Override
  public FileLine row() {
    return FileLine.ofRow(file, number);
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
  public void close() throws IOException {
    parquet.close();
  }
}
