package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.cli.view.ClientsText;
import io.redismigration.cli.view.TrialText;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.Trial;
import io.redismigration.migration.model.TrialResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Asks the run for a trial of its cutover and shows what came of it. */
final class TrialRequest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Asking asking;
  private final Surroundings surroundings;

  TrialRequest(Asking asking, Surroundings surroundings) {
    this.asking = asking;
    this.surroundings = surroundings;
  }

  /** The exit code: whether a cutover is possible. */
  int make(Trial.Kind kind) throws IOException, InterruptedException {
    boolean dry = kind == Trial.Kind.DRY_RUN;
    asking.mustBeActive(dry ? "a dry run" : "a rehearsal");
    TrialResult before = result(asking.run(), kind);
    String nonce = surroundings.clock().instant().toString();
    asking.leave(
        dry ? "dry run" : "rehearsal",
        dry ? "spec.requests.dryRun" : "spec.requests.rehearse",
        requests -> requests.with(dry ? Request.DRY_RUN : Request.REHEARSE, nonce));
    Optional<StoredRun> done =
        asking.await(
            run -> result(run, kind) != null && !Objects.equals(result(run, kind), before),
            PATIENCE);
    if (done.isEmpty()) {
      return ExitCode.COMPLETED.number();
    }
    TrialResult result = result(done.get(), kind);
    surroundings.out().print(TrialText.render(result));
    surroundings
        .out()
        .print(ClientsText.writers(done.get().migration().status(), surroundings.paint()));
    return (result.possible() ? ExitCode.COMPLETED : ExitCode.FAILED).number();
  }

  private static TrialResult result(StoredRun run, Trial.Kind kind) {
    CutoverStatus cutover = run.migration().status().cutover();
    return kind == Trial.Kind.DRY_RUN ? cutover.dryRun() : cutover.rehearsal();
  }
}
