package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.manifest.ManifestException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Leaves one request for the run. */
@Command
public final class VerbCommand implements Callable<Integer> {
  private final Verb verb;
  private final Surroundings surroundings;

  @Mixin private CommonOptions options;

  VerbCommand(Verb verb, Surroundings surroundings) {
    this.verb = verb;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ManifestException, IOException, InterruptedException {
    Asking asking = new Asking(options, surroundings);
    if (verb == Verb.CANCEL) {
      return new CancelRequest(asking).make();
    }
    asking.mustAllow(verb.needs(), verb.word());
    String nonce = surroundings.clock().instant().toString();
    asking.leave(verb.word(), verb.field(), requests -> verb.addTo(requests, nonce));
    return ExitCode.COMPLETED.number();
  }
}
