package io.redismigration.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Collects what is wrong with one spec. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(String path, String message) {
    found.add(new Problem(path, message));
  }

  /**
   * What {@code reader} makes of the text; null if there is none, or if it is refused, which is
   * then reported.
   */
  <T> T read(String path, String text, Function<String, T> reader) {
    try {
      return text == null ? null : reader.apply(text);
    } catch (IllegalArgumentException refused) {
      add(path, refused.getMessage());
      return null;
    }
  }

  List<Problem> found() {
    return List.copyOf(found);
  }
}
