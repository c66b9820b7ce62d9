package io.redismigration.api.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of {@code crds/}, and the chart's copies. */
final class Publication {
  private final Definitions definitions = new Definitions();

  /** Content by path in the project. The same types give the same bytes. */
  Map<String, String> files() {
    ObjectNode migrations = definitions.migrations();
    ObjectNode tasks = definitions.tasks();
    Map<String, String> files = new TreeMap<>();
    for (String folder : List.of("crds/", "helm/redis-migration-operator/crds/")) {
      files.put(folder + "redismigrations.redismigration.io.yaml", definitions.text(migrations));
      files.put(folder + "redismigrationtasks.redismigration.io.yaml", definitions.text(tasks));
    }
    files.put("crds/README.md", new FieldReference(migrations, tasks).text());
    return files;
  }
}
