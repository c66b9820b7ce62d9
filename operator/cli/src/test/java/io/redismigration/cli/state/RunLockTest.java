package io.redismigration.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir private Path root;
  private StateDirectory directory;

  @BeforeEach
  void make() {
    directory = new StateDirectory(root).create();
  }

  @Test
  void excludesASecondRunAndNamesTheFirst() throws IOException {
    try (RunLock held = RunLock.acquire(directory).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(RunLock.acquire(directory)).isEmpty();
      assertThat(RunLock.holder(directory)).contains(ProcessHandle.current().pid());
    }
  }

  @Test
  void isFreeAgainAfterwards() throws IOException {
    RunLock.acquire(directory).orElseThrow().close();

    assertThat(RunLock.holder(directory)).isEmpty();
    try (RunLock again = RunLock.acquire(directory).orElseThrow()) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void isGivenBackByAProcessThatWasKilled() throws Exception {
    Process other = Holder.start(directory.root());
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(RunLock.holder(directory)).contains(other.pid()));
      assertThat(RunLock.acquire(directory)).isEmpty();
    } finally {
      other.destroyForcibly().waitFor();
    }

    Optional<RunLock> lock = RunLock.acquire(directory);
    assertThat(lock).isPresent();
    lock.get().close();
  }

  @Test
  void doesNotMistakeAnotherProcessWithTheSameIdForTheHolder() throws IOException {
    Files.writeString(directory.lock(), ProcessHandle.current().pid() + " 1999-01-01T00:00:00Z");

    assertThat(RunLock.holder(directory)).isEmpty();
  }

  /** A process of its own that takes the lock and keeps it. */
  static final class Holder {
    private Holder() {}

    static Process start(Path directory) throws IOException {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      return new ProcessBuilder(
              java,
              "-cp",
              System.getProperty("java.class.path"),
              Holder.class.getName(),
              directory.toString())
          .inheritIO()
          .start();
    }

    public static void main(String[] args) throws InterruptedException {
      RunLock.acquire(new StateDirectory(Path.of(args[0]))).orElseThrow();
      Thread.currentThread().join();
    }
  }
}
