package io.redismigration.engine;

import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A password as a mounted Secret holds it: the old one, until it is refreshed. */
public final class RotatedSecret implements Supplier<char[]> {
  private final AtomicInteger reads = new AtomicInteger();
  private volatile String value;

  public RotatedSecret(String value) {
    this.value = value;
  }

  @Override
  public char[] get() {
    reads.incrementAndGet();
    return value.toCharArray();
  }

  public void refresh(String next) {
    value = next;
  }

  /** Waits until it was read so many times more: each try to log in reads it anew. */
  public void awaitReads(int more) {
    int wanted = reads.get() + more;
    Waiting.until("the Secret is read", Duration.ofSeconds(30), () -> reads.get() >= wanted);
  }
}
