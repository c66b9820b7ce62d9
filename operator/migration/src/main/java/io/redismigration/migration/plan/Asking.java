package io.redismigration.migration.plan;

import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Request;
import java.util.Locale;

/**
 * How users ask for something, so that a text tells them what they can do where they read it: by a
 * field of the resource, or by a word on the command line. What is a property of the migration has
 * a field in the manifest both ways.
 */
enum Asking {
  BY_RESOURCE {
    @Override
    String to(Request request) {
      String label = Labels.of(request);
      return "set spec.requests."
          + label.substring(0, 1).toLowerCase(Locale.ROOT)
          + label.substring(1);
    }

    @Override
    String toResume() {
      return "set spec.suspend to false";
    }

    @Override
    String toCutOver(String token) {
      return "set spec.cutover.confirm to " + token;
    }

    @Override
    String toFlush(String token, String migration) {
      return "set spec.target.flushConfirm to %s (kubectl patch redismigration %s"
              .formatted(token, migration)
          + " --type merge -p '{\"spec\":{\"target\":{\"flushConfirm\":\"%s\"}}}')"
              .formatted(token);
    }
  },
  BY_COMMAND {
    @Override
    String to(Request request) {
      return "run redis-migration "
          + switch (request) {
            case DRY_RUN -> "cutover --dry-run";
            case REHEARSE -> "cutover --rehearse";
            case START, VALIDATE, RETRY, VERIFY, REPAIR -> request.name().toLowerCase(Locale.ROOT);
          };
    }

    @Override
    String toResume() {
      return "run redis-migration resume";
    }

    @Override
    String toCutOver(String token) {
      return "run redis-migration cutover --token " + token;
    }

    @Override
    String toFlush(String token, String migration) {
      return "run redis-migration flush --confirm " + token;
    }
  };

  /** What to do for that; each time a new value, where it is a value. */
  abstract String to(Request request);

  /** What ends a suspend. */
  abstract String toResume();

  /** What confirms the cutover with that token. */
  abstract String toCutOver(String token);

  /** What confirms that the target's keys are removed. */
  abstract String toFlush(String token, String migration);
}
