package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.cutover.ClientPauseFence;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.task.CutoverOrder;
import io.redismigration.worker.parameters.ParameterKeeper;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source after the commit. Stays closed for as long as somebody is here: a process that is
 * started again has forgotten its fence, and is closed again.
 */
final class ClosedSource {
  private static final String FORGOT =
      "the source was started again after it was closed, and had forgotten that: writes it took"
          + " until it was closed again are not in the target";

  private static final Logger LOG = LoggerFactory.getLogger(ClosedSource.class);

  private final CutoverOrder order;
  private final RedisControl source;
  private final ParameterKeeper keeper;
  private String process = "";
  private boolean closed;
  private String trouble = "";

  /** What is done, and what is to be said of it; null: nothing. */
  record Closing(String message) {}

  /**
   * @param source control connection
   */
  ClosedSource(CutoverOrder order, RedisControl source, ParameterKeeper keeper) {
    this.order = order;
    this.source = source;
    this.keeper = keeper;
  }

  /** Whether it was closed when last looked at, and no restart has opened it since. */
  boolean isClosed() {
    return closed;
  }

  /** Why it is not, as the end of a sentence; empty if it is. */
  String trouble() {
    return trouble;
  }

  /**
   * The fence that lasts stands, clients that knew the source must look for the target, and only
   * then a pause ends: what it held back gets an error. {@code Release} opens when the shard is
   * detached.
   *
   * @return what was done; empty: nothing, or it failed
   */
  Optional<Closing> close(ClientPauseFence pause) {
    try {
      Optional<Closing> done =
          order.fence() == FenceKind.EXTERNAL ? leftAsItIs() : closeToWriters(pause);
      closed = true;
      trouble = "";
      return done;
    } catch (CommandRefusedException | EngineException | IOException e) {
      LOG.warn("the source could not be closed for good: {}", e.getMessage());
      closed = false;
      trouble = "; the source could not be closed for good, trying again: " + e.getMessage();
      return Optional.empty();
    }
  }

  /** The user has stopped all writers. */
  private Optional<Closing> leftAsItIs() {
    return closed ? Optional.empty() : Optional.of(new Closing(null));
  }

  private Optional<Closing> closeToWriters(ClientPauseFence pause) throws IOException {
    String answering = source.info("server").runId();
    if (answering.equals(process)) {
      return Optional.empty();
    }
    String fenced = process.isEmpty() ? keeper.fencedProcess().orElse(answering) : process;
    boolean found = isLeftOpen() || keeper.isClosedToWriters();
    if (!found) {
      makeLasting(pause);
    }
    endClients();
    pause.lift();
    process = answering;
    String told = found || fenced.equals(answering) ? null : FORGOT;
    if (told != null) {
      LOG.warn(told);
    }
    return Optional.of(new Closing(told));
  }

  /** There is no right to a fence that lasts, and none is wanted. */
  private boolean isLeftOpen() {
    return order.sourceAfter() == SourceAfter.RELEASE && !keeper.mayCloseToWriters();
  }

  /** While that does not succeed, a pause goes on: writes it holds back must never be executed. */
  private void makeLasting(ClientPauseFence pause) throws IOException {
    if (order.fence() == FenceKind.CLIENT_PAUSE) {
      pause.renew();
    }
    keeper.closeToWriters();
    if (!keeper.isClosedToWriters()) {
      throw new EngineException(
          Reason.FenceNotPossible,
          source.address() + " refuses to demand more replicas than it has",
          "stop every writer of the source, or permit +config|set");
    }
  }

  private void endClients() {
    try {
      source.call("CLIENT", "KILL", "TYPE", "normal");
    } catch (CommandRefusedException e) {
      LOG.warn("the source's clients are left to find out for themselves: {}", e.getMessage());
    }
  }

  /**
   * Once more when the clients have been led elsewhere: one that came back meanwhile found the
   * source again.
   */
  void endLateClients() {
    if (closed && order.fence() != FenceKind.EXTERNAL) {
      try {
        endClients();
      } catch (EngineException e) {
        LOG.info("the source's clients are left to find out for themselves: {}", e.getMessage());
      }
    }
  }
}
