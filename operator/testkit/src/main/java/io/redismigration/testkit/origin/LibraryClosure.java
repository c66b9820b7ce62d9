package io.redismigration.testkit.origin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The libraries a package needs, read from {@code apt-cache depends --recurse}. Follows libraries
 * alone: what a package needs to be installed (users, init scripts, debconf) is of no use to a
 * server that is only unpacked.
 */
final class LibraryClosure {

  private static final Pattern LIBRARY = Pattern.compile("(lib|lua-|zlib).*");

  private LibraryClosure() {}

  /**
   * @param roots taken in any case, listed first
   * @param depends output of apt-cache: a package on a line of its own, its dependencies indented
   *     below it
   */
  static List<String> of(List<String> roots, String depends) {
    Map<String, List<String>> graph = parse(depends);
    Set<String> closure = new LinkedHashSet<>(roots);
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      for (String dependency : graph.getOrDefault(open.remove(), List.of())) {
        boolean real = graph.containsKey(dependency);
        if (real && LIBRARY.matcher(dependency).matches() && closure.add(dependency)) {
          open.add(dependency);
        }
      }
    }
    return List.copyOf(closure);
  }

  private static Map<String, List<String>> parse(String depends) {
    Map<String, List<String>> graph = new HashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : depends.lines().toList()) {
      if (!line.isEmpty() && !Character.isWhitespace(line.charAt(0)) && line.charAt(0) != '<') {
        current = graph.computeIfAbsent(line.strip(), name -> new ArrayList<>());
      } else if (line.contains("Depends: ")) {
        current.add(line.substring(line.indexOf(": ") + 2).strip());
      }
    }
    return graph;
  }
}
