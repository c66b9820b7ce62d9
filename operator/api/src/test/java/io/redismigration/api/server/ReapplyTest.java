package io.redismigration.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.redismigration.api.v1alpha1.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same manifest applied again, as GitOps does, changes nothing and undoes no command. */
class ReapplyTest {
  private static final String QUICKSTART = "examples/quickstart/migration.yaml";
  private static final String COMPLETE =
      "operator/api/src/test/resources/manifests/valid-complete.yaml";

  private static Published server;

  @BeforeAll
  static void start() {
    server = Published.definitions();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static List<List<String>> ways() {
    List<List<String>> ways = new ArrayList<>();
    for (String manifest : List.of(QUICKSTART, COMPLETE)) {
      ways.add(List.of(manifest, "apply"));
      ways.add(List.of(manifest, "apply", "--server-side"));
    }
    return ways;
  }

  @ParameterizedTest
  @MethodSource("ways")
  void changesNothingAndUndoesNoCommand(List<String> way) {
    String name = send(way);
    server.report(name, Phase.Streaming);
    JsonNode reported = read(name);

    send(way);
    assertThat(version(read(name))).isEqualTo(version(reported));
    assertThat(reported.at("/metadata/generation").asInt()).isEqualTo(1);

    server.kubectl(
        "patch",
        "rmig",
        name,
        "--type=merge",
        "-p",
        "{\"spec\":{\"cutover\":{\"confirm\":\"0123456789abcdef\"},\"requests\":{\"verify\":\"7\"}}}");
    server.report(name, Phase.CuttingOver);
    JsonNode commanded = read(name);
    if (!way.get(0).equals(COMPLETE)) {
      send(way);
      assertThat(version(read(name))).isEqualTo(version(commanded));
    }
    server.kubectl("delete", "rmig", name);
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void replacingWithAManifestWithoutTheCommandsIsNoError(String manifest) {
    String name = send(List.of(manifest, "create"));
    server.report(name, Phase.CuttingOver);
    String before = version(read(name));

    send(List.of(manifest, "replace"));
    assertThat(version(read(name))).isEqualTo(before);

    server.kubectl(
        "patch",
        "rmig",
        name,
        "--type=merge",
        "-p",
        "{\"spec\":{\"suspend\":true,\"cancel\":true}}");
    send(List.of(manifest, "replace"));
    assertThat(read(name).at("/status/phase").asText()).isEqualTo("CuttingOver");
    server.kubectl("delete", "rmig", name);
  }

  static List<String> manifests() {
    return List.of(QUICKSTART, COMPLETE);
  }

  /** Sends the manifest and says what it is called. */
  private static String send(List<String> way) {
    String file = Published.ROOT.resolve(way.get(0)).toString();
    List<String> line = new ArrayList<>(way.subList(1, way.size()));
    line.addAll(List.of("-f", file, "-o", "name"));
    String answer = server.kubectl(line.toArray(String[]::new)).strip();
    return answer.substring(answer.indexOf('/') + 1);
  }

  private static JsonNode read(String name) {
    return Published.tree(server.kubectl("get", "rmig", name, "-o", "json"));
  }

  private static String version(JsonNode migration) {
    return migration.at("/metadata/resourceVersion").asText();
  }
}
