package io.redismigration.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.cli.ExitCode;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is said when a command is stopped before it has done what it was typed for. */
class InterruptedTest extends Terminal {

  @Test
  void aValidationStoppedBeforeItsEndSaysThatNothingWasChecked() throws Exception {
    looking = true;
    Future<Typed> validation = typedElsewhere("validate");
    awaitLook();

    stop.stop(Duration.ofSeconds(30));

    assertThat(validation.get().code()).isEqualTo(ExitCode.INTERRUPTED.number());
    assertThat(validation.get().out()).isEmpty();
    assertThat(validation.get().err())
        .contains("stopped before the checks had ended: nothing is known of either side")
        .contains("next: Run it again");
  }

  @Test
  void nothingIsPrintedForAProgramThatWouldTakeItForAnAnswer() throws Exception {
    looking = true;
    Future<Typed> validation = typedElsewhere("validate", "-o", "json");
    awaitLook();

    stop.stop(Duration.ofSeconds(30));

    assertThat(validation.get().code()).isEqualTo(ExitCode.INTERRUPTED.number());
    assertThat(validation.get().out()).isEmpty();
  }

  @Test
  void aCommandWhoseThreadIsInterruptedSaysThatItDidNotEnd() throws Exception {
    looking = true;
    Thread here = Thread.currentThread();
    Future<?> interruption =
        terminals.submit(
            () -> {
              awaitLook();
              here.interrupt();
            });

    Typed validation = typed("validate");

    interruption.get();
    assertThat(validation.code()).isEqualTo(ExitCode.INTERRUPTED.number());
    assertThat(validation.out()).isEmpty();
    assertThat(validation.err()).contains("interrupted before it had ended");
  }

  private void awaitLook() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !hosts.isEmpty() && !hosts.get(0).statuses().isEmpty());
  }
}
