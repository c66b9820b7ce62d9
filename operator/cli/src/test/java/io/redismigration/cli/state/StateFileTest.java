package io.redismigration.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.cli.Fixtures;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  @TempDir private Path root;
  private StateDirectory directory;
  private StateFile file;

  @BeforeEach
  void make() {
    directory = new StateDirectory(root.resolve("run")).create();
    file = new StateFile(directory);
  }

  @Test
  void givesBackWhatWasSaved() {
    StoredRun run = Fixtures.streamingRun();

    file.save(run);

    assertThat(new StateFile(directory).load()).contains(run);
  }

  @Test
  void hasNothingBeforeTheFirstSave() {
    assertThat(file.load()).isEmpty();
  }

  @Test
  void isNeverSeenHalfWritten() throws Exception {
    StoredRun small = Fixtures.newRun();
    StoredRun large = Fixtures.streamingRun();
    file.save(small);
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch reading = new CountDownLatch(1);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> reads =
          reader.submit(
              () -> {
                StateFile other = new StateFile(directory);
                int count = 0;
                while (!done.get()) {
                  assertThat(other.load())
                      .hasValueSatisfying(run -> assertThat(run).isIn(small, large));
                  count++;
                  reading.countDown();
                }
                return count;
              });
      reading.await();
      for (int i = 0; i < 200; i++) {
        file.save(i % 2 == 0 ? large : small);
      }
      done.set(true);
      assertThat(reads.get()).isPositive();
    } finally {
      reader.shutdownNow();
    }
    try (Stream<Path> left = Files.list(directory.root())) {
      assertThat(left).containsExactly(directory.state());
    }
  }

  @Test
  void takesAwayWhatAProcessKilledWhileItWroteHasLeft() throws IOException {
    StoredRun run = Fixtures.streamingRun();
    file.save(run);
    file.record(Fixtures.TASK, List.of());
    new RequestFile(directory).update(UserRequests::withCancel);
    Files.writeString(directory.root().resolve("state.json4711.tmp"), "{\"ver");
    Files.writeString(directory.root().resolve("ledger-" + Fixtures.TASK + ".json1.tmp"), "[");
    Path another = Files.writeString(directory.root().resolve("requests.json2.tmp"), "{");
    Path ofTheUser = Files.writeString(directory.root().resolve("notes.tmp"), "mine");

    file.removeUnfinished();

    try (Stream<Path> left = Files.list(directory.root())) {
      assertThat(left.filter(path -> path.toString().endsWith(".tmp")))
          .as("a request that is being made at this moment is somebody else's")
          .containsExactlyInAnyOrder(another, ofTheUser);
    }
    assertThat(file.load()).contains(run);
    new RequestFile(directory).update(requests -> requests.withSuspend(true));
    assertThat(another).doesNotExist();
    assertThat(new RequestFile(directory).load().cancel()).isTrue();
  }

  @Test
  void keepsTheOldStateWhenTheNewOneCannotBeWritten() throws IOException {
    StoredRun run = Fixtures.newRun();
    file.save(run);
    Path asDirectory = root.resolve("blocked");
    StateDirectory blocked = new StateDirectory(asDirectory).create();
    Files.createDirectories(blocked.state().resolve("in-the-way"));

    assertThatThrownBy(() -> new StateFile(blocked).save(run))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("cannot be kept");
    assertThat(file.load()).contains(run);
  }

  @Test
  void prefersTheLedgerTheWorkerWroteToItsLastReport() throws IOException {
    StoredRun run = Fixtures.streamingRun();
    file.save(run);
    Task task = run.tasks().get(0);
    LedgerEntry entry =
        new LedgerEntry(
            Side.SOURCE,
            "0",
            "redis-old:6379",
            "abc",
            "repl-backlog-size",
            "1048576",
            null,
            LedgerEntry.State.RECORDED,
            null,
            Instant.EPOCH);

    file.record(task.spec().name(), List.of(entry));

    StoredRun loaded = new StateFile(directory).load().orElseThrow();
    assertThat(loaded.tasks().get(0).status().ledger()).containsExactly(entry);
    assertThat(loaded.tasks().get(0).status().progress()).isEqualTo(task.status().progress());
  }

  @Test
  void saysWhatToDoAboutADamagedFile() throws IOException {
    Files.writeString(directory.state(), "{\"version\": 1, \"migr");

    assertThatThrownBy(() -> file.load())
        .isInstanceOf(StateException.class)
        .hasMessageContaining(directory.state().toString())
        .hasMessageContaining("--state");
  }

  @Test
  void refusesAFileOfANewerVersion() throws IOException {
    Files.writeString(directory.state(), "{\"version\": 2}");

    assertThatThrownBy(() -> file.load()).hasMessageContaining("newer version");
  }

  @Test
  void isReadableByItsOwnerAlone() throws IOException {
    assertThat(Files.getPosixFilePermissions(directory.root())).hasSize(3);
    file.save(Fixtures.newRun());
    assertThat(Files.getPosixFilePermissions(directory.state())).hasSize(2);
  }
}
