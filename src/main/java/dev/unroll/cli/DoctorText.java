package dev.unroll.cli;

import dev.unroll.doctor.finding.Diagnosis;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Tried;
import java.util.Locale;

/** A diagnosis in lines of at most 80 columns. */
final class DoctorText {

  private static final int COLUMNS = 80;
  private static final String INDENT = "  ";

  private DoctorText() {}

  static String of(Diagnosis diagnosis) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %d checks in %.0f s, %s%n",
            diagnosis.subject(),
            diagnosis.looked().size(),
            diagnosis.seconds(),
            diagnosis.found()));
    for (Finding finding : diagnosis.findings()) {
      text.append(System.lineSeparator());
      add(text, finding, "");
    }
    if (!diagnosis.skipped().isEmpty()) {
      text.append(System.lineSeparator());
      diagnosis.skipped().forEach(line -> wrap(text, "", "Not looked at: " + line + "."));
    }
    return text.toString();
  }

  /** A finding with what it explains, without a line break at the end. */
  static String of(Finding finding) {
    StringBuilder text = new StringBuilder();
    add(text, finding, "");
    return text.toString().stripTrailing();
  }

  private static void add(StringBuilder text, Finding finding, String indent) {
    wrap(
        text,
        indent,
        finding.level().label() + " " + finding.kind().number() + ": " + finding.kind().title());
    String under = indent + INDENT;
    wrap(text, under, Finding.sentence(finding.evidence()));
    if (!finding.cause().isEmpty()) {
      wrap(text, under, Finding.sentence(finding.cause()));
    }
    finding.mend().map(Mend::words).ifPresent(words -> wrap(text, under, "Mend: " + words + "."));
    finding.tried().ifPresent(tried -> wrap(text, under, words(tried)));
    if (!finding.explained().isEmpty()) {
      wrap(text, under, "It likely explains:");
      finding.explained().forEach(other -> add(text, other, under));
    }
  }

  private static String words(Tried tried) {
    return String.format(
        Locale.ROOT,
        "Tried for %d steps: loss %s, %s %s; as it is %s and %s.",
        tried.steps(),
        number(tried.lossAfter()),
        tried.metric(),
        number(tried.scoreAfter()),
        number(tried.lossBefore()),
        number(tried.scoreBefore()));
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Decimals.figure(value, 3) : "not finite";
  }

  private static void wrap(StringBuilder text, String indent, String words) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : words.split(" ", -1)) {
      if (line.length() > indent.length() && line.length() + 1 + word.length() > COLUMNS) {
        text.append(line).append(System.lineSeparator());
        line = new StringBuilder(indent);
      }
      line.append(line.length() > indent.length() ? " " : "").append(word);
    }
    text.append(line).append(System.lineSeparator());
  }
}
