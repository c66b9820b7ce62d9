package io.redismigration.migration.plan;

import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.SwitchoverStatus;

/** The target has taken over; what leads clients to it is watched for a while. */
final class Completed implements PhaseHandler {
  @Override
  public Outcome next(Observation seen, StatusDraft draft) {
    if (draft.asked.remove(Request.RETRY)) {
      Switching.again(seen, draft);
    }
    SwitchoverStatus clients = draft.cutover.switchover;
    String told = CuttingOver.outage(draft);
    return new Outcome.Wait(
        clients == null || clients.message().isEmpty()
            ? told
            : told + "; switchover: " + clients.message(),
        Switching.wake(draft));
  }
}
