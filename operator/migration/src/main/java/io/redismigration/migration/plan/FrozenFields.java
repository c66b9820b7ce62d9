package io.redismigration.migration.plan;

import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.SentinelSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The fields that must not change from Preparing on, and how each is recognised. */
final class FrozenFields {
  private static final Map<String, Function<MigrationSpec, Object>> TABLE = table();

  private FrozenFields() {}

  private static Map<String, Function<MigrationSpec, Object>> table() {
    Map<String, Function<MigrationSpec, Object>> table = new LinkedHashMap<>();
    connection("spec.source", MigrationSpec::source, table);
    connection("spec.target", spec -> spec.target().connection(), table);
    table.put("spec.target.existingData", spec -> spec.target().existingData());
    table.put("spec.target.lock", spec -> spec.target().lock());
    table.put("spec.mode", MigrationSpec::mode);
    table.put("spec.filter", MigrationSpec::filter);
    table.put("spec.databaseMapping", MigrationSpec::databaseMapping);
    table.put("spec.parameters", MigrationSpec::parameters);
    return table;
  }

  private static void connection(
      String path,
      Function<MigrationSpec, ConnectionSpec> side,
      Map<String, Function<MigrationSpec, Object>> table) {
    table.put(path + ".endpoints", spec -> side.apply(spec).endpoints());
    table.put(path + ".topology", spec -> side.apply(spec).topology());
    table.put(path + ".sentinel", spec -> masterName(side.apply(spec).sentinel()));
    table.put(path + ".preferReplica", spec -> side.apply(spec).preferReplica());
  }

  /** The Sentinels' own credentials may be rotated. */
  private static String masterName(SentinelSpec sentinel) {
    return sentinel == null ? null : sentinel.masterName();
  }

  /** Digest of each frozen field, by its path. */
  static Map<String, String> digests(MigrationSpec spec) {
    Map<String, String> digests = new TreeMap<>();
    TABLE.forEach((path, value) -> digests.put(path, Digest.of(value.apply(spec))));
    return digests;
  }

  /** Paths of the fields that differ from what was frozen; fields unknown then may be anything. */
  static List<String> changed(MigrationSpec spec, Map<String, String> frozen) {
    Map<String, String> now = digests(spec);
    return TABLE.keySet().stream()
        .filter(path -> frozen.containsKey(path) && !frozen.get(path).equals(now.get(path)))
        .toList();
  }
}
