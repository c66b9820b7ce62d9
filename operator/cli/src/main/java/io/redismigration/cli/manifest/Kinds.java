package io.redismigration.cli.manifest;

import io.fabric8.kubernetes.api.model.Quantity;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What a YAML node is, in a reader's words. */
final class Kinds {
  private Kinds() {}

  /** What was found, without its value: it may be a secret in the wrong place. */
  static String of(Node node) {
    if (node instanceof MappingNode) {
      return "an object";
    } else if (node instanceof SequenceNode) {
      return "a list";
    }
    Tag tag = node.getTag();
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return "a number";
    } else if (tag.equals(Tag.BOOL)) {
      return "true or false";
    }
    return tag.equals(Tag.NULL) ? "nothing" : "text";
  }

  /** What is expected for a scalar of that type. */
  static String of(Class<?> type) {
    if (type == Boolean.class) {
      return "true or false";
    } else if (type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    return type == Quantity.class ? "a quantity" : "text";
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  /** The text of a scalar; of anything else, something printable. */
  static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "(" + of(node) + ")";
  }
}
