package io.redismigration.engine.cutover;

import java.time.Duration;

/**
 * Closes the source to writers. One fence per attempt: engaged once, then released or made lasting.
 *
 * <p>All methods throw {@link io.redismigration.engine.EngineException} when the source does not do
 * what is asked, and may be repeated after that.
 */
public interface Fence {

  /** Name for status and reports: ClientPause, MinReplicas or External. */
  String name();

  /** Returns once no client's write can be executed any more. */
  void engage();

  /**
   * Keeps a fence that lapses by itself in force; to be called more often than {@link #lease()}.
   */
  void renew();

  /**
   * How long the fence stands without {@link #renew()}; {@link Duration#ZERO} where it does not
   * lapse by itself.
   */
  Duration lease();

  /**
   * Has the source stay closed even when nobody renews and this process is gone: asked for once the
   * fence is in force, before the decision. Without it a pause that lapses between the commit and
   * whoever comes next would let writes be acknowledged that the target never sees. Called on a
   * thread of its own, and never together with {@link #release}.
   */
  void makeLasting();

  /**
   * Opens the source again, as it was: first what lasts, so that writes held back by a pause are
   * executed rather than refused. Does nothing to a source that was not closed by this fence.
   */
  void release();
}
