package io.redismigration.migration.ledger;

import io.redismigration.migration.model.OutputBufferLimit;
import java.time.Duration;

/**
 * The replica class of {@code client-output-buffer-limit} as servers write it: {@code slave
 * 268435456 67108864 60}. Only that class is ever set; CONFIG SET leaves the others alone.
 *
 * @param className {@code slave} or {@code replica}, as the server itself says; 2.8 knows only the
 *     first, every later server still takes it
 */
public record ReplicaBufferLimit(String className, OutputBufferLimit limit) {

  /**
   * Finds the class in a reply to CONFIG GET.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public static ReplicaBufferLimit parse(String reply) {
    String[] words = reply.trim().split("\\s+");
    for (int i = 0; i + 3 < words.length; i += 4) {
      if (words[i].equals("slave") || words[i].equals("replica")) {
        return new ReplicaBufferLimit(
            words[i],
            new OutputBufferLimit(
                Long.parseLong(words[i + 1]),
                Long.parseLong(words[i + 2]),
                Duration.ofSeconds(Long.parseLong(words[i + 3]))));
      }
    }
    throw new IllegalArgumentException("no replica class in client-output-buffer-limit");
  }

  /** The limit that allows what either allows. */
  public ReplicaBufferLimit atLeast(OutputBufferLimit wanted) {
    Duration softFor =
        limit.softFor().compareTo(wanted.softFor()) >= 0 ? limit.softFor() : wanted.softFor();
    return new ReplicaBufferLimit(
        className,
        new OutputBufferLimit(
            looser(limit.hard(), wanted.hard()), looser(limit.soft(), wanted.soft()), softFor));
  }

  /** 0 is unlimited. */
  private static long looser(long one, long other) {
    return one == 0 || other == 0 ? 0 : Math.max(one, other);
  }

  /** Plain bytes and seconds: 2.8 takes no units here. */
  @Override
  public String toString() {
    return "%s %d %d %d"
        .formatted(className, limit.hard(), limit.soft(), limit.softFor().toSeconds());
  }
}
