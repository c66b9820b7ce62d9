package io.redismigration.api.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** The files of {@code crds/}. */
final class Publication {
  private final Definitions definitions = new Definitions();

  /** Content by name. The same types give the same bytes. */
  Map<String, String> files() {
    ObjectNode migrations = definitions.migrations();
    ObjectNode tasks = definitions.tasks();
    Map<String, String> files = new TreeMap<>();
    files.put("redismigrations.redismigration.io.yaml", definitions.text(migrations));
    files.put("redismigrationtasks.redismigration.io.yaml", definitions.text(tasks));
    files.put("README.md", new FieldReference(migrations, tasks).text());
    return files;
  }
}
