package io.redismigration.worker.pod;

import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.migration.task.TaskStatus;
import java.time.Duration;

/** What probes and metrics show: set by the working thread, read by others. */
final class PodState {
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

  private volatile long tickedNanos = System.nanoTime();
  private volatile RedisMigrationTask task;
  private volatile TaskReports reports;
  private volatile int port;

  /** A sign of life of the working thread. */
  void tick() {
    tickedNanos = System.nanoTime();
  }

  void task(RedisMigrationTask read) {
    task = read;
  }

  void working(TaskReports current) {
    reports = current;
  }

  /** The working thread gave a sign of life within two minutes. */
  boolean isAlive() {
    return System.nanoTime() - tickedNanos < LONGEST_SILENCE.toNanos();
  }

  /** The task is claimed and its orders are carried out. */
  boolean isReady() {
    return reports != null && isAlive();
  }

  /** Null until it is read. */
  RedisMigrationTask task() {
    return task;
  }

  /** The last report. */
  TaskStatus report() {
    TaskReports current = reports;
    return current == null ? TaskStatus.none() : current.latest();
  }

  /** The API server denied the last write. */
  boolean isAccessLost() {
    TaskReports current = reports;
    return current != null && current.isAccessLost();
  }

  /** Port of probes and metrics; 0 until they are open. */
  int port() {
    return port;
  }

  void port(int opened) {
    port = opened;
  }

  long writes() {
    TaskReports current = reports;
    return current == null ? 0 : current.writes();
  }

  long failedWrites() {
    TaskReports current = reports;
    return current == null ? 0 : current.failures();
  }
}
