package io.redismigration.engine.lane;

import io.redismigration.redis.resp.RedisError;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a lane says of its batches. */
final class HeardOfBatches implements LaneListener {
  private final List<String> calls = new CopyOnWriteArrayList<>();

  List<String> calls() {
    return calls;
  }

  @Override
  public void failed(OrderedBatch from, int index, RedisError error) {
    calls.add(index + " failed " + error.code());
  }

  @Override
  public void withoutEffect(OrderedBatch from, int index) {
    calls.add(index + " without effect");
  }

  @Override
  public void repliesLost(OrderedBatch from) {
    calls.add("lost");
  }

  @Override
  public void confirmed(OrderedBatch from) {
    calls.add("confirmed");
  }
}
