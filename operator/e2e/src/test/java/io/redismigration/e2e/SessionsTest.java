package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Sessions;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Short sessions that their users keep alive, over a target that is far behind. */
class SessionsTest {

  private static final Duration LIFE = Duration.ofSeconds(10);
  private static final Duration REFRESH = Duration.ofSeconds(3);
  private static final Duration LAG = Duration.ofSeconds(2);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @Test
  void sessionsOutliveSecondsOfLag() {
    outlive(Duration.ofSeconds(25));
  }

  @Tag("long")
  @Test
  void sessionsOutliveMinutesOfLag() {
    outlive(Duration.ofMinutes(5));
  }

  private void outlive(Duration lagFor) {
    given.source("7.0").target("7.0").manifest(Manifest.shortest());
    try (Sessions sessions = Sessions.at(scene.source(), 300, LIFE, REFRESH)) {
      when.migrationStreams().untilCaughtUp(Duration.ofMillis(500));

      scene.toTarget().delay(LAG);
      long until = System.nanoTime() + lagFor.toNanos();
      Waiting.until(
          "the lag was long enough",
          lagFor.plusMinutes(1),
          () -> {
            assertThat(sessions.missingAt(scene.target())).as("lost while behind").isEmpty();
            return System.nanoTime() > until;
          });
      scene.toTarget().resume();
      Result run = when.cutoverIsConfirmed();

      then.completed(run);
      assertThat(sessions.missingAt(scene.target())).as("lost by the cutover").isEmpty();
    }
    Waiting.until(
        "no session is immortal",
        LIFE.plusSeconds(5),
        () -> scene.target().command("RANDOMKEY") == null);
  }
}
