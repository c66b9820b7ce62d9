package io.redismigration.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Processor time and memory of processes, from /proc (see proc(5)). */
final class Cpu {
  /** User, system, and those of children that were waited for. */
  private static final int UTIME = 14;

  private static final int STIME = 15;
  private static final int CUTIME = 16;
  private static final int CSTIME = 17;

  /** Of a tick, as Linux shows it to programs whatever the kernel's own. */
  private static final int TICK_MILLIS = 10;

  private Cpu() {}

  /** User and system time of that process, without children that still run. */
  static Duration of(long pid) {
    return times(Long.toString(pid), UTIME, STIME);
  }

  /** The same with that of its children that have ended: those that made its snapshots. */
  static Duration ofServer(long pid) {
    return of(pid).plus(times(Long.toString(pid), CUTIME, CSTIME));
  }

  /** User and system time of all children of this process that have ended. */
  static Duration ofEndedChildren() {
    return times("self", CUTIME, CSTIME);
  }

  private static Duration times(String process, int one, int other) {
    try {
      String stat = Files.readString(Path.of("/proc", process, "stat"));
      // The second field is the name, in parentheses, and may have blanks in it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(fields[one - 3]) + Long.parseLong(fields[other - 3]);
      return Duration.ofMillis(ticks * TICK_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The most memory that process ever had resident, in MiB; 0 when it has ended. */
  static long peakMib(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmHWM"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      // It ended between two looks; the last one counts.
      return 0;
    }
  }
}
