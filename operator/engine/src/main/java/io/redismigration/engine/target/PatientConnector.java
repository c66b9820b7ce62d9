package io.redismigration.engine.target;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.PasswordRotation;
import io.redismigration.engine.Reason;
import io.redismigration.engine.target.TargetError.Fatal;
import io.redismigration.engine.target.TargetError.RetryLater;
import io.redismigration.redis.connection.ConnectionException;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Gets a connection to the target however long it takes, and waits out what passes: with growing
 * pauses, and saying what it waits for. For one thread, which is interrupted to end it; {@link
 * #waiting} is for any.
 */
public final class PatientConnector {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final TargetConnector connector;
  private final TargetInstance instance;
  private final Clock clock;
  private final PasswordRotation rotation;
  private Duration pause = FIRST_PAUSE;
  private volatile Waiting waiting;

  /**
   * @param instance the server that all connections must reach
   * @param clock says since when it waits
   */
  public PatientConnector(TargetConnector connector, TargetInstance instance, Clock clock) {
    this(connector, instance, clock, PasswordRotation.PATIENCE);
  }

  PatientConnector(
      TargetConnector connector, TargetInstance instance, Clock clock, Duration rotation) {
    this.connector = connector;
    this.instance = instance;
    this.clock = clock;
    this.rotation = new PasswordRotation("target", rotation);
  }

  /**
   * Connects, trying again until it works.
   *
   * @throws EngineException when trying again does not help
   */
  public RedisConnection connect() throws InterruptedException {
    while (true) {
      try {
        RedisConnection connection = connector.connect();
        try {
          instance.verify(connection);
          rotation.over();
          return connection;
        } catch (IOException | RuntimeException e) {
          connection.close();
          throw e;
        }
      } catch (RedisErrorException e) {
        await(retryOrThrow(e));
      } catch (ConnectionException e) {
        Optional<EngineException> lasting = TargetErrors.lasting(e);
        if (lasting.isPresent()) {
          throw lasting.get();
        }
        await(new RetryLater(Reason.TargetUnreachable, e.getMessage()));
      } catch (IOException e) {
        await(new RetryLater(Reason.TargetUnreachable, "the target does not answer"));
      }
    }
  }

  /** Waits a little, longer each time until {@link #recovered}, because of {@code cause}. */
  public void await(RetryLater cause) throws InterruptedException {
    if (cause.reason() != Reason.AuthenticationFailed) {
      rotation.over();
    }
    Waiting before = waiting;
    if (before == null || before.reason() != cause.reason()) {
      waiting = new Waiting(cause.reason(), cause.state(), clock.instant());
    }
    Thread.sleep(pause.toMillis());
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  /** Waits a little because a connection was lost, longer each time until {@link #recovered}. */
  public void awaitAfterLoss() throws InterruptedException {
    await(new RetryLater(Reason.TargetUnreachable, "the connection to the target was lost"));
  }

  /**
   * Waits out an error that a command was answered with.
   *
   * @throws EngineException when waiting does not help
   */
  public void await(RedisErrorException refused) throws InterruptedException {
    await(retryOrThrow(refused));
  }

  /** The target does its work: nothing is waited for any more. */
  public void recovered() {
    if (waiting != null) {
      waiting = null;
      pause = FIRST_PAUSE;
    }
  }

  /** What is waited for now. */
  public Optional<Waiting> waiting() {
    return Optional.ofNullable(waiting);
  }

  private RetryLater retryOrThrow(RedisErrorException e) {
    TargetError known = TargetErrors.classify(e.error());
    if (known.reason() == Reason.AuthenticationFailed) {
      return new RetryLater(known.reason(), rotation.refused(e).getMessage());
    }
    if (known instanceof RetryLater later) {
      return later;
    }
    if (known instanceof Fatal fatal) {
      throw new EngineException(fatal.reason(), e.getMessage(), fatal.remedy(), e);
    }
    return new RetryLater(known.reason(), "the target wants another connection");
  }
}
