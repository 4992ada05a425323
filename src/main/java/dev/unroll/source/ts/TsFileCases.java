package dev.unroll.source.ts;

import dev.unroll.internal.table.FileLine;
import java.io.IOException;

/** The cases of a ts file, without time stamps. */
final class TsFileCases implements CaseLines {

  private final TsLines lines;
  private final TsStamps stamps = new TsStamps();
  private boolean stamped;

  TsFileCases(TsLines lines) {
    this.lines = lines;
  }

  @Override
  public TsHeader header(boolean alone) throws IOException {
    TsHeader header = TsHeader.read(lines);
    stamped = header.stamped();
    return header;
  }

  @Override
  public String next() throws IOException {
    String text = lines.next();
    return text != null && stamped ? stamps.without(text, lines.line()) : text;
  }

  @Override
  public FileLine line() {
    return lines.line();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
