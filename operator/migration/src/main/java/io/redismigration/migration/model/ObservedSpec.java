package io.redismigration.migration.model;

import java.util.List;
import java.util.Map;

/**
 * What is remembered of the spec, to notice edits.
 *
 * @param validated digest of what was last validated; null: nothing yet
 * @param frozen digest of each frozen field by its path, as it was when Preparing began
 * @param cutoverMode who was to begin the cutover when Preparing began: only what was set by then
 *     begins without a confirmation; null: not begun
 * @param refused frozen fields that now differ; each is named in the status
 * @param source the source's endpoints as they were frozen, which are in use whatever the spec says
 *     since; empty: not begun
 * @param target the target's
 */
public record ObservedSpec(
    String validated,
    Map<String, String> frozen,
    CutoverSpec.Mode cutoverMode,
    List<String> refused,
    List<Endpoint> source,
    List<Endpoint> target) {

  public ObservedSpec {
    frozen = Defaults.map(frozen);
    refused = Defaults.list(refused);
    source = Defaults.list(source);
    target = Defaults.list(target);
  }

  /** Nothing seen. */
  public static ObservedSpec none() {
    return validating(null);
  }

  /** That spec is being validated; nothing is frozen. */
  public static ObservedSpec validating(String digest) {
    return new ObservedSpec(digest, null, null, null, null, null);
  }

  /** The same, after that was validated. */
  public ObservedSpec withValidated(String digest) {
    return new ObservedSpec(digest, frozen, cutoverMode, refused, source, target);
  }

  /** The same with those edits refused. */
  public ObservedSpec withRefused(List<String> fields) {
    return new ObservedSpec(validated, frozen, cutoverMode, fields, source, target);
  }
}
