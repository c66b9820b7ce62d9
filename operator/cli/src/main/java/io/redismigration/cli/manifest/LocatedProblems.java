package io.redismigration.cli.manifest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with one document and remembers in which line each field stands. */
final class LocatedProblems {
  private final List<LocatedProblem> found = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  /** Remembers where the field stands, for problems that are found later. */
  void locate(String path, Node node) {
    lines.put(path, lineOf(node));
  }

  void add(String path, Node node, String message) {
    found.add(new LocatedProblem(path, lineOf(node), message));
  }

  /**
   * Reports a field by its path alone: the line of the field, or of the nearest one around it that
   * is there.
   */
  void add(String path, String message) {
    found.add(new LocatedProblem(path, lineOf(path), message));
  }

  void throwIfAny(Path file) throws ManifestException {
    if (!found.isEmpty()) {
      throw new ManifestException(
          file, found.stream().sorted(Comparator.comparingInt(LocatedProblem::line)).toList());
    }
  }

  private int lineOf(String path) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      Integer line = lines.get(at);
      if (line != null) {
        return line;
      }
    }
    return 0;
  }

  private static String parent(String path) {
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return end < 0 ? "" : path.substring(0, end);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
