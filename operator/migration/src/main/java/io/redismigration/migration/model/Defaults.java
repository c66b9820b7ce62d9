package io.redismigration.migration.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an absent component becomes. */
final class Defaults {
  private Defaults() {}

  static <T> T or(T value, T whenAbsent) {
    return value == null ? whenAbsent : value;
  }

  static <T> List<T> list(List<T> value) {
    return value == null ? List.of() : List.copyOf(value);
  }

  /** Sorted by key, so that equal maps are also written equally. */
  static <K extends Comparable<K>, V> Map<K, V> map(Map<K, V> value) {
    return value == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(value));
  }
}
