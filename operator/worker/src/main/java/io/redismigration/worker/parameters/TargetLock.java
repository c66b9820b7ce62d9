package io.redismigration.worker.parameters;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.engine.foreign.KeptOut;
import io.redismigration.migration.ledger.Change;
import io.redismigration.migration.ledger.RestoreDecision;
import io.redismigration.migration.lock.AclUser;
import io.redismigration.migration.lock.LockedUser;
import io.redismigration.migration.lock.WatchedInstead;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Side;
import io.redismigration.worker.parameters.OtherNodes.Dial;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps everybody but this run from writing to the target, by rules of its users (ACL, Redis 6.0),
 * on the server the manifest names and on its replicas, since one of them may become primary. By
 * the write-ahead rule of the {@link Ledger}; {@link ParameterKeeper#restore} puts it all back.
 *
 * <p>For the worker's thread, {@link #keptOut} for any.
 */
public final class TargetLock {
  /** Whom a server takes connections for that name no user (6.0). */
  public static final String DEFAULT_USER = "default";

  private static final Logger LOG = LoggerFactory.getLogger(TargetLock.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final String MADE = "made for the run";

  private final RedisControl target;
  private final String manifestUser;
  private final Dial others;
  private final Ledger ledger;
  private final RunLogin login;
  private final LockFindings findings;
  private final Map<String, String> unaffected = new ConcurrentHashMap<>();
  private final Set<String> foundOpen = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Its users are as the restart has left them, until each is locked again. */
  private volatile boolean closingAgain;

  private volatile String lockedOn = "";
  private Instant nextLook = Instant.MIN;
  private long connectionsSeen;

  /**
   * @param target control connection to the target, as the manifest's user
   * @param manifestUser whose rights the run's user gets
   * @param others opens one to another server of the target
   * @param login of the run's user
   */
  public TargetLock(
      RedisControl target, String manifestUser, Dial others, Ledger ledger, RunLogin login) {
    this.target = target;
    this.manifestUser = manifestUser;
    this.others = others;
    this.ledger = ledger;
    this.login = login;
    this.findings = new LockFindings(ledger);
  }

  /**
   * Makes the run's user, or gives it this worker's password, on the target and its replicas.
   * Nobody else is touched.
   *
   * @throws EngineException with {@link Reason#TargetNotLockable} when the target refuses
   * @throws IOException when the ledger is not durable; then there is no user
   */
  public void enter() throws IOException {
    enterPrimary();
    enterReplicas();
  }

  /** As {@link #enter}, and leaves the replicas to {@link #enterReplicas}. */
  public void enterPrimary() throws IOException {
    ServerInfo info = target.info();
    try {
      makeUser(target, info);
    } catch (CommandRefusedException e) {
      throw refused(e.getMessage());
    }
    lockedOn = info.runId();
  }

  /** Apart from the primary, since each one that does not answer takes seconds. */
  public void enterReplicas() throws IOException {
    try (OtherNodes replicas = new OtherNodes(Side.TARGET, others).replicasOf(target.info())) {
      for (OtherNodes.Node replica : replicas.reached()) {
        onReplica(replica, () -> makeUser(replica.control(), replica.info()));
      }
    }
  }

  private void makeUser(RedisControl server, ServerInfo info) throws IOException {
    NodeKeeper node = node(server, info.runId());
    UserRules rules = new UserRules(server);
    AclUser like =
        UserRules.find(manifestUser, rules.all())
            .orElseThrow(() -> refused("it does not know the user " + manifestUser));
    String parameter = LockedUser.parameter(login.user());
    node.record(List.of(new Change(parameter, "", MADE, null)));
    String unlocked = open(node, manifestUser).map(LedgerEntry::original).orElse(like.rules());
    rules.make(login.user(), LockedUser.ownWords(like, unlocked, login.hash()));
    ledger.replaceAll(
        entry ->
            entry.state() == LedgerEntry.State.RECORDED
                    && entry.parameter().equals(parameter)
                    && node.owns(entry)
                ? entry.to(LedgerEntry.State.APPLIED, null, ledger.now())
                : entry);
  }

  /** Work on a replica: what it refuses is told, and ends nothing. */
  private interface OnReplica {
    void act() throws IOException;
  }

  private void onReplica(OtherNodes.Node replica, OnReplica work) throws IOException {
    try {
      work.act();
    } catch (CommandRefusedException | EngineException e) {
      findings.add(
          replica.control().address(),
          replica.info().runId(),
          WatchedInstead.EVERYBODY,
          "a replica that may become primary is not locked: " + e.getMessage());
    }
  }

  /**
   * Takes the right to write from everybody else. Who may write in spite of that, on a replica, is
   * on record as not set.
   *
   * @throws EngineException with {@link Reason#TargetNotLockable} when the target refuses
   * @throws IOException when the ledger is not durable; then nothing was changed
   */
  public void close() throws IOException {
    ServerInfo info = target.info();
    try {
      lock(target, info.runId());
    } catch (CommandRefusedException e) {
      throw refused(e.getMessage());
    }
    requireLocked(node(target, info.runId()));
    try (OtherNodes replicas = new OtherNodes(Side.TARGET, others).replicasOf(info)) {
      for (OtherNodes.Node replica : replicas.reached()) {
        onReplica(replica, () -> lock(replica.control(), replica.info().runId()));
      }
      for (Map.Entry<Endpoint, String> silent : replicas.silent().entrySet()) {
        findings.add(
            silent.getKey().toString(),
            "",
            WatchedInstead.EVERYBODY,
            "a replica that may become primary does not answer: " + silent.getValue());
      }
    }
    ledger.makeDurable();
    closed = true;
  }

  /**
   * Has it on record that this target is watched from now on, what was locked of it being put back.
   *
   * @throws IOException when the ledger is not durable
   */
  public void giveUp(String why) throws IOException {
    closed = false;
    findings.add(target.address(), "", WatchedInstead.EVERYBODY, WatchedInstead.because(why));
    ledger.makeDurable();
  }

  private void lock(RedisControl server, String runId) throws IOException {
    NodeKeeper node = node(server, runId);
    UserRules rules = new UserRules(server);
    String stage = LockedUser.stage(login.user());
    List<Change> changes = new ArrayList<>();
    for (AclUser user : rules.all()) {
      if (LockedUser.isOwn(user.name()) || isAsWeSetIt(node, user)) {
        continue;
      }
      String locked = user.mayAnything() ? rules.locked(user, stage) : user.rules();
      if (locked.equals(user.rules())) {
        if (server == target) {
          unaffected.put(user.name(), user.rules());
        }
      } else {
        forgetWhatOthersChanged(node, user);
        changes.add(new Change(LockedUser.parameter(user.name()), user.rules(), locked, null));
      }
    }
    rules.set(stage, "");
    node.record(changes);
    node.setRecorded(entry -> LockedUser.is(entry) && !LockedUser.isOwn(entry));
    WaitingClients.end(server);
  }

  private boolean isAsWeSetIt(NodeKeeper node, AclUser user) {
    return open(node, user.name())
        .filter(entry -> entry.applied().equals(user.rules()))
        .isPresent();
  }

  /** What a user has now is what it gets back, unless that is what it had at first. */
  private void forgetWhatOthersChanged(NodeKeeper node, AclUser user) {
    open(node, user.name())
        .filter(entry -> !entry.original().equals(user.rules()))
        .ifPresent(
            changed -> {
              if (!isMigrations(user.name())) {
                foundOpen.add(user.name());
              }
              ledger.replaceAll(
                  entry ->
                      entry.equals(changed)
                          ? entry.to(
                              LedgerEntry.State.LEFT_ALONE,
                              "somebody else gave it other rules meanwhile",
                              ledger.now())
                          : entry);
            });
  }

  private void requireLocked(NodeKeeper node) {
    ledger.entries().stream()
        .filter(entry -> LockedUser.is(entry) && node.owns(entry))
        .filter(
            entry -> entry.state() == LedgerEntry.State.NOT_APPLIED && LockedUsers.isChange(entry))
        .findFirst()
        .ifPresent(
            entry -> {
              throw refused(entry.parameter() + ": " + entry.message());
            });
  }

  private EngineException refused(String what) {
    return new EngineException(
        Reason.TargetNotLockable,
        "the target cannot be locked although the checks found that it can: " + what,
        "permit +acl to the target's user, or set spec.target.lock to DetectOnly, then retry");
  }

  /**
   * Looks whether the lock still stands: every two seconds, and at once when the target had to be
   * connected to anew. One that was restarted has forgotten it, and is locked again; until then
   * others may write to it, and this run cannot, whose user it does not know. Rules that somebody
   * else changed and users that came meanwhile are theirs, and stand on record.
   *
   * @throws IOException when the ledger is not durable; then nothing was changed
   */
  public void lookAfter() throws IOException {
    Instant now = ledger.now();
    long connections = target.connections();
    if (!closed || now.isBefore(nextLook) && connections == connectionsSeen) {
      return;
    }
    // As before the look: what reconnects meanwhile may find another process.
    connectionsSeen = connections;
    nextLook = now.plus(EVERY);
    List<AclUser> users = new UserRules(target).all();
    String runId = target.info("server").runId();
    if (closingAgain || !runId.equals(lockedOn) || UserRules.find(login.user(), users).isEmpty()) {
      LOG.warn("the target has lost the lock, by a restart or by ACL LOAD; locking it again");
      closingAgain = true;
      enter();
      close();
      closingAgain = false;
      return;
    }
    List<LedgerEntry> before = ledger.entries();
    findings.changed(node(target, runId), users);
    findings.come(node(target, runId), target.address(), runId, users, this::isUnaffected);
    if (!ledger.entries().equals(before)) {
      ledger.makeDurable();
    }
  }

  /**
   * Users that may not write to the target as it is now, and those that somebody else let in again;
   * nobody while it is not locked. A target that was restarted has forgotten the lock by itself,
   * and tells nothing until it is locked again.
   *
   * @throws EngineException when the target cannot be reached
   */
  public KeptOut keptOut() {
    // In this order: what is locked again meanwhile is not taken for the process from before.
    String process = lockedOn;
    if (!closed || closingAgain) {
      return KeptOut.NOBODY;
    }
    NodeKeeper node = node(target, process);
    LockedUsers onRecord =
        LockedUsers.of(ledger.entries().stream().filter(node::owns).toList(), this::isMigrations);
    Set<String> letIn = new HashSet<>(foundOpen);
    foundOpen.removeAll(letIn);
    KeptOut now = onRecord.keptOut(new UserRules(target).all(), this::isUnaffected, letIn);
    boolean restarted = !now.letIn().isEmpty() && !target.info("server").runId().equals(process);
    return restarted ? new KeptOut(now.denied(), Set.of()) : now;
  }

  /**
   * Gives the users of the server that was written to what the lock took from them, in two round
   * trips; its replicas and the run's user are left to the restore. Again, it changes nothing.
   *
   * @throws CommandRefusedException when the target refuses
   * @throws EngineException when it cannot be reached
   */
  public void open() {
    closed = false;
    if (!isClosed()) {
      return;
    }
    NodeKeeper node = node(target, lockedOn);
    List<AclUser> users = new UserRules(target).all();
    List<List<String>> commands = new ArrayList<>();
    Map<LedgerEntry, LedgerEntry> next = new HashMap<>();
    for (LedgerEntry entry : ledger.entries()) {
      if (!isLock(entry) || !node.owns(entry)) {
        continue;
      }
      String user = LockedUser.user(entry.parameter());
      RestoreDecision decision = RestoreDecision.of(entry, lockedOn, UserRules.of(user, users));
      if (decision instanceof RestoreDecision.Restore restore) {
        commands.add(UserRules.setting(user, restore.value()));
      }
      next.put(
          entry,
          decision instanceof RestoreDecision.LeaveAlone alone
              ? entry.to(LedgerEntry.State.LEFT_ALONE, alone.reason(), ledger.now())
              : entry.to(LedgerEntry.State.RESTORED, null, ledger.now()));
    }
    target.callAll(commands);
    ledger.replaceAll(entry -> next.getOrDefault(entry, entry));
  }

  /** Whether users of the server that was written to may still lack the right to write. */
  public boolean isClosed() {
    NodeKeeper node = node(target, lockedOn);
    return ledger.entries().stream().anyMatch(entry -> isLock(entry) && node.owns(entry));
  }

  /**
   * A user that the manifest names is there for the migration: whoever gives it other rules, with a
   * new password, say, lets nobody else in. Without a name it is everybody's.
   */
  private boolean isMigrations(String user) {
    return LockedUser.isOwn(user) || user.equals(manifestUser) && !user.equals(DEFAULT_USER);
  }

  private boolean isUnaffected(AclUser user) {
    return user.rules().equals(unaffected.get(user.name()));
  }

  static boolean isLock(LedgerEntry entry) {
    return entry.open() && LockedUser.is(entry) && !LockedUser.isOwn(entry);
  }

  private Optional<LedgerEntry> open(NodeKeeper node, String user) {
    return ledger.entries().stream()
        .filter(entry -> entry.open() && node.owns(entry))
        .filter(entry -> entry.parameter().equals(LockedUser.parameter(user)))
        .findFirst();
  }

  private NodeKeeper node(RedisControl server, String runId) {
    return new NodeKeeper(server, Side.TARGET, runId, Set.of(), ledger);
  }
}
