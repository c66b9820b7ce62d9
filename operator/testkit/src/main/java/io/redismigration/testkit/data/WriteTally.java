package io.redismigration.testkit.data;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What became of the operations of a {@link LiveWriter}. For several threads. */
public final class WriteTally {

  private final Map<LiveOperation, Long> sent = new EnumMap<>(LiveOperation.class);
  private final Map<LiveOperation, Long> acknowledged = new EnumMap<>(LiveOperation.class);
  private final Map<LiveOperation, Long> refused = new EnumMap<>(LiveOperation.class);
  private String lastRefusal = "none";
  private long lastAcknowledgedNanos = System.nanoTime();
  private long longestGapNanos;

  WriteTally() {}

  /** Operations the server answered without an error. */
  public synchronized long acknowledged() {
    return sum(acknowledged);
  }

  /** As {@link #acknowledged()}, of one kind. */
  public synchronized long acknowledged(LiveOperation operation) {
    return acknowledged.getOrDefault(operation, 0L);
  }

  /** Operations answered by an error. Those of several commands may have taken effect in part. */
  public synchronized long refused() {
    return sum(refused);
  }

  /**
   * Operations whose reply never came, those in flight included; they may have taken effect or not.
   */
  public synchronized long unknown() {
    return sum(sent) - sum(acknowledged) - sum(refused);
  }

  /** As {@link #unknown()}, of one kind. */
  public synchronized long unknown(LiveOperation operation) {
    return sent.getOrDefault(operation, 0L)
        - acknowledged(operation)
        - refused.getOrDefault(operation, 0L);
  }

  /** The last error, from the server or the network; {@code none} if there was none. */
  public synchronized String lastRefusal() {
    return lastRefusal;
  }

  /**
   * When the last acknowledged write was answered, as {@link System#nanoTime} counts; when it began
   * if none was.
   */
  public synchronized long lastAcknowledgedNanos() {
    return lastAcknowledgedNanos;
  }

  /**
   * The outage: longest time between two acknowledged writes since the start or {@link
   * #forgetGaps}.
   */
  public synchronized Duration longestGap() {
    return Duration.ofNanos(longestGapNanos);
  }

  /** Measures {@link #longestGap} from now on. */
  public synchronized void forgetGaps() {
    longestGapNanos = 0;
    lastAcknowledgedNanos = System.nanoTime();
  }

  synchronized void sent(LiveOperation operation) {
    sent.merge(operation, 1L, Long::sum);
  }

  synchronized void acknowledged(LiveOperation operation, long nowNanos) {
    acknowledged.merge(operation, 1L, Long::sum);
    longestGapNanos = Math.max(longestGapNanos, nowNanos - lastAcknowledgedNanos);
    lastAcknowledgedNanos = nowNanos;
  }

  synchronized void refused(LiveOperation operation, String error) {
    refused.merge(operation, 1L, Long::sum);
    lastRefusal = error;
  }

  synchronized void lost(String reason) {
    lastRefusal = reason;
  }

  @Override
  public synchronized String toString() {
    return acknowledged()
        + " acknowledged, "
        + refused()
        + " refused, "
        + unknown()
        + " unknown, longest gap "
        + longestGap().toMillis()
        + " ms, last error: "
        + lastRefusal;
  }

  private static long sum(Map<LiveOperation, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
