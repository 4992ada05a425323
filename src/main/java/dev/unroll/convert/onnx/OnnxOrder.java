package dev.unroll.convert.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings nodes into an order in which each comes after those that it takes from. */
final class OnnxOrder {

  private OnnxOrder() {}

  /** The nodes in order; those that never get all that they take are left out. */
  static List<OnnxNode> sorted(List<OnnxNode> nodes) {
    Set<String> given = new HashSet<>();
    nodes.forEach(node -> given.addAll(node.outputs()));
    Map<String, List<Integer>> takers = new HashMap<>();
    int[] missing = new int[nodes.size()];
    Deque<Integer> ready = new ArrayDeque<>();
    for (int i = 0; i < missing.length; i++) {
      Set<String> needed = new HashSet<>(nodes.get(i).inputs());
      needed.removeIf(name -> name.isEmpty() || !given.contains(name));
      for (String name : needed) {
        takers.computeIfAbsent(name, n -> new ArrayList<>()).add(i);
      }
      missing[i] = needed.size();
      if (missing[i] == 0) {
        ready.add(i);
      }
    }
    List<OnnxNode> sorted = new ArrayList<>();
    while (!ready.isEmpty()) {
      OnnxNode node = nodes.get(ready.remove());
      sorted.add(node);
      for (String output : node.outputs()) {
        for (int taker : takers.getOrDefault(output, List.of())) {
          if (--missing[taker] == 0) {
            ready.add(taker);
          }
        }
        takers.remove(output);
      }
    }
    return sorted;
  }
}
