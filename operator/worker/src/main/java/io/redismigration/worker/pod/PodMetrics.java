package io.redismigration.worker.pod;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Pace;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.task.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The last report as Prometheus reads it. Labels name this one task, so that their number is
 * bounded. Nothing is measured before the first scrape, and then only when scraped.
 */
final class PodMetrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String PREFIX = "redis_migration_";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PodState state;

  PodMetrics(PodSettings settings, RedisMigrationTask task, PodState state) {
    this.state = state;
    String shard = task.getSpec().shard();
    registry
        .config()
        .commonTags(
            "namespace",
            settings.namespace(),
            "migration",
            task.getSpec().migration(),
            "task",
            settings.task(),
            "shard",
            shard == null ? "" : shard);
    link();
    copy();
    pace();
    verification();
    gauge("spool_disk_bytes", "Bytes the spool has on disk.", s -> size(settings.spool()));
    worker();
    jvm();
  }

  String scrape() {
    return registry.scrape();
  }

  private static double seconds(Duration lag) {
    return lag == null ? Double.NaN : lag.toMillis() / 1000.0;
  }

  private void link() {
    offset("source", ShardProgress::sourceOffset);
    offset("received", ShardProgress::receivedOffset);
    offset("applied", ShardProgress::appliedOffset);
    offset("confirmed", ShardProgress::confirmedOffset);
    progress("lag_bytes", "Source offset minus applied offset.", ShardProgress::lagBytes);
    gauge(
        "lag_seconds",
        "Lag in stream time.",
        s -> s.report().progress() == null ? 0 : seconds(s.report().progress().lag()));
    progress(
        "spool_waiting_bytes",
        "Bytes received and not applied yet.",
        p -> Math.max(0, p.receivedOffset() - p.appliedOffset()));
    counter("reconnects", "Times the link was made again.", ShardProgress::reconnects);
    counter("partial_resyncs", "Times the stream went on.", ShardProgress::partialResyncs);
    counter("full_resyncs", "Full syncs after the first.", ShardProgress::fullResyncs);
  }

  private void copy() {
    progress("snapshot_bytes", "Bytes of the snapshot written.", ShardProgress::snapshotBytesDone);
    progress(
        "snapshot_total_bytes",
        "Bytes of the snapshot; 0: unknown.",
        ShardProgress::snapshotBytesTotal);
    progress("snapshot_keys", "Keys of the snapshot written.", ShardProgress::snapshotKeysDone);
    progress(
        "snapshot_total_keys",
        "Keys of the snapshot; 0: unknown.",
        ShardProgress::snapshotKeysTotal);
    counter("stream_commands", "Commands of the stream executed.", ShardProgress::streamCommands);
    keys("source", KeyCounts::sourceTotal);
    keys("target", KeyCounts::targetTotal);
  }

  private void pace() {
    rate("source_write_bytes_per_second", "Written by the source.", Pace::writtenPerSecond);
    rate("received_bytes_per_second", "Stream received.", Pace::receivedPerSecond);
    rate("applied_bytes_per_second", "Stream applied by the target.", Pace::appliedPerSecond);
    rate("copied_bytes_per_second", "Snapshot taken by the target.", Pace::copiedPerSecond);
    time("catch_up_seconds", "Until the target is level; NaN: not at these rates.", Pace::catchUp);
    time(
        "output_buffer_lasts_seconds",
        "Until the source drops the link; NaN: not at these rates.",
        Pace::outputBufferLasts);
    time(
        "backlog_lasts_seconds",
        "How long a lost link may stay away; NaN: unknown.",
        Pace::backlogLasts);
    time(
        "spool_lasts_seconds",
        "Until the spool is full; NaN: not at these rates.",
        Pace::spoolLasts);
    roundTrip("source", Pace::sourceRoundTrip);
    roundTrip("target", Pace::targetRoundTrip);
    for (Pace.By each : Pace.By.values()) {
      gauge(
          "held_back",
          "1 for what holds the target back.",
          Tags.of("by", Labels.of(each)),
          s -> paced(s, p -> p.heldBack() != null && p.heldBack().by() == each ? 1.0 : 0.0, 0));
    }
  }

  private void rate(String name, String what, Function<Pace, Long> value) {
    gauge(
        name,
        what + " Bytes per second over the last seconds; NaN: unknown.",
        s ->
            paced(
                s,
                p -> value.apply(p) == null ? Double.NaN : value.apply(p).doubleValue(),
                Double.NaN));
  }

  private void time(String name, String what, Function<Pace, Duration> value) {
    gauge(name, what, s -> paced(s, p -> seconds(value.apply(p)), Double.NaN));
  }

  private void roundTrip(String side, Function<Pace, Duration> value) {
    gauge(
        "round_trip_seconds",
        "Of a PING, smoothed.",
        Tags.of("side", side),
        s ->
            paced(
                s,
                p -> value.apply(p) == null ? Double.NaN : value.apply(p).toNanos() / 1e9,
                Double.NaN));
  }

  private static double paced(PodState state, ToDoubleFunction<Pace> value, double unknown) {
    ShardProgress progress = state.report().progress();
    return progress == null || progress.pace() == null
        ? unknown
        : value.applyAsDouble(progress.pace());
  }

  private void verification() {
    compared("verification_compared_keys", "Keys compared.", VerificationProgress::keysCompared);
    compared("verification_different_keys", "Keys that differ.", VerificationProgress::differences);
    compared(
        "verification_dirty_keys",
        "Keys to be compared again at the fence.",
        VerificationProgress::dirtyKeys);
    for (VerificationProgress.State each : VerificationProgress.State.values()) {
      gauge(
          "verification_state",
          "1 for the state the comparison is in.",
          Tags.of("state", Labels.of(each)),
          s ->
              s.report().verification() != null && s.report().verification().state() == each
                  ? 1
                  : 0);
    }
  }

  private void worker() {
    gauge("epoch", "Epoch of the worker.", s -> s.report().epoch());
    for (TaskState each : TaskState.values()) {
      gauge(
          "task_state",
          "1 for the state the task is in.",
          Tags.of("state", Labels.of(each)),
          s -> s.report().state() == each ? 1 : 0);
    }
    FunctionCounter.builder(PREFIX + "report_writes", state, PodState::writes)
        .description("Reports written.")
        .register(registry);
    FunctionCounter.builder(PREFIX + "report_write_failures", state, PodState::failedWrites)
        .description("Reports that could not be written.")
        .register(registry);
  }

  private void jvm() {
    Stream.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new JvmGcMetrics())
        .forEach(binder -> binder.bindTo((MeterRegistry) registry));
  }

  private void offset(String position, ToLongFunction<ShardProgress> value) {
    gauge(
        "offset_bytes",
        "Replication offsets of the source.",
        Tags.of("position", position),
        s -> s.report().progress() == null ? 0 : value.applyAsLong(s.report().progress()));
  }

  private void keys(String side, ToLongFunction<KeyCounts> value) {
    gauge(
        "keys",
        "Keys in all databases.",
        Tags.of("side", side),
        s -> s.report().keys() == null ? 0 : value.applyAsLong(s.report().keys()));
  }

  private void progress(String name, String what, ToLongFunction<ShardProgress> value) {
    gauge(
        name,
        what,
        s -> s.report().progress() == null ? 0 : value.applyAsLong(s.report().progress()));
  }

  private void compared(String name, String what, ToLongFunction<VerificationProgress> value) {
    gauge(
        name,
        what,
        s -> s.report().verification() == null ? 0 : value.applyAsLong(s.report().verification()));
  }

  private void counter(String name, String what, ToLongFunction<ShardProgress> value) {
    FunctionCounter.builder(
            PREFIX + name,
            state,
            s -> s.report().progress() == null ? 0 : value.applyAsLong(s.report().progress()))
        .description(what)
        .register(registry);
  }

  private void gauge(String name, String what, ToDoubleFunction<PodState> value) {
    gauge(name, what, Tags.empty(), value);
  }

  private void gauge(String name, String what, Tags tags, ToDoubleFunction<PodState> value) {
    Gauge.builder(PREFIX + name, state, value).description(what).tags(tags).register(registry);
  }

  private static double size(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException notThereYet) {
      return 0;
    }
  }
}
