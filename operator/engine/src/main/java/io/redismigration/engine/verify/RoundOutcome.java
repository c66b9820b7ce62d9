package io.redismigration.engine.verify;

/** Counts what a round finds; what differs stays open. For one thread. */
final class RoundOutcome implements Settlement.Outcome {
  private final Tally found;
  private final Evidence.Open open;
  private final Evidence evidence;

  /**
   * @param open what the round looks at: of it what was dirty stays so
   */
  RoundOutcome(Tally found, Evidence.Open open, Evidence evidence) {
    this.found = found;
    this.open = open;
    this.evidence = evidence;
  }

  @Override
  public void equal(boolean held) {
    if (held) {
      found.held();
    }
  }

  @Override
  public void differs(Verdict verdict, int dataset, byte[] key) {
    Verdict said = evidence.said(verdict, dataset, key);
    found.add(said, evidence.touched().home(dataset), key);
    if (open.dirty().contains(dataset, key)) {
      evidence.stillDirty(dataset, key);
    } else {
      evidence.differs(dataset, key);
    }
  }

  @Override
  public void largeAndEqual(int dataset, byte[] key) {
    evidence.unsettled().remove(dataset, key);
  }
}
