package io.redismigration.manifest;

import io.redismigration.api.v1alpha1.FilterSpec;
import io.redismigration.api.v1alpha1.KeyFilter;
import io.redismigration.api.v1alpha1.RedisMigrationSpec;
import io.redismigration.api.v1alpha1.RequestsSpec;
import io.redismigration.api.v1alpha1.StartMode;
import io.redismigration.migration.model.DatabaseMapping;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.ForeignWritePolicy;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.OutputBufferLimit;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StartSpec;
import io.redismigration.migration.model.TargetSpec;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.model.WorkerSpec;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the user wrote, as the planner's records. Absent stays absent: defaults are the planner's.
 * Problems that only show here (an address without port, a schedule without time) are reported by
 * path.
 */
public final class SpecMapper {
  private static final Duration SHORTEST_SOFT_LIMIT = Duration.ofSeconds(1);

  private final Problems problems;
  private final ConnectionMapper connections;
  private final CutoverMapper cutovers;

  private SpecMapper(Problems problems) {
    this.problems = problems;
    this.connections = new ConnectionMapper(problems);
    this.cutovers = new CutoverMapper(problems);
  }

  /**
   * Maps a spec that obeys the schema.
   *
   * @return its problems if it has any, by path; then there is no spec
   */
  public static MappedSpec map(RedisMigrationSpec spec) {
    Problems problems = new Problems();
    MigrationSpec mapped = new SpecMapper(problems).mapped(spec);
    List<Problem> found = problems.found();
    return new MappedSpec(found.isEmpty() ? mapped : null, found);
  }

  private MigrationSpec mapped(RedisMigrationSpec spec) {
    return new MigrationSpec(
        connections.source(spec.source()),
        target(spec),
        label(ReplicationMode.class, spec.mode()),
        start(spec),
        parameters(spec),
        spec.checks() == null ? null : spec.checks().ignore(),
        filter(spec.filter()),
        mapping(spec),
        throttle(spec),
        verification(spec),
        label(OnFullResync.class, spec.onFullResync()),
        cutovers.map(spec.cutover()),
        worker(spec),
        spec.suspend(),
        Boolean.TRUE.equals(spec.cancel()),
        requests(spec.requests()));
  }

  private TargetSpec target(RedisMigrationSpec spec) {
    return new TargetSpec(
        connections.target(spec.target()),
        label(ExistingData.class, spec.target().existingData()),
        label(LockMode.class, spec.target().lock()),
        spec.target().flushConfirm(),
        label(ForeignWritePolicy.class, spec.target().foreignWrites()));
  }

  private StartSpec start(RedisMigrationSpec spec) {
    if (spec.start() == null) {
      return null;
    }
    boolean scheduled = spec.start().mode() == StartMode.Scheduled;
    if (scheduled && spec.start().at() == null) {
      problems.add("spec.start.at", "is missing; mode Scheduled needs it");
    } else if (!scheduled && spec.start().at() != null) {
      problems.add("spec.start.at", "has no meaning unless spec.start.mode is Scheduled");
    }
    return new StartSpec(
        label(StartSpec.Mode.class, spec.start().mode()),
        read("spec.start.at", spec.start().at(), Sizes::moment));
  }

  private ParametersSpec parameters(RedisMigrationSpec spec) {
    if (spec.parameters() == null) {
      return null;
    }
    return new ParametersSpec(
        outputBuffer(spec.parameters().clientOutputBufferLimit()),
        read("spec.parameters.replBacklogSize", spec.parameters().replBacklogSize(), Sizes::bytes),
        read("spec.parameters.replTimeout", spec.parameters().replTimeout(), Sizes::duration),
        read("spec.parameters.replBacklogTtl", spec.parameters().replBacklogTtl(), Sizes::duration),
        read(
            "spec.parameters.replDisklessSyncDelay",
            spec.parameters().replDisklessSyncDelay(),
            Sizes::duration));
  }

  private OutputBufferLimit outputBuffer(io.redismigration.api.v1alpha1.OutputBufferLimit limit) {
    if (limit == null) {
      return null;
    }
    String path = "spec.parameters.clientOutputBufferLimit.";
    OutputBufferLimit standard = ParametersSpec.defaults().clientOutputBufferLimit();
    Long hard = read(path + "hard", limit.hard(), Sizes::bytes);
    Long soft = read(path + "soft", limit.soft(), Sizes::bytes);
    Duration softFor = read(path + "softFor", limit.softFor(), Sizes::duration);
    if (softFor != null && softFor.compareTo(SHORTEST_SOFT_LIMIT) < 0) {
      problems.add(path + "softFor", "is shorter than a second, which servers cannot be told");
    }
    return new OutputBufferLimit(
        hard == null ? standard.hard() : hard,
        soft == null ? standard.soft() : soft,
        softFor == null ? standard.softFor() : softFor);
  }

  private static io.redismigration.migration.model.FilterSpec filter(FilterSpec filter) {
    if (filter == null) {
      return null;
    }
    KeyFilter keys = filter.keys() == null ? new KeyFilter(null, null) : filter.keys();
    return new io.redismigration.migration.model.FilterSpec(
        filter.databases(), keys.include(), keys.exclude());
  }

  private static List<DatabaseMapping> mapping(RedisMigrationSpec spec) {
    return spec.databaseMapping() == null
        ? null
        : spec.databaseMapping().stream()
            .map(pair -> new DatabaseMapping(pair.from(), pair.to()))
            .toList();
  }

  private ThrottleSpec throttle(RedisMigrationSpec spec) {
    if (spec.throttle() == null) {
      return null;
    }
    Long bytes =
        read("spec.throttle.bytesPerSecond", spec.throttle().bytesPerSecond(), Sizes::bytes);
    Long commands = spec.throttle().commandsPerSecond();
    return new ThrottleSpec(bytes == null ? 0 : bytes, commands == null ? 0 : commands);
  }

  private static VerificationSpec verification(RedisMigrationSpec spec) {
    return spec.verification() == null
        ? null
        : new VerificationSpec(
            label(VerificationSpec.Mode.class, spec.verification().mode()),
            label(VerificationSpec.AtFence.class, spec.verification().atFence()),
            spec.verification().sampleKeys(),
            spec.verification().keysPerSecond() == null ? 0 : spec.verification().keysPerSecond(),
            label(VerificationSpec.Method.class, spec.verification().method()));
  }

  private WorkerSpec worker(RedisMigrationSpec spec) {
    return spec.worker() == null || spec.worker().spool() == null
        ? null
        : new WorkerSpec(
            read("spec.worker.spool.size", spec.worker().spool().size(), Sizes::bytes));
  }

  private static Map<Request, String> requests(RequestsSpec requests) {
    Map<Request, String> nonces = new EnumMap<>(Request.class);
    if (requests != null) {
      put(nonces, Request.START, requests.start());
      put(nonces, Request.VALIDATE, requests.validate());
      put(nonces, Request.RETRY, requests.retry());
      put(nonces, Request.VERIFY, requests.verify());
      put(nonces, Request.REPAIR, requests.repair());
      put(nonces, Request.DRY_RUN, requests.dryRun());
      put(nonces, Request.REHEARSE, requests.rehearse());
    }
    return nonces;
  }

  private static void put(Map<Request, String> nonces, Request request, String nonce) {
    if (nonce != null) {
      nonces.put(request, nonce);
    }
  }

  private <T> T read(String path, String text, Function<String, T> reader) {
    return problems.read(path, text, reader);
  }

  /** The planner's constant for the manifest's: both are spelled alike. */
  static <E extends Enum<E>> E label(Class<E> type, Enum<?> written) {
    return written == null ? null : Labels.parse(type, written.name());
  }
}
