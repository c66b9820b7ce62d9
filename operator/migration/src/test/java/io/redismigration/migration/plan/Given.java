package io.redismigration.migration.plan;

import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FilterSpec;
import io.redismigration.migration.model.ForeignWritePolicy;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StartSpec;
import io.redismigration.migration.model.SwitchoverSpec;
import io.redismigration.migration.model.TargetSpec;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.VerificationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Specs that differ from the plainest one in the fields a test is about. */
final class Given {
  private String sourceHost = "redis-old";
  private ReplicationMode mode;
  private ForeignWritePolicy foreignWrites;
  private String targetHost = "redis-new";
  private ExistingData existingData;
  private String flushConfirm;
  private LockMode lock;
  private StartSpec start;
  private List<String> ignored;
  private FilterSpec filter;
  private ThrottleSpec throttle;
  private VerificationSpec verification;
  private CutoverSpec cutover;
  private Boolean suspend;
  private boolean cancel;
  private Map<Request, String> requests = Map.of();

  private Given() {}

  private Given with(Consumer<Given> change) {
    Given copy = new Given();
    copy.sourceHost = sourceHost;
    copy.mode = mode;
    copy.start = start;
    copy.foreignWrites = foreignWrites;
    copy.targetHost = targetHost;
    copy.existingData = existingData;
    copy.flushConfirm = flushConfirm;
    copy.lock = lock;
    copy.ignored = ignored;
    copy.filter = filter;
    copy.throttle = throttle;
    copy.verification = verification;
    copy.cutover = cutover;
    copy.suspend = suspend;
    copy.cancel = cancel;
    copy.requests = requests;
    change.accept(copy);
    return copy;
  }

  static Given plain() {
    return new Given();
  }

  MigrationSpec spec() {
    return new MigrationSpec(
        ConnectionSpec.to(new Endpoint(sourceHost, 6379)),
        new TargetSpec(
            ConnectionSpec.to(new Endpoint(targetHost, 6379)),
            existingData,
            lock,
            flushConfirm,
            foreignWrites),
        mode,
        start,
        null,
        ignored,
        filter,
        null,
        throttle,
        verification,
        null,
        cutover,
        null,
        suspend,
        cancel,
        requests);
  }

  Given foreignWrites(ForeignWritePolicy value) {
    return with(given -> given.foreignWrites = value);
  }

  /** What the target holds is to be removed. */
  Given flushing() {
    return with(given -> given.existingData = ExistingData.FLUSH);
  }

  Given flushConfirm(String token) {
    return with(given -> given.flushConfirm = token);
  }

  Given target(String host) {
    return with(given -> given.targetHost = host);
  }

  Given lock(LockMode value) {
    return with(given -> given.lock = value);
  }

  Given source(String host) {
    return with(given -> given.sourceHost = host);
  }

  Given mode(ReplicationMode value) {
    return with(given -> given.mode = value);
  }

  Given start(StartSpec.Mode value, Instant at) {
    return with(given -> given.start = new StartSpec(value, at));
  }

  Given ignoring(String... names) {
    return with(given -> given.ignored = List.of(names));
  }

  Given filter(FilterSpec value) {
    return with(given -> given.filter = value);
  }

  Given throttle(long bytesPerSecond) {
    return with(given -> given.throttle = new ThrottleSpec(bytesPerSecond, 0));
  }

  Given verification(VerificationSpec.Mode value) {
    return with(given -> given.verification = new VerificationSpec(value, null));
  }

  Given atFence(VerificationSpec.AtFence value) {
    return with(given -> given.verification = new VerificationSpec(null, value));
  }

  Given cutover(CutoverSpec value) {
    return with(given -> given.cutover = value);
  }

  Given automatic() {
    return cutover(
        new CutoverSpec(
            CutoverSpec.Mode.AUTOMATIC, null, null, null, null, null, null, null, null));
  }

  Given scheduled(Instant at, Duration window) {
    return cutover(
        new CutoverSpec(
            CutoverSpec.Mode.SCHEDULED, at, window, null, null, null, null, null, null));
  }

  Given confirming(String token) {
    return cutover(new CutoverSpec(null, null, null, null, null, null, null, null, token));
  }

  /** Clients follow these objects; confirmed by a token, or not yet. */
  Given switching(SwitchoverSpec clients, String token) {
    return cutover(new CutoverSpec(null, null, null, null, null, null, null, clients, token));
  }

  Given suspend(Boolean value) {
    return with(given -> given.suspend = value);
  }

  Given cancel() {
    return with(given -> given.cancel = true);
  }

  Given request(Request request, String nonce) {
    return with(given -> given.requests = Map.of(request, nonce));
  }
}
