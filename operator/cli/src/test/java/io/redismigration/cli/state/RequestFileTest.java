package io.redismigration.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.Fixtures;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestFileTest {
  @TempDir private Path root;
  private RequestFile file;

  @BeforeEach
  void make() {
    file = new RequestFile(new StateDirectory(root).create());
  }

  @Test
  void addsUpWhatUsersAskFor() {
    file.update(requests -> requests.with(Request.START, "1"));
    file.update(requests -> requests.withSuspend(true));
    file.update(requests -> requests.withConfirm("token"));
    file.update(requests -> requests.withSuspend(false));

    MigrationSpec spec = file.load().applyTo(Fixtures.spec());
    assertThat(spec.requests()).containsEntry(Request.START, "1");
    assertThat(spec.suspend()).isFalse();
    assertThat(spec.cancel()).isFalse();
    assertThat(spec.cutover().confirm()).isEqualTo("token");
    assertThat(spec.cutover().timeout()).isEqualTo(Fixtures.spec().cutover().timeout());
  }

  @Test
  void changesNothingUntilAsked() {
    assertThat(file.load().applyTo(Fixtures.spec())).isEqualTo(Fixtures.spec());
  }

  @Test
  void losesNothingWhenSeveralAskAtOnce() throws Exception {
    ExecutorService users = Executors.newFixedThreadPool(4);
    Request[] kinds = Request.values();
    try {
      List<Callable<Void>> asks =
          IntStream.range(0, kinds.length)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        Process asking = RequestFileTest.ask(root, kinds[i]);
                        assertThat(asking.waitFor()).isZero();
                        return null;
                      })
              .toList();
      for (var ask : users.invokeAll(asks)) {
        ask.get();
      }
    } finally {
      users.shutdownNow();
    }
    assertThat(file.load().nonces()).containsOnlyKeys(kinds);
  }

  private static Process ask(Path root, Request kind) throws java.io.IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    return new ProcessBuilder(
            java, "-cp", classPath, Asker.class.getName(), root.toString(), kind.name())
        .inheritIO()
        .start();
  }

  /** A process of its own that leaves one request. */
  static final class Asker {
    private Asker() {}

    public static void main(String[] args) {
      new RequestFile(new StateDirectory(Path.of(args[0])))
          .update(requests -> requests.with(Request.valueOf(args[1]), "1"));
    }
  }
}
