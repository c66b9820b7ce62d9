package io.redismigration.engine.foreign;

import java.util.Set;

/**
 * What becomes of a target's users while it is locked.
 *
 * @param denied may not write: the last command of such a client may be a write, and was refused
 * @param letIn may write although the lock took that from them: somebody else gave it back
 */
public record KeptOut(Set<String> denied, Set<String> letIn) {
  /** Nothing is locked. */
  public static final KeptOut NOBODY = new KeptOut(Set.of(), Set.of());

  public KeptOut {
    denied = Set.copyOf(denied);
    letIn = Set.copyOf(letIn);
  }
}
