package dev.unroll.report;

import static dev.unroll.report.ScoreTables.escape;

import dev.unroll.doctor.finding.Diagnosis;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Picture;
import dev.unroll.doctor.finding.Tried;
import dev.unroll.internal.files.AtomicWrite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A page of what the doctor saw: findings, and pictures of what was looked at. */
public record DoctorReport(Diagnosis diagnosis) {

  /** Writes the page as one HTML file, script and all. */
  public void write(Path file) throws IOException {
    StringBuilder canvases = new StringBuilder();
    List<Object> drawn = new ArrayList<>();
    for (Picture picture : diagnosis.pictures()) {
      canvases.append(
          String.format(
              Locale.ROOT,
              "<div class=\"chart\"><canvas id=\"picture%d\" role=\"img\" aria-label=\"%s\">"
                  + "</canvas></div>%n",
              drawn.size(),
              escape(picture.title())));
      drawn.add(values(picture));
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("title", escape(diagnosis.subject()));
    fields.put("summary", escape(summary()));
    fields.put(
        "findings",
        diagnosis.findings().stream().map(DoctorReport::card).collect(Collectors.joining("\n")));
    fields.put("canvases", canvases.toString());
    fields.put(
        "charts",
        drawn.isEmpty()
            ? ""
            : Page.charts("doctorpictures.html", Map.of("pictures", Page.json(drawn))));
    fields.put(
        "looked",
        diagnosis.looked().stream()
            .map(kind -> "<li value=\"" + kind.number() + "\">" + escape(title(kind)) + "</li>")
            .collect(Collectors.joining("\n")));
    fields.put(
        "skipped",
        diagnosis.skipped().stream()
            .map(words -> "<p>Not looked at: " + escape(words) + ".</p>")
            .collect(Collectors.joining("\n")));
    AtomicWrite.text(file, Page.whole("doctor.html", fields));
  }

  private String summary() {
    return String.format(
        Locale.ROOT,
        "%d checks in %.0f seconds: %s.",
        diagnosis.looked().size(),
        diagnosis.seconds(),
        diagnosis.found());
  }

  private static String title(Kind kind) {
    return Character.toUpperCase(kind.title().charAt(0)) + kind.title().substring(1);
  }

  private static String card(Finding finding) {
    String level = finding.level().label();
    StringBuilder card = new StringBuilder();
    card.append("<section class=\"finding ").append(level).append("\">\n<h3><span>");
    card.append(level).append("</span> ").append(escape(title(finding.kind()))).append("</h3>\n");
    paragraph(card, Finding.sentence(finding.evidence()));
    if (!finding.cause().isEmpty()) {
      paragraph(card, Finding.sentence(finding.cause()));
    }
    finding
        .mend()
        .ifPresent(
            mend -> {
              paragraph(card, Finding.sentence(mend.words()));
              if (!mend.settings().isEmpty()) {
                card.append("<pre>")
                    .append(escape(String.join("\n", mend.settings())))
                    .append("</pre>\n");
              }
            });
    finding.tried().ifPresent(tried -> card.append(table(tried)));
    if (!finding.explained().isEmpty()) {
      card.append("<details><summary>What this likely explains</summary>\n");
      finding.explained().forEach(other -> card.append(card(other)));
      card.append("</details>\n");
    }
    return card.append("</section>\n").toString();
  }

  private static void paragraph(StringBuilder card, String words) {
    card.append("<p>").append(escape(words)).append("</p>\n");
  }

  private static String table(Tried tried) {
    return String.format(
        Locale.ROOT,
        "<table><tr><th>tried for %d steps</th><th>loss</th><th>%s</th></tr>%n"
            + "<tr><td>as it is</td><td>%s</td><td>%s</td></tr>%n"
            + "<tr><td>with the change</td><td>%s</td><td>%s</td></tr></table>%n",
        tried.steps(),
        escape(tried.metric()),
        number(tried.lossBefore()),
        number(tried.scoreBefore()),
        number(tried.lossAfter()),
        number(tried.scoreAfter()));
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3g", value) : "not finite";
  }

  private static Map<String, Object> values(Picture picture) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("title", picture.title());
    if (picture instanceof Picture.Lines lines) {
      values.put("x", lines.x());
      values.put("y", lines.y());
      values.put("logX", lines.logX());
      values.put("logY", lines.logY());
      Map<String, Object> all = new LinkedHashMap<>();
      lines.lines().forEach((name, line) -> all.put(name, List.of(line.x(), finite(line.y()))));
      values.put("lines", all);
    } else if (picture instanceof Picture.Bars bars) {
      values.put("y", bars.y());
      values.put("bars", bars.bars());
    }
    return values;
  }

  /** The numbers as JSON has them; nothing where there is none. */
  private static List<Double> finite(List<Double> numbers) {
    return numbers.stream()
        .map(number -> Double.isFinite(number) ? number : null)
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
