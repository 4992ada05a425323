package dev.unroll.source.csv;

import dev.unroll.data.Schema;
import dev.unroll.data.Target;
import dev.unroll.internal.table.TableRows;
import java.util.List;

/** What is left of the settings for a training where a model is used on another file. */
final class CsvUse {

  private CsvUse() {}

  /** Settings that read the features and classes of {@code schema}, all in one part. */
  static Csv toScore(Csv settings, TableRows table, Schema schema) {
    CsvSplit split =
        settings.split() instanceof CsvSplit.ByColumn by && table.has(by.column())
            ? by
            : new CsvSplit.ByGroup(0, 0, 1);
    return with(settings, table, schema, target(settings.target(), schema.target()), split);
  }

  /** Settings that read the features of {@code schema}, whatever the target. */
  static Csv toPredict(Csv settings, TableRows table, Schema schema) {
    return with(settings, table, schema, settings.target(), new CsvSplit.ByGroup(0, 0, 1));
  }

  /** The classes of the model, of which a file may have some only. */
  private static CsvTarget target(CsvTarget asked, Target known) {
    if (!known.isClasses()) {
      return asked;
    }
    if (asked instanceof CsvTarget.Label label) {
      return new CsvTarget.Label(label.column(), known.names());
    }
    if (asked instanceof CsvTarget.WindowLabel label) {
      return new CsvTarget.WindowLabel(label.column(), known.names(), label.take());
    }
    return asked instanceof CsvTarget.StepLabel label
        ? new CsvTarget.StepLabel(label.column(), known.names())
        : asked;
  }

  private static Csv with(
      Csv settings, TableRows table, Schema schema, CsvTarget target, CsvSplit split) {
    CsvColumns columns = settings.columns();
    boolean groupless = settings.form() == Csv.Form.WIDE || !columns.sequence().isEmpty();
    return new Csv(
        settings.form(),
        new CsvColumns(
            columns.sequence(),
            columns.time(),
            columns.timeFormat(),
            groupless && !table.has(columns.group()) ? "" : columns.group(),
            List.copyOf(schema.featureNames())),
        target,
        split,
        settings.missing(),
        settings.window(),
        settings.stride(),
        settings.longestGap(),
        settings.table(),
        settings.labels());
  }
}
