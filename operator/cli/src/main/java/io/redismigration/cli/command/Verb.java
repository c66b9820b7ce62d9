package io.redismigration.cli.command;

import io.redismigration.cli.state.UserRequests;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.UserAction;
import java.util.function.BiFunction;

/**
 * What users may ask of a run: the word they type, what must be allowed for it, and what it leaves.
 */
enum Verb {
  START(
      UserAction.START,
      "spec.requests.start",
      "Start a validated migration that waits for the word.",
      (requests, nonce) -> requests.with(Request.START, nonce)),
  SUSPEND(
      UserAction.SUSPEND,
      "spec.suspend",
      "Hold the target as it is; the link to the source goes on reading.",
      (requests, nonce) -> requests.withSuspend(true)),
  RESUME(
      UserAction.SUSPEND,
      "spec.suspend",
      "Write to the target again after a suspend.",
      (requests, nonce) -> requests.withSuspend(false)),
  VERIFY(
      UserAction.VERIFY,
      "spec.requests.verify",
      "Compare both sides once more.",
      (requests, nonce) -> requests.with(Request.VERIFY, nonce)),
  REPAIR(
      UserAction.REPAIR,
      "spec.requests.repair",
      "Copy the keys again that were found to differ.",
      (requests, nonce) -> requests.with(Request.REPAIR, nonce)),
  RETRY(
      UserAction.RETRY,
      "spec.requests.retry",
      "Try a failed migration again.",
      (requests, nonce) -> requests.with(Request.RETRY, nonce)),
  CANCEL(
      UserAction.CANCEL,
      "spec.cancel",
      "Give up: stop, restore the source's parameters, release the target. Ends with 6 if the"
          + " target has taken over already.",
      (requests, nonce) -> requests.withCancel());

  private final UserAction needs;
  private final String field;
  private final String description;
  private final BiFunction<UserRequests, String, UserRequests> request;

  Verb(
      UserAction needs,
      String field,
      String description,
      BiFunction<UserRequests, String, UserRequests> request) {
    this.needs = needs;
    this.field = field;
    this.description = description;
    this.request = request;
  }

  /** The word users type. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  String description() {
    return description;
  }

  /** What the status must allow. */
  UserAction needs() {
    return needs;
  }

  /** The field of a manifest that would say the same. */
  String field() {
    return field;
  }

  /**
   * What was asked for so far, and this.
   *
   * @param nonce different at each call
   */
  UserRequests addTo(UserRequests requests, String nonce) {
    return request.apply(requests, nonce);
  }
}
