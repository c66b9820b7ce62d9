package io.redismigration.migration.simulation;

import java.util.ArrayList;
import java.util.List;

/** What happened, one line each; kept only where somebody is going to read it. */
final class Trace {
  private final boolean on;
  private final List<String> lines = new ArrayList<>();
  private long now;

  Trace(boolean on) {
    this.on = on;
  }

  boolean isOn() {
    return on;
  }

  void at(long millis) {
    now = millis;
  }

  void say(String format, Object... values) {
    if (on) {
      lines.add("%,10d ms  %s".formatted(now, format.formatted(values)));
    }
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
