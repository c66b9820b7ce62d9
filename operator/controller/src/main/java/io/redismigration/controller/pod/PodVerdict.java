package io.redismigration.controller.pod;

import java.time.Instant;

/** What has become of a task's pod. */
public sealed interface PodVerdict {

  /** There is none. */
  record Gone() implements PodVerdict {}

  /** On its way, nothing wrong. */
  record Starting(String pod) implements PodVerdict {}

  /**
   * On its way or between two starts, and something is wrong that time or the user may mend.
   *
   * @param since when the pod was created
   */
  record Waiting(String pod, PodFault fault, String message, Instant since) implements PodVerdict {}

  /** Its container runs. */
  record Running(String pod) implements PodVerdict {}

  /**
   * Asked to go, and may still work.
   *
   * @param overdue it should have gone long ago: nobody is there to end it
   */
  record Leaving(String pod, boolean overdue) implements PodVerdict {}

  /** Over; it worked to its end. */
  record Ended(String pod) implements PodVerdict {}

  /** Over before its work was. */
  record Lost(String pod, PodFault fault, String message) implements PodVerdict {}

  /** A container of it may still run: no other pod may take over. */
  default boolean mayWork() {
    return this instanceof Starting
        || this instanceof Waiting
        || this instanceof Running
        || this instanceof Leaving;
  }
}
