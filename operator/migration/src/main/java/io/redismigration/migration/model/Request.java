package io.redismigration.migration.model;

/** What the user asks for with a nonce: each new value acts once. */
public enum Request {
  START,
  VALIDATE,
  RETRY,
  VERIFY,
  REPAIR,
  DRY_RUN,
  REHEARSE
}
