package dev.unroll.inspect;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.math.LongMath;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/**
 * Which functions of a graph call which: by an operation of their name, or by an operation that
 * takes them as an attribute, such as a loop its body.
 */
final class FunctionCalls {

  private final Path file;
  private final GraphDef graph;

  /** Callees of each function, one for each call. */
  private final Map<String, List<String>> callees = new LinkedHashMap<>();

  private final Map<String, Integer> sizes = new HashMap<>();

  FunctionCalls(Path file, GraphDef graph) {
    this.file = file;
    this.graph = graph;
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      String name = Names.printable(function.getSignature().getName());
      that(!name.isEmpty(), "%s: a function has no name", file);
      that(
          sizes.put(function.getSignature().getName(), function.getNodeDefCount()) == null,
          "%s: two functions are called '%s'",
          file,
          name);
    }
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      callees.put(function.getSignature().getName(), calls(function.getNodeDefList()));
    }
  }

  private List<String> calls(List<NodeDef> nodes) {
    List<String> called = new ArrayList<>();
    nodes.forEach(node -> called.addAll(named(node)));
    called.removeIf(name -> !sizes.containsKey(name));
    return called;
  }

  /** All that a node may call: what it is named after, and what its attributes name. */
  static List<String> named(NodeDef node) {
    List<String> called = new ArrayList<>();
    called.add(node.getOp());
    node.getAttrMap().values().forEach(value -> addCalls(value, called));
    return called;
  }

  private static void addCalls(AttrValue value, List<String> called) {
    if (value.hasFunc()) {
      addCalls(value.getFunc(), called);
    } else if (value.hasList()) {
      value.getList().getFuncList().forEach(function -> addCalls(function, called));
    }
  }

  private static void addCalls(NameAttrList function, List<String> called) {
    called.add(function.getName());
    function.getAttrMap().values().forEach(value -> addCalls(value, called));
  }

  /** Refuses functions that call themselves, and those that unfold to a huge graph. */
  void check(long mostNodes) {
    Map<String, Long> unfolded = new HashMap<>();
    for (String function : callees.keySet()) {
      unfold(function, unfolded);
    }
    long all = graph.getNodeCount();
    for (String called : calls(graph.getNodeList())) {
      all = LongMath.saturatedAdd(all, unfolded.get(called));
    }
    for (long one : unfolded.values()) {
      all = Math.max(all, one);
    }
    that(
        all <= mostNodes,
        "%s: its functions call each other so often that they unfold to more than %,d operations",
        file,
        mostNodes);
  }

  /** A function whose callees are being gone through. */
  private record Open(String function, Iterator<String> rest) {}

  /** Operations of a function and of all that it calls; without recursion of our own. */
  private void unfold(String first, Map<String, Long> unfolded) {
    if (unfolded.containsKey(first)) {
      return;
    }
    Deque<Open> open = new ArrayDeque<>();
    Map<String, Boolean> onPath = new LinkedHashMap<>();
    open.push(new Open(first, callees.get(first).iterator()));
    onPath.put(first, true);
    while (!open.isEmpty()) {
      Open top = open.peek();
      if (!top.rest.hasNext()) {
        long size = sizes.get(top.function);
        for (String callee : callees.get(top.function)) {
          size = LongMath.saturatedAdd(size, unfolded.get(callee));
        }
        unfolded.put(top.function, size);
        onPath.remove(top.function);
        open.pop();
        continue;
      }
      String next = top.rest.next();
      if (onPath.containsKey(next)) {
        throw failure(
            "%s: function '%s' calls itself%s; it would never end",
            file,
            Names.printable(next),
            next.equals(top.function) ? "" : " by '" + Names.printable(top.function) + "'");
      }
      if (!unfolded.containsKey(next)) {
        onPath.put(next, true);
        open.push(new Open(next, callees.get(next).iterator()));
      }
    }
  }
}
