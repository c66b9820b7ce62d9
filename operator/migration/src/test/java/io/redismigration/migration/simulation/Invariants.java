package io.redismigration.migration.simulation;

import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.SourceAfter;

/** What must hold after every step of every run. */
final class Invariants {
  private final World world;
  private final boolean[] committed;
  private boolean decided;

  Invariants(World world) {
    this.world = world;
    this.committed = new boolean[world.scenario.shards()];
  }

  /** A rule was broken. */
  static final class Broken extends RuntimeException {
    Broken(String what) {
      super(what);
    }
  }

  /**
   * Whether the target has taken over, whoever knows it: on the target's record, or the planner's.
   */
  boolean isDecided() {
    return decided;
  }

  void check() {
    if (!decided && decidedNow()) {
      if (world.driver.status().cutover().trial() != null) {
        throw new Broken("a rehearsal ended in a commit");
      }
      decided = true;
      world.trace.say("decided: the target has taken over");
    }
    for (SimulatedTarget target : world.targets) {
      if (target.isCommitted() && !committed[target.shard]) {
        committed[target.shard] = true;
        if (!decided) {
          throw new Broken("shard %d committed undecided".formatted(target.shard));
        }
        everyWriteIsThere(target.shard);
      }
    }
    if (decided) {
      nobodyUndoes();
      theSourceStaysClosed();
    }
    whatIsChangedIsOnRecord();
  }

  private boolean decidedNow() {
    return world.scenario.plannerDecides()
        ? world.driver.status().cutover().decision() == Decision.COMMIT
        : world.targets.get(0).isCommitted();
  }

  /** A client was told that its write is done. */
  void acknowledged(SimulatedSource source, int writes) {
    if (writes > 0 && decided && !source.released && !world.scenario.pauseAlone()) {
      throw new Broken("shard %d acknowledged a write after the commit".formatted(source.shard));
    }
  }

  private void everyWriteIsThere(int shard) {
    SimulatedSource source = world.sources.get(shard);
    Checkpoint there = world.targets.get(shard).onRecord();
    boolean all = there != null && source.isWhollyIn(there.history(), there.applied());
    if (!all) {
      throw new Broken(
          "shard %d committed with offset %s of %s, the source is at %d of %s"
              .formatted(
                  shard,
                  there == null ? "none" : there.applied(),
                  there == null ? "nothing" : there.history(),
                  source.offset(),
                  source.history()));
    }
  }

  /** A shard's target is written to by its own clients from its commit on. */
  private void nobodyUndoes() {
    Phase phase = world.driver.status().phase();
    if (phase != Phase.CUTTING_OVER && phase != Phase.COMPLETED) {
      throw new Broken("decided, and yet the phase is " + phase);
    }
    boolean taken = world.scenario.plannerDecides() || phase == Phase.COMPLETED;
    if (taken && world.driver.status().cutover().decision() != Decision.COMMIT) {
      throw new Broken("the decision was taken back");
    }
  }

  private void theSourceStaysClosed() {
    boolean ours = world.scenario.fence() != FenceKind.EXTERNAL && !world.scenario.pauseAlone();
    for (SimulatedSource source : world.sources) {
      if (ours && source.isOpen(world.now) && !source.released) {
        throw new Broken("shard %d is open to writers after the commit".formatted(source.shard));
      }
      if (source.released && world.scenario.after() == SourceAfter.READ_ONLY) {
        throw new Broken("shard %d was opened although it is to stay".formatted(source.shard));
      }
    }
  }

  /** Whoever comes after everybody has died can put it back. */
  private void whatIsChangedIsOnRecord() {
    for (SimulatedSource source : world.sources) {
      onRecord(source, SimulatedSource.FENCE);
      onRecord(source, SimulatedSource.TIMEOUT);
    }
  }

  private void onRecord(SimulatedSource source, String parameter) {
    if (source.isChanged(parameter)
        && !world.store.anyOnRecord(entry -> isOpen(entry, source, parameter))
        && !statusTells(source, parameter)) {
      throw new Broken(
          "%s of shard %d is changed and nobody knows it".formatted(parameter, source.shard));
    }
  }

  private boolean statusTells(SimulatedSource source, String parameter) {
    return world.driver.status().parameters().stream()
        .anyMatch(entry -> isOpen(entry, source, parameter));
  }

  private static boolean isOpen(LedgerEntry entry, SimulatedSource source, String parameter) {
    return entry.open()
        && entry.address().equals(source.address)
        && entry.parameter().equals(parameter);
  }

  /** Nothing goes wrong any more and nothing is left to do: what became of it has an end. */
  boolean isAtRest() {
    MigrationStatus status = world.driver.status();
    if (status.phase().ended()) {
      return world.store.all().isEmpty();
    }
    boolean streams = world.store.all().stream().allMatch(task -> task.report().state().streams());
    return status.phase() == Phase.STREAMING && streams && !cutoverIsDue(status);
  }

  /** Held for a person: neither told by token nor by a mode that has tries left. */
  private boolean cutoverIsDue(MigrationStatus status) {
    boolean held =
        status.message().contains("to begin the cutover ")
            || status.message().contains("spec.cutover.mode was set after the start");
    boolean suspended =
        status.latches().suspended() && status.message().contains("applying the stream");
    return !held && !suspended;
  }

  void checkAtRest() {
    MigrationStatus status = world.driver.status();
    Phase endedIn = status.phase();
    if (decided != (endedIn == Phase.COMPLETED)) {
      throw new Broken("ended in %s, decided: %s".formatted(endedIn, decided));
    }
    for (boolean done : committed) {
      if (done != decided) {
        throw new Broken("a shard's target has not taken over");
      }
    }
    for (SimulatedSource source : world.sources) {
      statusTellsOf(source, SimulatedSource.FENCE);
      statusTellsOf(source, SimulatedSource.TIMEOUT);
      boolean leftToUser =
          status.parameters().stream()
              .anyMatch(
                  entry ->
                      entry.state() == LedgerEntry.State.NOT_RESTORED
                          && entry.shard().equals(Integer.toString(source.shard)));
      if (!decided && !leftToUser && !source.isOpen(world.now)) {
        throw new Broken("shard %d was left closed in %s".formatted(source.shard, endedIn));
      }
      if (endedIn != Phase.STREAMING && !leftToUser && source.isChanged(SimulatedSource.TIMEOUT)) {
        throw new Broken("shard %d was left with our parameters".formatted(source.shard));
      }
    }
  }

  private void statusTellsOf(SimulatedSource source, String parameter) {
    if (source.isChanged(parameter) && !statusTells(source, parameter)) {
      throw new Broken(
          "the status does not say that %s of shard %d is changed"
              .formatted(parameter, source.shard));
    }
  }
}
