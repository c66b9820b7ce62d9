package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.PasswordRotation;
import io.redismigration.engine.Reason;
import io.redismigration.engine.target.Waiting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what the target cannot do now until it can: it is away, loading, full or a replica, and
 * that passes. So does a rotated password, for a while. For one thread, which is interrupted to end
 * it; {@link #waiting} is for any.
 */
final class TargetPatience {
  private static final Logger LOG = LoggerFactory.getLogger(TargetPatience.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Set<Reason> PASSING =
      Set.of(
          Reason.TargetUnreachable,
          Reason.TargetNotReady,
          Reason.TargetOutOfMemory,
          Reason.TargetNotWritable);

  private final InstantSource clock;
  private final PasswordRotation rotation =
      new PasswordRotation("target", PasswordRotation.PATIENCE);
  private volatile Waiting waiting;

  TargetPatience(InstantSource clock) {
    this.clock = clock;
  }

  /** Something that may be done again and again until it works. */
  @FunctionalInterface
  interface Work<T> {
    T tried() throws InterruptedException;
  }

  /**
   * Tries until it works.
   *
   * @throws EngineException when trying again does not help
   */
  <T> T until(Work<T> work) throws InterruptedException {
    try {
      while (true) {
        try {
          return work.tried();
        } catch (EngineException e) {
          say(passing(e));
        }
        Thread.sleep(RETRY.toMillis());
      }
    } finally {
      waiting = null;
      rotation.over();
    }
  }

  /** What is waited for; throws what does not pass. */
  private EngineException passing(EngineException e) {
    if (e.reason() == Reason.AuthenticationFailed) {
      return rotation.refused(e);
    }
    rotation.over();
    if (!PASSING.contains(e.reason())) {
      throw e;
    }
    return e;
  }

  private void say(EngineException passing) {
    if (waiting == null || waiting.reason() != passing.reason()) {
      LOG.info("waiting for the target: {}", passing.getMessage());
      waiting = new Waiting(passing.reason(), passing.getMessage(), clock.instant());
    }
  }

  /** What is waited for now. */
  Optional<Waiting> waiting() {
    return Optional.ofNullable(waiting);
  }
}
