package io.redismigration.engine.snapshot;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.lane.KeyNames;
import io.redismigration.engine.target.PatientConnector;
import io.redismigration.engine.target.TargetError;
import io.redismigration.engine.target.TargetError.Fatal;
import io.redismigration.engine.target.TargetError.RetryLater;
import io.redismigration.engine.target.TargetErrors;
import io.redismigration.engine.target.Throttle;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.resp.ReplyKind;
import io.redismigration.redis.resp.ReplyReader;
import java.io.IOException;

/**
 * Sends commands that build one value, in order and each exactly once: the next is encoded while
 * one is executed, and is not sent before that one's reply. When the reply is lost, the size of the
 * value tells whether the command was executed.
 *
 * <p>For the applier's thread, which therefore waits here as long as the target takes.
 */
final class OneInFlight implements AutoCloseable {

  /** What tells how far a value is. */
  enum Size {
    STRLEN,
    LLEN,
    SCARD,
    ZCARD,
    HLEN,
    XLEN
  }

  /** Elements are put where they belong however often, so a command may be repeated. */
  static final long REPEATABLE = -1;

  private static final long UNKNOWN = -1;

  private final PatientConnector connector;
  private final Throttle throttle;
  private volatile RedisConnection connection;
  private volatile boolean closed;
  private volatile long reconnects;

  private long clientId = UNKNOWN;
  private int database;
  private byte[] key;
  private Size size;
  private CommandWriter sent = new CommandWriter();
  private CommandWriter next = new CommandWriter();
  private boolean waiting;
  private long sizeBefore;
  private long sizeAfter;

  OneInFlight(PatientConnector connector, Throttle throttle) {
    this.connector = connector;
    this.throttle = throttle;
  }

  /** Begins a value; nothing is in flight. */
  void begin(int inDatabase, byte[] ofKey) throws InterruptedException {
    database = inDatabase;
    key = ofKey;
    size = null;
    while (true) {
      try {
        ready();
        select();
        return;
      } catch (IOException e) {
        lost();
        connector.awaitAfterLoss();
      }
    }
  }

  /** What {@link #submit} measures by from now on. */
  void measureBy(Size newSize) {
    size = newSize;
  }

  /** Where the next command is written. */
  CommandWriter writer() {
    return next;
  }

  /**
   * Sends what was written to {@link #writer()}, once the command before is done.
   *
   * @param before size of the value before the command, or {@link #REPEATABLE}
   * @param after its size when the command is done
   */
  void submit(long before, long after) throws InterruptedException {
    await();
    throttle.acquire(next.size(), 1);
    CommandWriter full = next;
    next = sent;
    sent = full;
    next.clear();
    sizeBefore = before;
    sizeAfter = after;
    waiting = true;
    try {
      ready().transport().write(sent.buffer());
    } catch (IOException e) {
      lost();
      recover();
    }
  }

  /** Waits for the command in flight. */
  void await() throws InterruptedException {
    if (!waiting) {
      return;
    }
    try {
      readReply();
    } catch (IOException e) {
      lost();
      recover();
    }
  }

  /** Asks something while nothing is in flight, however long it takes. */
  Reply ask(byte[]... command) throws InterruptedException {
    await();
    while (true) {
      try {
        Reply reply = ready().call(command);
        if (!(reply instanceof Reply.Error refused)) {
          return reply;
        }
        handle(TargetErrors.classify(refused.error()), new String(command[0]));
      } catch (IOException e) {
        lost();
        connector.awaitAfterLoss();
        reselect();
      }
    }
  }

  /** The size of the value on the target. */
  long measure() throws InterruptedException {
    return ask(size.name().getBytes(), key).number();
  }

  PatientConnector connector() {
    return connector;
  }

  long reconnects() {
    return reconnects;
  }

  /** Ends whatever the applier's thread waits for here. Any thread. */
  @Override
  public void close() {
    closed = true;
    RedisConnection current = connection;
    if (current != null) {
      current.close();
    }
  }

  private void readReply() throws IOException, InterruptedException {
    ReplyKind kind = nextReply(connection);
    if (kind == ReplyKind.ERROR) {
      handle(TargetErrors.classify(connection.reader().error()), "a command of a large value");
      recover();
      return;
    }
    if (kind == ReplyKind.NULL) {
      throw changed();
    }
    boolean counts = size == Size.STRLEN || size == Size.LLEN;
    if (counts && kind == ReplyKind.INTEGER && connection.reader().integer() != sizeAfter) {
      throw changed();
    }
    waiting = false;
    connector.recovered();
  }

  /** Reads one reply, of an array its elements too. */
  private static ReplyKind nextReply(RedisConnection from) throws IOException {
    ReplyReader reader = from.reader();
    ReplyKind kind = reader.next();
    if (kind == ReplyKind.ARRAY) {
      for (int left = reader.arrayLength(); left > 0; left--) {
        reader.next();
      }
    }
    return kind;
  }

  /** Waits out what the target is in, or throws. */
  private void handle(TargetError error, String command) throws InterruptedException, IOException {
    if (error instanceof Fatal fatal) {
      throw fatal.toException(command);
    }
    if (error instanceof RetryLater later) {
      connector.await(later);
    } else {
      throw new IOException("the target wants another connection: " + error.reason());
    }
  }

  /** Finds out whether the last command was executed, and sends it again if not. */
  private void recover() throws InterruptedException {
    waiting = false;
    while (true) {
      reselect();
      if (sizeBefore != REPEATABLE) {
        long found = measure();
        if (found == sizeAfter) {
          return;
        }
        if (found != sizeBefore) {
          throw changed();
        }
      }
      try {
        RedisConnection current = ready();
        current.transport().write(sent.buffer());
        ReplyKind kind = nextReply(current);
        if (kind != ReplyKind.ERROR) {
          connector.recovered();
          return;
        }
        handle(TargetErrors.classify(current.reader().error()), "a command of a large value");
      } catch (IOException e) {
        lost();
        connector.awaitAfterLoss();
      }
    }
  }

  private void reselect() throws InterruptedException {
    while (true) {
      try {
        ready();
        select();
        return;
      } catch (IOException e) {
        lost();
        connector.awaitAfterLoss();
      }
    }
  }

  private void select() throws IOException, InterruptedException {
    Reply reply = ready().call("SELECT", Integer.toString(database));
    if (reply instanceof Reply.Error refused) {
      handle(TargetErrors.classify(refused.error()), "SELECT");
      throw new IOException("SELECT has to be tried again");
    }
  }

  private RedisConnection ready() throws IOException, InterruptedException {
    if (connection == null) {
      connection = connector.connect();
      if (closed) {
        lost();
      }
      replaceFormer();
    }
    return connection;
  }

  /**
   * Ends the connection before, if the server still has it: a command of it that came late would be
   * executed twice. Servers before 5.0 do not tell a connection's id; there, what a lost connection
   * had sent is taken to be executed, or gone, by the time the next one is there.
   */
  private void replaceFormer() throws IOException {
    if (clientId != UNKNOWN) {
      connection.call("CLIENT", "KILL", "ID", Long.toString(clientId));
    }
    Reply id = connection.call("CLIENT", "ID");
    clientId = id instanceof Reply.Integer number ? number.value() : UNKNOWN;
  }

  private void lost() throws InterruptedException {
    RedisConnection current = connection;
    connection = null;
    if (current != null) {
      current.close();
      reconnects = reconnects + 1;
    }
    if (closed) {
      throw new InterruptedException();
    }
  }

  private EngineException changed() {
    return new EngineException(
        Reason.ForeignKeyOnTarget,
        "a key was changed by somebody else while it was being written: "
            + KeyNames.printable(key)
            + " in database "
            + database,
        "find who else writes to the target and stop it, then start again with an empty target");
  }
}
