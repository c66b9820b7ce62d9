package io.redismigration.migration.plan;

import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Latches;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.UserAction;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the user may do now, and the latching of commands: a command acts when it is first seen in a
 * phase that permits it; one that is stale, or repeated by an old manifest, does nothing.
 */
final class Commands {
  private static final Map<Request, UserAction> NEEDS =
      Map.of(
          Request.START, UserAction.START,
          Request.VALIDATE, UserAction.EDIT,
          Request.RETRY, UserAction.RETRY,
          Request.VERIFY, UserAction.VERIFY,
          Request.REPAIR, UserAction.REPAIR,
          Request.DRY_RUN, UserAction.CONFIRM,
          Request.REHEARSE, UserAction.CONFIRM);

  private Commands() {}

  /** The phase's actions, less those that its inner state rules out. */
  static Set<UserAction> allowed(StatusDraft draft) {
    Set<UserAction> allowed = EnumSet.noneOf(UserAction.class);
    allowed.addAll(draft.phase.allows());
    if (!Flushing.isAwaited(draft)) {
      allowed.remove(UserAction.CONFIRM_FLUSH);
    }
    if (draft.phase == Phase.CUTTING_OVER && draft.cutover.committed()) {
      allowed.remove(UserAction.CANCEL);
    }
    if (draft.phase == Phase.COMPLETED && !Switching.mayBeRepeated(draft)) {
      allowed.remove(UserAction.RETRY);
    }
    if (draft.latches.cancelled()) {
      allowed.remove(UserAction.CANCEL);
    }
    return allowed;
  }

  static void latch(Observation seen, StatusDraft draft) {
    MigrationSpec spec = seen.spec();
    Set<UserAction> allowed = allowed(draft);
    Latches last = draft.latches;
    boolean wanted = spec.cancel() || seen.migration().deleting();
    boolean inTime = wanted && allowed.contains(UserAction.CANCEL);
    boolean tooLate = spec.cancel() && !last.cancelled() && draft.cutover.committed();
    boolean cancelled = last.cancelled() || inTime || tooLate;
    boolean suspended =
        spec.suspend() != null && allowed.contains(UserAction.SUSPEND)
            ? spec.suspend()
            : last.suspended();
    if (tooLate) {
      cancelTooLate(draft);
    } else if (cancelled && !last.cancelled()) {
      String field = spec.cancel() ? "spec.cancel" : "metadata.deletionTimestamp";
      draft.confirmed("Cancel", field, seen.migration().author(field));
    }
    if (suspended != last.suspended()) {
      draft.confirmed(
          suspended ? "Suspend" : "Resume",
          "spec.suspend",
          seen.migration().author("spec.suspend"));
      draft.normal(
          suspended ? "Suspended" : "Resumed",
          suspended
              ? "the target is not written to; the link to the source goes on"
              : "the target is written to again");
    }
    draft.latches =
        new Latches(suspended, cancelled, last.confirmedToken(), requests(spec, draft, allowed));
  }

  /** Whoever asked for it must not think that it was done. */
  static void cancelTooLate(StatusDraft draft) {
    draft.warn(
        "CancelTooLate",
        "the cancel came when the target had taken over already, and does nothing: the source stays"
            + " as the cutover has left it");
  }

  /**
   * A request that was permitted but could not be acted on yet is seen again next time; what was
   * acted on is remembered with who asked for it.
   */
  static void keepUnanswered(Observation seen, StatusDraft draft, Latches before) {
    draft.permitted.stream()
        .filter(request -> !draft.asked.contains(request))
        .forEach(request -> confirmed(request, seen, draft));
    Map<Request, String> latched = new TreeMap<>(draft.latches.requests());
    for (Request request : draft.asked) {
      String last = before.requests().get(request);
      if (last == null) {
        latched.remove(request);
      } else {
        latched.put(request, last);
      }
    }
    draft.latches =
        new Latches(
            draft.latches.suspended(),
            draft.latches.cancelled(),
            draft.latches.confirmedToken(),
            latched);
  }

  private static void confirmed(Request request, Observation seen, StatusDraft draft) {
    String label = Labels.of(request);
    String field = "spec.requests." + Character.toLowerCase(label.charAt(0)) + label.substring(1);
    draft.confirmed(label, field, seen.migration().author(field));
  }

  private static Map<Request, String> requests(
      MigrationSpec spec, StatusDraft draft, Set<UserAction> allowed) {
    Map<Request, String> latched = new TreeMap<>(draft.latches.requests());
    spec.requests()
        .forEach(
            (request, nonce) -> {
              if (nonce.equals(latched.put(request, nonce))) {
                return;
              }
              UserAction needed = NEEDS.get(request);
              if (allowed.contains(needed)) {
                draft.asked.add(request);
                draft.permitted.add(request);
              } else {
                draft.warn(
                    "RequestIgnored",
                    "%s is not possible in phase %s"
                        .formatted(Labels.of(request), Labels.of(draft.phase)));
              }
            });
    return latched;
  }
}
