package io.redismigration.engine.verify;

import java.io.IOException;
import java.util.List;

/** Keys of one database of one side, some at a time. */
interface Pages {
  boolean hasNext();

  /** The next ones, possibly none. */
  List<byte[]> next() throws IOException, InterruptedException;
}
