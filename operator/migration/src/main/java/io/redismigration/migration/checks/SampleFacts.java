package io.redismigration.migration.checks;

import java.util.List;
import java.util.Set;

/**
 * What a look at some of a source's keys showed: all of a small source, a part of a large one.
 *
 * @param keys looked at
 * @param types of values, as TYPE names them
 * @param moduleKeys some keys of module types, each with its type
 * @param largestString bytes of the largest string; null: no string was seen
 * @param rdbVersion the version a DUMP carries in its footer; null: no small key was seen
 * @param rdbReadable whether this build reads that version
 */
public record SampleFacts(
    long keys,
    Set<String> types,
    List<String> moduleKeys,
    Long largestString,
    Integer rdbVersion,
    boolean rdbReadable) {
  public SampleFacts {
    types = Set.copyOf(types);
    moduleKeys = List.copyOf(moduleKeys);
  }

  /** Nothing was looked at. */
  public static SampleFacts none() {
    return new SampleFacts(0, Set.of(), List.of(), null, null, true);
  }
}
