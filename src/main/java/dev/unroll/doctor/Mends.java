package dev.unroll.doctor;

import dev.unroll.check.InputException;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Tried;
import dev.unroll.internal.doctor.probe.Lab;
import java.util.ArrayList;
import java.util.List;

/** Tries what findings would have changed. */
final class Mends {

  /** Changes that are tried. */
  private static final int MOST = 3;

  private Mends() {}

  /**
   * The findings with what their changes did. A suspect whose change did nothing becomes a note.
   *
   * @param ordered the first first; so many changes of the first are tried
   */
  static List<Finding> tried(List<Finding> ordered, Lab lab) {
    List<Finding> result = new ArrayList<>();
    int count = 0;
    for (Finding finding : ordered) {
      List<String> settings = finding.mend().map(Mend::settings).orElse(List.of());
      if (settings.isEmpty() || finding.level() == Level.NOTE || count == MOST) {
        result.add(finding);
        continue;
      }
      count++;
      try {
        Tried tried = lab.tried(settings);
        boolean suspect = finding.level() == Level.SUSPECT && !tried.helped();
        result.add(finding.with(tried).at(suspect ? Level.NOTE : finding.level()));
      } catch (InputException e) {
        result.add(finding); // the changed recipe does not fit the data as they are
      }
    }
    return result;
  }
}
