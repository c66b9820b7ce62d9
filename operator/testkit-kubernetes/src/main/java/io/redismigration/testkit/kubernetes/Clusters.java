package io.redismigration.testkit.kubernetes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses a cluster: the kind wanted, or the first kind that there is. */
final class Clusters {

  private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);
  private static final Duration BUILD_LIMIT = Duration.ofHours(1);

  private final ClusterScript script;
  private final String owner;

  /**
   * @param owner whose cluster it is, where it is local: builds of one checkout share
   */
  Clusters(ClusterScript script, String owner) {
    this.script = script;
    this.owner = owner;
  }

  /** For this build: cache and checkout as the environment says. */
  static Clusters standard() {
    String checkout = System.getProperty("project.root", System.getProperty("user.dir"));
    return new Clusters(ClusterScript.unpackedIn(cache()), checkout);
  }

  /** Where programs are kept between runs; the scripts find it by the same rule. */
  static Path cache() {
    String set = System.getenv("REDIS_MIGRATION_KUBERNETES");
    if (set != null && !set.isBlank()) {
      return Path.of(set);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("redis-migration").resolve("kubernetes");
  }

  /**
   * Takes one.
   *
   * @throws ClusterUnavailableException with what is missing
   */
  Cluster take(ClusterKind wanted) {
    Cluster taken =
        switch (wanted) {
          case AUTO -> takeAny();
          case K3S -> K3sCluster.start(tools());
          case LOCAL -> LocalCluster.take(script, owner);
          case KUBECONFIG -> ForeignCluster.ofTheUser(tools());
          case NONE ->
              throw new ClusterUnavailableException(
                  "-Dcluster=none: mark the test with @NeedsKubernetes, so that it is left out");
        };
    LOG.info("tests run on {}", taken.description());
    return taken;
  }

  private Cluster takeAny() {
    String noK3s = "there is no Docker";
    if (K3sCluster.looksPossible()) {
      try {
        return K3sCluster.start(tools());
      } catch (ClusterUnavailableException e) {
        noK3s = e.getMessage();
      }
    }
    LOG.info("no K3s: {}", noK3s);
    try {
      return LocalCluster.take(script, owner);
    } catch (ClusterUnavailableException e) {
      throw new ClusterUnavailableException(
          "there is no Kubernetes for the tests (leave them out with -Dcluster=none)\n  k3s: "
              + noK3s
              + "\n  local: "
              + e.getMessage(),
          e);
    }
  }

  private Tools tools() {
    return Tools.onPath().orElseGet(() -> Tools.in(build("tools")));
  }

  /**
   * Builds programs unless they are there.
   *
   * @param which {@code api}, {@code tools} or {@code all}
   * @return their directory
   */
  Path build(String which) {
    try {
      Command command = new Command(Map.of(), BUILD_LIMIT);
      return Path.of(command.run("", script.command("build", which)).strip());
    } catch (CommandFailedException e) {
      throw new ClusterUnavailableException(e.output(), e);
    }
  }
}
