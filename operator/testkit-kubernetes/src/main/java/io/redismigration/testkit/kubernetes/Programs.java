package io.redismigration.testkit.kubernetes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** kubectl and helm against one cluster, with caches of its own. */
final class Programs {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Tools tools;
  private final Command command;

  /**
   * @param scratch for caches: kubectl remembers what an address serves, and clusters come and go
   *     at the same one
   */
  Programs(Tools tools, Path kubeconfig, Path scratch) {
    this.tools = tools;
    this.command =
        new Command(
            Map.of(
                "KUBECONFIG", kubeconfig.toString(),
                "KUBECACHEDIR", scratch.resolve("kubectl-cache").toString(),
                "HELM_CACHE_HOME", scratch.resolve("helm-cache").toString(),
                "HELM_CONFIG_HOME", scratch.resolve("helm-config").toString(),
                "HELM_DATA_HOME", scratch.resolve("helm-data").toString()),
            LIMIT);
  }

  String kubectl(String input, String... arguments) {
    return command.run(input, line(tools.kubectl(), arguments));
  }

  Process startKubectl(Path output, String... arguments) {
    return command.start(output, line(tools.kubectl(), arguments));
  }

  String helm(String... arguments) {
    return command.run("", line(tools.helm(), arguments));
  }

  private static List<String> line(Path program, String... arguments) {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(List.of(arguments));
    return line;
  }
}
