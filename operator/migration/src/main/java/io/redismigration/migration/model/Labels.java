package io.redismigration.migration.model;

import java.util.stream.Stream;

/** How a constant is written where people read it: {@code CLIENT_PAUSE} is {@code ClientPause}. */
public final class Labels {
  private Labels() {}

  /** The CamelCase form of a constant, as in manifests, conditions and events. */
  public static String of(Enum<?> constant) {
    String name = constant.name();
    StringBuilder label = new StringBuilder(name.length());
    boolean begins = true;
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      if (letter != '_') {
        label.append(begins ? letter : Character.toLowerCase(letter));
      }
      begins = letter == '_';
    }
    return label.toString();
  }

  /**
   * The constant written as {@code label}.
   *
   * @throws IllegalArgumentException naming the values there are, if none is written so
   */
  public static <E extends Enum<E>> E parse(Class<E> type, String label) {
    for (E constant : type.getEnumConstants()) {
      if (of(constant).equals(label)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "'%s' is none of %s".formatted(label, String.join(", ", all(type))));
  }

  private static <E extends Enum<E>> Iterable<String> all(Class<E> type) {
    return Stream.of(type.getEnumConstants()).map(Labels::of).toList();
  }
}
