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
 */
public record ObservedSpec(
    String validated,
    Map<String, String> frozen,
    CutoverSpec.Mode cutoverMode,
    List<String> refused) {

  public ObservedSpec {
    frozen = Defaults.map(frozen);
    refused = Defaults.list(refused);
  }

  /** Nothing seen. */
  public static ObservedSpec none() {
    return new ObservedSpec(null, null, null, null);
  }
}
