package io.redismigration.engine.control;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Any reply of RESP2 as text, numbers and lists: the control plane does not know replies
 * beforehand.
 */
final class ReplyOutput extends CommandOutput<String, String, Object> {
  private final Deque<Open> open = new ArrayDeque<>();

  ReplyOutput() {
    super(StringCodec.UTF8, null);
  }

  private static final class Open {
    final List<Object> elements = new ArrayList<>();
    int missing;

    Open(int missing) {
      this.missing = missing;
    }
  }

  @Override
  public void set(ByteBuffer bytes) {
    add(bytes == null ? null : codec.decodeValue(bytes));
  }

  @Override
  public void set(long integer) {
    add(integer);
  }

  @Override
  public void setError(ByteBuffer error) {
    if (open.isEmpty()) {
      super.setError(error);
    } else {
      add(codec.decodeValue(error));
    }
  }

  @Override
  public void multi(int count) {
    if (count < 0) {
      add(null);
      return;
    }
    Open list = new Open(count);
    add(list.elements);
    if (count > 0) {
      open.push(list);
    }
  }

  private void add(Object value) {
    if (open.isEmpty()) {
      output = value;
      return;
    }
    Open list = open.peek();
    list.elements.add(value);
    if (--list.missing == 0) {
      open.pop();
    }
  }
}
