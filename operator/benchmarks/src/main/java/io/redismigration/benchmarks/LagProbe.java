package io.redismigration.benchmarks;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the target is behind, seen from outside: the source's offset by INFO, the target's by the
 * checkpoint that lies in it. Lag in stream time is the age of the last moment at which the source
 * was not ahead of what the target has now.
 */
final class LagProbe implements AutoCloseable {
  private static final Pattern SOURCE_OFFSET = Pattern.compile("master_repl_offset:(\\d+)");
  private static final Pattern APPLIED = Pattern.compile("applied=(\\d+)");

  /**
   * One look.
   *
   * @param nanos monotonic time of it
   * @param streaming whether the snapshot is in the target
   * @param source offset
   * @param applied offset
   * @param lagMillis in stream time
   */
  record Sample(long nanos, boolean streaming, long source, long applied, double lagMillis) {
    long lagBytes() {
      return Math.max(0, source - applied);
    }
  }

  private final RespConnection source;
  private final RespConnection target;
  private final List<Sample> samples = new ArrayList<>();
  private int passed;

  LagProbe(RedisServer source, RedisServer target, int checkpointDatabase) {
    this.source = source.connect();
    this.target = target.connect();
    this.target.command("SELECT", Integer.toString(checkpointDatabase));
  }

  /** Looks now. */
  Sample look() {
    long now = System.nanoTime();
    long at = number(SOURCE_OFFSET, (String) source.command("INFO", "replication"));
    String stored = (String) target.command("GET", "redis-migration:checkpoint");
    boolean streaming = stored != null && stored.contains("state=streaming");
    long applied = streaming ? number(APPLIED, stored) : 0;
    long asked = System.nanoTime();
    while (passed < samples.size() && samples.get(passed).source() <= applied) {
      passed++;
    }
    double lag;
    if (at <= applied) {
      lag = 0;
    } else {
      long since = passed == 0 ? now : samples.get(passed - 1).nanos();
      lag = (asked - since) / 1e6;
    }
    Sample sample = new Sample(now, streaming, at, applied, lag);
    samples.add(sample);
    return sample;
  }

  List<Sample> samples() {
    return samples;
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }
}
