package io.redismigration.migration.checks;

import io.redismigration.migration.model.SwitchedObject;
import java.util.List;

/**
 * What was seen of the objects to repoint.
 *
 * @param accountFound whether the ServiceAccount is there
 */
public record SwitchoverFacts(boolean accountFound, List<Of> objects) {
  public SwitchoverFacts {
    objects = List.copyOf(objects);
  }

  /**
   * One object.
   *
   * @param problem why it cannot be repointed as asked; null: it can, or must not be looked at
   * @param allowed whether the ServiceAccount may get and patch it; null: not known
   * @param managedBy what would lead it back; null: nothing that can be seen
   */
  public record Of(SwitchedObject.Ref ref, String problem, Boolean allowed, Reconciler managedBy) {}

  /** What keeps objects as they are written elsewhere. */
  public enum Reconciler {
    ARGO_CD("Argo CD"),
    FLUX("Flux"),
    HELM("Helm");

    private final String title;

    Reconciler(String title) {
      this.title = title;
    }

    /** As its users call it. */
    public String title() {
      return title;
    }
  }
}
