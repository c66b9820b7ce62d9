package io.redismigration.engine.link;

import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out the true offset of the stream where FULLRESYNC named a wrong one, or SYNC none: a
 * published word appears in our stream, and INFO, sent with it in one piece so that nothing comes
 * between, shows the offset just behind it (seen on redis 2.8.19, 6.2.11, 7.0.15; not in cluster
 * mode, where replicas are not fed with PUBLISH). Two measures have to agree.
 */
final class OffsetMeasurement implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(OffsetMeasurement.class);
  private static final Pattern OFFSET =
      Pattern.compile("^master_repl_offset:(\\d{1,19})", Pattern.MULTILINE);
  private static final int TRIES = 6;
  private static final long PATIENCE_MILLIS = 10_000;
  private static final int LINE_END = 2;
  private static final long NOTHING = Long.MIN_VALUE;

  private final Dialer dialer;
  private final LinkSettings settings;
  private final Generation generation;

  OffsetMeasurement(Dialer dialer, LinkSettings settings, Generation generation) {
    this.dialer = dialer;
    this.settings = settings;
    this.generation = generation;
  }

  @Override
  public void run() {
    try (RedisConnection control = RedisConnection.open(dialer, settings.source())) {
      long before = NOTHING;
      for (int i = 0; i < TRIES && !generation.input().isSuperseded(); i++) {
        Sample sample = sample(control);
        if (sample == null) {
          continue;
        }
        if (sample.difference() == before) {
          generation.measured(sample.position(), sample.offset());
          return;
        }
        before = sample.difference();
      }
      if (!generation.input().isSuperseded()) {
        LOG.warn("the source's true offset cannot be measured: a lost link means a new full sync");
      }
    } catch (IOException e) {
      LOG.warn("the source's true offset cannot be measured: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      generation.lookFor(null);
      generation.notMeasurable();
    }
  }

  private record Sample(long position, long offset) {
    long difference() {
      return offset - position;
    }
  }

  /** Null when the word did not arrive or INFO does not show the offset. */
  private Sample sample(RedisConnection control) throws IOException, InterruptedException {
    Marker marker = new Marker(UUID.randomUUID().toString());
    generation.lookFor(marker);
    control.writer().begin(3).arg("PUBLISH").arg("redis-migration").arg(marker.word());
    control.writer().begin(2).arg("INFO").arg("replication");
    control.flush();
    Reply published = control.reader().read();
    Reply info = control.reader().read();
    if (published.isError() || !(info instanceof Reply.Bulk bulk)) {
      return null;
    }
    Matcher offset = OFFSET.matcher(bulk.utf8());
    long end = marker.await(PATIENCE_MILLIS);
    return end < 0 || !offset.find()
        ? null
        : new Sample(end + LINE_END, Long.parseLong(offset.group(1)));
  }
}
