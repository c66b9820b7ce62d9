package io.redismigration.redis.command;

/** What COMMAND says about a command, as far as it matters to replication. */
public enum CommandFlag {
  /** May change the data set. */
  WRITE,
  /** Reads the data set. */
  READONLY,
  /** Refused when memory is short. */
  DENYOOM,
  /** Administrative. */
  ADMIN,
  /** Publish and subscribe. */
  PUBSUB,
  /** May wait for others. */
  BLOCKING,
  /** Not allowed in MULTI. */
  NO_MULTI,
  /** Not flagged as a write, but may be replicated: EVAL, PUBLISH, PFCOUNT. */
  MAY_REPLICATE,
  /** Where its keys are depends on its arguments. */
  MOVABLEKEYS,
  /** Brought by a module. */
  MODULE
}
