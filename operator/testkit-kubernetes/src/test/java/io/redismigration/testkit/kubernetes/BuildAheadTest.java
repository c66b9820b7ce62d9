package io.redismigration.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole build starts behind everything else. */
class BuildAheadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path cache;

  @Test
  void endsWithAllItStartedWhenToldTo() {
    Command command = new Command(Map.of("REDIS_MIGRATION_KUBERNETES", cache.toString()), PATIENCE);
    Process build =
        command.start(
            cache.resolve("printed.log"),
            ClusterScript.unpackedIn(cache).command("build", "ahead"));
    await().atMost(PATIENCE).until(() -> build.descendants().anyMatch(BuildAheadTest::isGo));
    List<ProcessHandle> started = build.descendants().toList();

    build.destroy();

    await().atMost(PATIENCE).until(() -> !build.isAlive());
    await().atMost(PATIENCE).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(cache.resolve("ahead.log")).content().contains("builds kubernetes");
  }

  private static boolean isGo(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/go")).isPresent();
  }
}
