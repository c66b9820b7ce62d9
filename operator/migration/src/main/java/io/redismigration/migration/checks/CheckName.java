package io.redismigration.migration.checks;

import static io.redismigration.migration.model.CheckLevel.FAIL;
import static io.redismigration.migration.model.CheckLevel.INFO;
import static io.redismigration.migration.model.CheckLevel.WARNING;

import io.redismigration.migration.model.CheckLevel;
import io.redismigration.migration.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The catalogue: for each check the area it belongs to, the worst it can say, whether the user may
 * accept its failure, and the checks that must not have failed before it can run. In the order in
 * which they are shown.
 */
public enum CheckName {
  /** Fields of the manifest whose feature is not there yet. One result per field. */
  NOT_SUPPORTED_YET(Area.PLAN, FAIL),

  SOURCE_SECRETS(Area.CONNECTION, FAIL),
  SOURCE_RESOLVES(Area.CONNECTION, FAIL),
  SOURCE_ADDRESS_ALLOWED(Area.CONNECTION, FAIL, SOURCE_RESOLVES),
  SOURCE_REACHABLE(Area.CONNECTION, FAIL, SOURCE_ADDRESS_ALLOWED),
  SOURCE_TLS(Area.CONNECTION, FAIL, SOURCE_REACHABLE),
  SOURCE_CERTIFICATE_LIFETIME(Area.CONNECTION, WARNING, SOURCE_TLS),
  SOURCE_AUTHENTICATED(Area.CONNECTION, FAIL, SOURCE_SECRETS, SOURCE_TLS),
  SOURCE_PERMISSIONS(Area.CONNECTION, FAIL, SOURCE_AUTHENTICATED),
  SOURCE_COMMANDS_KNOWN(Area.CONNECTION, FAIL, SOURCE_AUTHENTICATED),
  SOURCE_ROUND_TRIP(Area.CONNECTION, INFO, SOURCE_AUTHENTICATED),

  TARGET_SECRETS(Area.CONNECTION, FAIL),
  TARGET_RESOLVES(Area.CONNECTION, FAIL),
  TARGET_ADDRESS_ALLOWED(Area.CONNECTION, FAIL, TARGET_RESOLVES),
  TARGET_REACHABLE(Area.CONNECTION, FAIL, TARGET_ADDRESS_ALLOWED),
  TARGET_TLS(Area.CONNECTION, FAIL, TARGET_REACHABLE),
  TARGET_CERTIFICATE_LIFETIME(Area.CONNECTION, WARNING, TARGET_TLS),
  TARGET_AUTHENTICATED(Area.CONNECTION, FAIL, TARGET_SECRETS, TARGET_TLS),
  TARGET_PERMISSIONS(Area.CONNECTION, FAIL, TARGET_AUTHENTICATED),
  TARGET_COMMANDS_KNOWN(Area.CONNECTION, FAIL, TARGET_AUTHENTICATED),
  TARGET_ROUND_TRIP(Area.CONNECTION, INFO, TARGET_AUTHENTICATED),

  SOURCE_TOPOLOGY(Area.SOURCE, FAIL, SOURCE_AUTHENTICATED),
  SOURCE_VERSION(Area.SOURCE, FAIL, SOURCE_AUTHENTICATED),
  SOURCE_SYNC_PERMITTED(Area.SOURCE, FAIL, SOURCE_AUTHENTICATED),
  SOURCE_NOT_LOADING(Area.SOURCE, FAIL, SOURCE_AUTHENTICATED),
  SOURCE_RDB_VERSION(Area.SOURCE, FAIL, SOURCE_NOT_LOADING),
  SOURCE_BACKGROUND_SAVE(Area.SOURCE, FAIL, SOURCE_NOT_LOADING),
  SOURCE_ROLE(Area.SOURCE, WARNING, SOURCE_AUTHENTICATED),
  SOURCE_REPLICAS(Area.SOURCE, INFO, SOURCE_AUTHENTICATED),
  SOURCE_MIN_REPLICAS(Area.SOURCE, WARNING, SOURCE_AUTHENTICATED),
  SOURCE_SENTINELS(Area.SOURCE, INFO, SOURCE_AUTHENTICATED),
  SOURCE_TRANSFER(Area.SOURCE, INFO, SOURCE_AUTHENTICATED),
  SOURCE_FORK_MEMORY(Area.SOURCE, WARNING, SOURCE_AUTHENTICATED),
  SOURCE_OUTPUT_BUFFER(Area.SOURCE, WARNING, SOURCE_AUTHENTICATED),
  SOURCE_BACKLOG(Area.SOURCE, WARNING, SOURCE_AUTHENTICATED),
  SOURCE_REPL_TIMEOUT(Area.SOURCE, WARNING, SOURCE_AUTHENTICATED),
  SOURCE_PARAMETER_HEADROOM(Area.SOURCE, WARNING, SOURCE_AUTHENTICATED),
  SOURCE_NOT_IN_OTHER_MIGRATION(Area.SOURCE, FAIL, SOURCE_AUTHENTICATED),
  SOURCE_FENCE(Area.SOURCE, WARNING, SOURCE_AUTHENTICATED),
  SOURCE_OFFSETS_EXACT(Area.SOURCE, WARNING, SOURCE_AUTHENTICATED),
  SOURCE_KEYS(Area.SOURCE, INFO, SOURCE_NOT_LOADING),
  CHECKPOINT_KEY_FREE(Area.SOURCE, FAIL, SOURCE_NOT_LOADING),

  TARGET_TOPOLOGY(Area.TARGET, FAIL, TARGET_AUTHENTICATED),
  TARGET_NOT_LOADING(Area.TARGET, FAIL, TARGET_AUTHENTICATED),
  TARGET_PRIMARY(Area.TARGET, FAIL, TARGET_AUTHENTICATED),
  TARGET_WRITABLE(Area.TARGET, FAIL, TARGET_NOT_LOADING, TARGET_PRIMARY),
  TARGET_NOT_CLAIMED(Area.TARGET, FAIL, TARGET_NOT_LOADING),
  TARGET_EMPTY(Area.TARGET, FAIL, TARGET_NOT_LOADING),
  TARGET_MEMORY(Area.TARGET, FAIL, true, TARGET_AUTHENTICATED, SOURCE_AUTHENTICATED),
  TARGET_EVICTION_POLICY(Area.TARGET, WARNING, TARGET_AUTHENTICATED),
  TARGET_DATABASES(Area.TARGET, FAIL, TARGET_AUTHENTICATED, SOURCE_AUTHENTICATED),
  TARGET_LOCK(Area.TARGET, FAIL, TARGET_AUTHENTICATED),
  TARGET_OTHER_WRITERS(Area.TARGET, FAIL, true, TARGET_AUTHENTICATED),
  TARGET_RESTORE_ACCEPTED(Area.TARGET, FAIL, TARGET_WRITABLE, TARGET_NOT_CLAIMED),
  TARGET_MODE(Area.TARGET, INFO, TARGET_AUTHENTICATED),
  TARGET_SNAPSHOT_PERMITTED(Area.TARGET, WARNING, TARGET_AUTHENTICATED),
  TARGET_FORK_MEMORY(Area.TARGET, WARNING, TARGET_AUTHENTICATED, SOURCE_AUTHENTICATED),
  TARGET_VALUE_SIZE(Area.TARGET, WARNING, TARGET_AUTHENTICATED, SOURCE_AUTHENTICATED),

  DISTINCT_INSTANCES(Area.BOTH, FAIL, SOURCE_AUTHENTICATED, TARGET_AUTHENTICATED),
  VERSION_ORDER(Area.BOTH, WARNING, SOURCE_AUTHENTICATED, TARGET_AUTHENTICATED),
  VALUE_TYPES(Area.BOTH, FAIL, SOURCE_NOT_LOADING, TARGET_AUTHENTICATED),
  STREAMED_COMMANDS(Area.BOTH, WARNING, SOURCE_AUTHENTICATED, TARGET_AUTHENTICATED),
  MODULES(Area.BOTH, FAIL, SOURCE_AUTHENTICATED, TARGET_AUTHENTICATED),
  SCRIPTS(Area.BOTH, WARNING, SOURCE_AUTHENTICATED, TARGET_AUTHENTICATED),
  FUNCTIONS(Area.BOTH, FAIL, SOURCE_AUTHENTICATED, TARGET_AUTHENTICATED),
  CLOCK_DIFFERENCE(Area.BOTH, FAIL, SOURCE_AUTHENTICATED, TARGET_AUTHENTICATED),

  SPOOL_SIZE(Area.PLAN, FAIL, true, SOURCE_AUTHENTICATED),
  /** A time that has passed starts now. The planner knows. */
  START_TIME(Area.PLAN, INFO),

  /** The worker's pod was let in and got its volume. Only a driver in a cluster can know. */
  WORKER_ADMITTED(Area.KUBERNETES, FAIL),
  SPOOL_VOLUME(Area.KUBERNETES, FAIL, WORKER_ADMITTED),
  /** What {@code instanceRef} names is there, running and ready. Only a cluster can know. */
  SOURCE_INSTANCE_RUNNING(Area.KUBERNETES, FAIL),
  /** The endpoint's address is one of what {@code instanceRef} names. */
  SOURCE_INSTANCE_ADDRESS(Area.KUBERNETES, FAIL, true, SOURCE_INSTANCE_RUNNING, SOURCE_RESOLVES),
  TARGET_INSTANCE_RUNNING(Area.KUBERNETES, FAIL),
  TARGET_INSTANCE_ADDRESS(Area.KUBERNETES, FAIL, true, TARGET_INSTANCE_RUNNING, TARGET_RESOLVES),
  /** What {@code switchover} names is there, as far as it may be looked at. */
  SWITCHOVER_OBJECTS(Area.KUBERNETES, FAIL),
  /** Its ServiceAccount is there and may patch exactly that. */
  SWITCHOVER_ALLOWED(Area.KUBERNETES, FAIL),
  /** Nothing is seen that would lead clients back. */
  SWITCHOVER_MANAGED(Area.KUBERNETES, WARNING),
  /** A report says that this source was migrated to this target. Only a driver can know. */
  ALREADY_COMPLETED(Area.KUBERNETES, FAIL, true);

  /** What a check is about. */
  public enum Area {
    CONNECTION,
    SOURCE,
    TARGET,
    BOTH,
    PLAN,
    /** What only a cluster has; without one these are not applicable. */
    KUBERNETES
  }

  private static final Map<String, CheckName> BY_LABEL =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(CheckName::label, Function.identity()));

  private final String label = Labels.of(this);
  private final Area area;
  private final CheckLevel level;
  private final boolean ignorable;
  private final List<CheckName> needs;

  CheckName(Area area, CheckLevel level, CheckName... needs) {
    this(area, level, false, needs);
  }

  CheckName(Area area, CheckLevel level, boolean ignorable, CheckName... needs) {
    this.area = area;
    this.level = level;
    this.ignorable = ignorable;
    this.needs = List.of(needs);
  }

  public Area area() {
    return area;
  }

  /** The worst it can say. */
  public CheckLevel level() {
    return level;
  }

  /** Whether {@code spec.checks.ignore} may name it. */
  public boolean ignorable() {
    return ignorable;
  }

  /** Whether a failure may pass without an edit: a Secret, a route, a quota that comes later. */
  public boolean mayComeRight() {
    return area == Area.CONNECTION || (area == Area.KUBERNETES && !ignorable);
  }

  /** The checks that must not have failed before this one can run. */
  public List<CheckName> needs() {
    return needs;
  }

  /** As users see and write it. */
  public String label() {
    return label;
  }

  /** The check users write so. */
  public static Optional<CheckName> of(String label) {
    return Optional.ofNullable(BY_LABEL.get(label));
  }
}
