package io.redismigration.migration.lock;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a user's rules. A selector is one word from the parenthesis that begins a word to
 * the one that ends a word, as the server itself reads it (redis 7.0 acl.c,
 * ACLMergeSelectorArguments).
 */
final class AclWords {
  private AclWords() {}

  static List<String> of(String rules) {
    List<String> words = new ArrayList<>();
    StringBuilder selector = null;
    for (String part : rules.trim().split(" +")) {
      if (selector != null) {
        selector.append(' ').append(part);
      } else if (part.startsWith("(")) {
        selector = new StringBuilder(part);
      } else if (!part.isEmpty()) {
        words.add(part);
      }
      if (selector != null && part.endsWith(")")) {
        words.add(selector.toString());
        selector = null;
      }
    }
    return words;
  }

  /** The words between the parentheses of a selector. */
  static List<String> within(String selector) {
    return List.of(selector.substring(1, selector.length() - 1).trim().split(" +"));
  }
}
