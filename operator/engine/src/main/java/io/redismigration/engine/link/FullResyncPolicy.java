package io.redismigration.engine.link;

/** Decides whether the source's data may be taken a second time. Asked on the link's thread. */
@FunctionalInterface
public interface FullResyncPolicy {

  /**
   * The answer.
   *
   * @param allowed false ends the link with reason FullResyncForbidden
   * @param why shown to the user when it is not allowed
   * @param remedy what the user can do then, without a full stop
   */
  record Decision(boolean allowed, String why, String remedy) {
    /** It may begin. */
    public static final Decision YES = new Decision(true, "", "");

    /** It may not. */
    public static Decision no(String why, String remedy) {
      return new Decision(false, why, remedy);
    }
  }

  /**
   * Whether another full sync may begin. Never asked for the first one of a fresh start.
   *
   * @param cause why the stream cannot be continued, one sentence
   */
  Decision mayResync(String cause);

  /** Always allowed. */
  static FullResyncPolicy allow() {
    return cause -> Decision.YES;
  }

  /** Never allowed. */
  static FullResyncPolicy forbid(String why) {
    return cause -> Decision.no(why, "allow another full sync, or begin anew");
  }
}
