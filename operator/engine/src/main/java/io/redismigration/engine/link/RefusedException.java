package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import java.io.IOException;

/** The source answered, and will not have us, or not now. */
final class RefusedException extends IOException {
  private final EngineException why;
  private final boolean lasting;

  RefusedException(EngineException why, boolean lasting) {
    super(why.getMessage(), why);
    this.why = why;
    this.lasting = lasting;
  }

  RefusedException(PsyncReply.Refused reply) {
    this(reply.why(), reply.lasting());
  }

  EngineException why() {
    return why;
  }

  /** Whether only a person can change it. */
  boolean lasting() {
    return lasting;
  }
}
