package io.redismigration.engine.run;

import io.redismigration.engine.lane.LaneStatus;
import io.redismigration.engine.link.LinkStatus;
import java.util.Optional;

/** One line for people: what a replication does, or what it waits for and why. */
final class Doing {
  private Doing() {}

  static String now(
      ReplicationState state, Optional<LinkStatus> link, FullSync sync, Streaming stream) {
    String trouble =
        link.flatMap(LinkStatus::lastError)
            .map(why -> why.reason() + ": " + why.getMessage() + "; " + why.remedy())
            .orElse("");
    if (!trouble.isEmpty()) {
      return trouble;
    }
    return switch (state) {
      case NEW -> "not started";
      case PREPARED -> "connecting to the source";
      case FULL_SYNC ->
          Optional.ofNullable(sync)
              .flatMap(FullSync::waiting)
              .map(wait -> wait.reason() + ": " + wait.state())
              .orElse("copying the snapshot");
      case STREAMING -> streaming(stream);
      case STOPPED -> "stopped";
      case FAILED -> "failed";
    };
  }

  private static String streaming(Streaming stream) {
    LaneStatus lane = stream.lane();
    return lane.message().isEmpty()
        ? "applying the stream"
        : lane.reason().map(reason -> reason + ": ").orElse("") + lane.message();
  }
}
