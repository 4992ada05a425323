package dev.unroll.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.OwnProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class NodeNamesTest {

  @TempDir Path temp;

  /** Adds operations in every way, by {@code tf}. */
  private static void build(Ops tf) {
    Operand<TFloat32> one = tf.constant(1f);
    for (int i = 0; i < 12; i++) {
      one = tf.math.add(one, tf.constant(2f));
    }
    tf.withName("named").constant(1f);
    tf.withName("named").constant(1f);
    tf.withSubScope("inside").constant(1f);
    Ops inside = tf.withSubScope("inside");
    inside.constant(1f);
    inside.constant(1f);
    inside.withSubScope("deeper").withName("named").constant(1f);
    tf.withControlDependencies(List.of(one)).constant(3f);
    tf.withDevice(DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).build())
        .constant(4f);
    tf.nn.softmax(tf.constant(new float[][] {{1, 2}}));
  }

  private static List<String> names(Graph graph) {
    List<String> names = new ArrayList<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      names.add(all.next().name());
    }
    return names;
  }

  @Test
  void namesAreThoseOfTensorFlowJava() {
    try (Graph ours = new Graph();
        Graph theirs = new Graph()) {
      build(GraphOps.of(ours));
      build(Ops.create(theirs));
      assertEquals(names(theirs), names(ours));
      assertTrue(names(ours).contains("Const_12"), names(ours).toString());
    }
  }

  @Test
  void namesThatAreThereAlreadyAreLeft() {
    try (Graph graph = new Graph()) {
      build(Ops.create(graph));
      Ops tf = GraphOps.of(graph);
      assertEquals("named_2", tf.withName("named").constant(1f).op().name());
      assertEquals("inside/Const_1", tf.withSubScope("inside").constant(1f).op().name());
      assertThrows(IllegalArgumentException.class, () -> tf.withName("a b").constant(1f));
    }
  }

  @Test
  void namesAreTheSameInEveryLanguage() throws IOException, InterruptedException {
    OwnProcess process = OwnProcess.run(temp, List.of(), Languages.class.getName(), List.of());
    assertEquals(0, process.code(), process.err());
    int languages = Integer.parseInt(process.out().strip());
    assertTrue(languages > 20, "only " + languages + " languages with digits of their own");
  }

  /** Builds a graph in each language with digits of its own. */
  static final class Languages {

    private Languages() {}

    public static void main(String[] arguments) {
      List<String> expected = inLanguage(Locale.ENGLISH);
      int languages = 0;
      for (Locale language : Locale.getAvailableLocales()) {
        if (!String.format(language, "%d", 12).equals("12")) {
          languages++;
          if (!inLanguage(language).equals(expected)) {
            throw new AssertionError(language + ": " + inLanguage(language));
          }
        }
      }
      if (!inLanguage(Locale.forLanguageTag("tr-TR")).equals(expected)) {
        throw new AssertionError("Turkish");
      }
      System.out.println(languages);
    }

    private static List<String> inLanguage(Locale language) {
      Locale.setDefault(language);
      try (Graph graph = new Graph()) {
        GraphScope scope = GraphScope.root(graph, 1, GraphPlan.ofSteps());
        build(scope.tf());
        return names(graph);
      }
    }
  }
}
