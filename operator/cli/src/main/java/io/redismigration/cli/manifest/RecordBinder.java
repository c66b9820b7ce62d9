package io.redismigration.cli.manifest;

import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Turns YAML nodes into the manifest's records and holds them against the constraints annotated
 * there, the same ones a cluster's schema is made of. Every problem is collected; what could not be
 * read is null.
 */
final class RecordBinder {
  private final LocatedProblems problems;

  RecordBinder(LocatedProblems problems) {
    this.problems = problems;
  }

  /**
   * Reads an object.
   *
   * @param tolerated fields that are allowed and not read
   */
  <T extends Record> T object(Class<T> type, Node node, String path, List<String> tolerated) {
    if (!(node instanceof MappingNode mapping)) {
      problems.add(path, node, "expected an object, found " + Kinds.of(node));
      return null;
    }
    RecordComponent[] components = type.getRecordComponents();
    Map<String, Node> given = fields(mapping, path, components, tolerated);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = component(components[i], given.get(components[i].getName()), node, path);
    }
    return instantiate(type, components, values);
  }

  private Map<String, Node> fields(
      MappingNode mapping, String path, RecordComponent[] components, List<String> tolerated) {
    Set<String> known =
        Arrays.stream(components)
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, Node> given = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = Kinds.text(tuple.getKeyNode());
      String child = join(path, name);
      problems.locate(child, tuple.getKeyNode());
      if (known.contains(name)) {
        if (given.put(name, tuple.getValueNode()) != null) {
          problems.add(child, tuple.getKeyNode(), "is given twice; keep one");
        }
      } else if (!tolerated.contains(name)) {
        problems.add(child, tuple.getKeyNode(), unknown(name, known));
      }
    }
    return given;
  }

  private static String unknown(String name, Set<String> known) {
    return Nearest.to(name, known)
        .map(near -> "unknown field; did you mean '" + near + "'?")
        .orElse("unknown field; known here: " + String.join(", ", known));
  }

  private Object component(RecordComponent component, Node given, Node parent, String path) {
    String child = join(path, component.getName());
    if (given == null || Kinds.isNull(given)) {
      if (component.getAccessor().isAnnotationPresent(Required.class)) {
        problems.add(child, given == null ? parent : given, "is missing; it is required");
      }
      return null;
    }
    Object value = value(component.getGenericType(), given, child);
    if (value != null) {
      Constraints.violated(component.getAccessor(), value)
          .ifPresent(message -> problems.add(child, given, message));
    }
    return value;
  }

  private Object value(Type type, Node node, String path) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? list(generic.getActualTypeArguments()[0], node, path)
          : map(generic.getActualTypeArguments()[1], node, path);
    }
    Class<?> raw = (Class<?>) type;
    return raw.isRecord()
        ? object(raw.asSubclass(Record.class), node, path, List.of())
        : scalar(raw, node, path);
  }

  private List<Object> list(Type element, Node node, String path) {
    if (!(node instanceof SequenceNode sequence)) {
      problems.add(path, node, "expected a list, found " + Kinds.of(node));
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      String child = path + "[" + values.size() + "]";
      problems.locate(child, item);
      Object value = value(element, item, child);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  private Map<String, Object> map(Type element, Node node, String path) {
    if (!(node instanceof MappingNode mapping)) {
      problems.add(path, node, "expected an object, found " + Kinds.of(node));
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String name = Kinds.text(tuple.getKeyNode());
      String child = join(path, name);
      problems.locate(child, tuple.getKeyNode());
      Object value = value(element, tuple.getValueNode(), child);
      if (value != null && values.put(name, value) != null) {
        problems.add(child, tuple.getKeyNode(), "is given twice; keep one");
      }
    }
    return values;
  }

  private Object scalar(Class<?> type, Node node, String path) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(path, node, "expected " + Kinds.of(type) + ", found " + Kinds.of(node));
      return null;
    }
    String text = scalar.getValue();
    if (type == String.class && scalar.getTag().equals(Tag.STR)) {
      return text;
    } else if (type == Boolean.class && scalar.getTag().equals(Tag.BOOL)) {
      return Boolean.valueOf(text.toLowerCase(java.util.Locale.ROOT));
    } else if ((type == Integer.class || type == Long.class) && scalar.getTag().equals(Tag.INT)) {
      return number(type, node, path, text);
    } else if (type == Quantity.class) {
      return new Quantity(text);
    } else if (type.isEnum() && scalar.getTag().equals(Tag.STR)) {
      return constant(type, node, path, text);
    }
    String quoting = type == String.class ? "; put it in quotes" : "";
    problems.add(path, node, "expected " + Kinds.of(type) + ", found " + Kinds.of(node) + quoting);
    return null;
  }

  private Object number(Class<?> type, Node node, String path, String text) {
    try {
      long value = Long.decode(text.startsWith("0o") ? "0" + text.substring(2) : text);
      return type == Integer.class ? (Object) Math.toIntExact(value) : (Object) value;
    } catch (NumberFormatException | ArithmeticException tooLarge) {
      problems.add(path, node, "the number is too large");
      return null;
    }
  }

  private Object constant(Class<?> type, Node node, String path, String text) {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name())
            .toList();
    int index = names.indexOf(text);
    if (index >= 0) {
      return type.getEnumConstants()[index];
    }
    String meant = Nearest.to(text, names).map(near -> "; did you mean '" + near + "'?").orElse("");
    problems.add(path, node, "'" + text + "' is none of " + String.join(", ", names) + meant);
    return null;
  }

  private static <T extends Record> T instantiate(
      Class<T> type, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("cannot build " + type.getName(), impossible);
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
