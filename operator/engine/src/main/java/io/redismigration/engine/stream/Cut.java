package io.redismigration.engine.stream;

/**
 * The stream standing still between two commands, outside every transaction, with everything before
 * it confirmed by the target: the moment to compare or write a key there as it was at the source at
 * that offset. Ends by itself when its time is over. For one thread.
 */
public final class Cut implements AutoCloseable {
  private final CutGate gate;
  private Runnable wakeUp = () -> {};

  Cut(CutGate gate) {
    this.gate = gate;
  }

  void wakeUp(Runnable applier) {
    wakeUp = applier;
  }

  /**
   * Where the stream stands.
   *
   * @throws io.redismigration.engine.EngineException when the cut has lapsed
   */
  public long offset() {
    return gate.heldAt(this);
  }

  /**
   * Applies exactly up to {@code offset}, waiting for bytes that are still to come.
   *
   * @param offset a boundary between two commands, at least {@link #offset}; or one inside an empty
   *     transaction, to whose end the stream is applied then
   * @throws io.redismigration.engine.EngineException when the cut lapsed, or the offset lies behind
   *     or inside a command or transaction
   */
  public void advanceTo(long offset) throws InterruptedException {
    gate.advance(this, offset, wakeUp);
  }

  /**
   * Lets the stream go on.
   *
   * @return whether it had stood still until now; if not, what was seen meanwhile proves nothing
   */
  public boolean release() {
    return gate.release(this);
  }

  @Override
  public void close() {
    release();
  }
}
