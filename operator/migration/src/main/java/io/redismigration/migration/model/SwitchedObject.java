package io.redismigration.migration.model;

/**
 * An object that clients follow, and whether it leads them to the target.
 *
 * @param message what stands in the way, or who led it back; null: nothing to add
 */
public record SwitchedObject(String kind, String name, State state, String message) {

  /** Where it leads. */
  public enum State {
    /** Not looked at yet. */
    UNKNOWN,
    /** It is there, and may be repointed. */
    READY,
    /** It cannot be repointed as things are. */
    BLOCKED,
    /** It leads to the target. */
    SWITCHED,
    /** It did lead to the target, and somebody has led it elsewhere since. */
    REVERTED
  }

  /** What is meant. */
  public record Ref(String kind, String name) {
    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  /** Not looked at yet. */
  public static SwitchedObject unknown(Ref ref) {
    return new SwitchedObject(ref.kind(), ref.name(), State.UNKNOWN, null);
  }

  /** What is meant. */
  public Ref ref() {
    return new Ref(kind, name);
  }

  /** The same, found to be so. */
  public SwitchedObject to(State next, String why) {
    return new SwitchedObject(kind, name, next, why);
  }
}
