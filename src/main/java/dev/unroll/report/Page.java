package dev.unroll.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Resources;
import dev.unroll.check.Part;
import dev.unroll.internal.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Pages of one file, from templates beside this class. */
final class Page {

  private static final String WEBJAR = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";

  private Page() {}

  /** A whole page: the head that all have, with the field {@code title}, then a template. */
  static String whole(String template, Map<String, String> fields) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("head", fill("head.html", fields));
    return fill(template, all);
  }

  /** A template with {@code fields} in their places. */
  private static String fill(String template, Map<String, String> fields) throws IOException {
    return filled(resource("dev/unroll/report/" + template), fields);
  }

  /** A template that draws by Chart.js; where that is missing, a line that says so. */
  static String charts(String template, Map<String, String> fields) throws IOException {
    Optional<String> missing = Part.CHART_JS.missing();
    if (missing.isPresent()) {
      return "<p>" + ScoreTables.escape(missing.get()) + "</p>";
    }
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("script", chartScript());
    return fill(template, all);
  }

  /** {@code value} as JSON that may stand in a script. */
  static String json(Object value) {
    return Json.text(value).replace("<", "\\u003c");
  }

  private static String chartScript() throws IOException {
    Properties coordinates = new Properties();
    try (var in = Page.class.getClassLoader().getResourceAsStream(WEBJAR)) {
      coordinates.load(in);
    }
    String script =
        resource(
            "META-INF/resources/webjars/chart.js/"
                + coordinates.getProperty("version")
                + "/dist/chart.umd.min.js");
    return script.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
  }

  private static String resource(String name) throws IOException {
    return Resources.toString(Page.class.getClassLoader().getResource(name), UTF_8);
  }

  /** Puts each field in its place, in one pass, so that no field's text is taken for a place. */
  private static String filled(String template, Map<String, String> fields) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", from)) {
      int close = template.indexOf("}}", open);
      filled.append(template, from, open).append(fields.get(template.substring(open + 2, close)));
      from = close + 2;
    }
    return filled.append(template, from, template.length()).toString();
  }
}
