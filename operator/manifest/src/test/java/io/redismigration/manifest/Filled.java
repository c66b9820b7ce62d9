package io.redismigration.manifest;

import io.redismigration.migration.model.Endpoint;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Records of which every component is set, each to a value of its own. */
final class Filled {
  private int next = 1;

  private Filled() {}

  static <T extends Record> T of(Class<T> type) {
    return type.cast(new Filled().value(type));
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? List.of(value(of[0]), value(of[0]))
          : Map.of(value(of[0]), value(of[1]));
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return plain == Endpoint.class ? new Endpoint("host-" + next++, 6379) : filled(plain);
    }
    if (plain.isEnum()) {
      Object[] constants = plain.getEnumConstants();
      return constants[next++ % constants.length];
    }
    return simple(plain);
  }

  private Object simple(Class<?> plain) {
    int n = next++;
    return switch (plain.getSimpleName()) {
      case "String" -> "text \"%d\" äö€".formatted(n);
      case "int", "Integer" -> n;
      case "long", "Long" -> (1L << 40) + n;
      case "boolean", "Boolean" -> true;
      case "Instant" -> Instant.ofEpochSecond(1_800_000_000L + n, 123_456_789);
      case "Duration" -> Duration.ofMillis(n * 1001L);
      default -> throw new IllegalArgumentException("no value for " + plain);
    };
  }

  private Object filled(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values =
        Arrays.stream(components).map(component -> value(component.getGenericType())).toArray();
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
