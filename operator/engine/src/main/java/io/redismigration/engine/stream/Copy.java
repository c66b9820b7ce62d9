package io.redismigration.engine.stream;

import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.StreamCommand;

/** Arguments of a stream command on their way into a batch, without a copy in between. */
final class Copy {
  private static final int LINE_END = 2;

  private Copy() {}

  /** One argument. */
  static CommandWriter arg(StreamCommand in, int index, CommandWriter out) {
    return out.arg(in.window(), in.argStart(index), in.argLength(index));
  }

  /** Arguments {@code from} to {@code to - 1}, which stand next to each other, in one copy. */
  static CommandWriter args(StreamCommand in, int from, int to, CommandWriter out) {
    if (from < to) {
      int start = headOf(in, from);
      out.raw(in.window(), start, headOf(in, to) - start);
    }
    return out;
  }

  /** Where the bulk header of argument {@code index} (at least 1) begins; its end for argc. */
  static int headOf(StreamCommand in, int index) {
    return in.argStart(index - 1) + in.argLength(index - 1) + LINE_END;
  }

  /** The same arguments under another name. */
  static void renamed(StreamCommand in, String name, OrderedBatch out) {
    args(in, 1, in.argc(), out.begin(in.argc()).arg(name));
  }

  /** Another name and only the first arguments. */
  static void shortened(StreamCommand in, String name, int arguments, OrderedBatch out) {
    args(in, 1, 1 + arguments, out.begin(1 + arguments).arg(name));
  }

  /** A command whose head stands ready, and one argument. */
  static void keyed(StreamCommand in, Fragment head, int key, OrderedBatch out) {
    arg(in, key, out.begin(head));
  }
}
