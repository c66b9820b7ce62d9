package io.redismigration.redis.resp;

import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.connection.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * An authenticated connection that speaks RESP2. {@link #call} for one command at a time; for
 * pipelining write to {@link #writer()}, {@link #flush()}, and read as many replies from {@link
 * #reader()}. One thread may write and flush while another reads.
 */
public final class RedisConnection implements AutoCloseable {

  private static final Fragment AUTH = Fragment.command(2, "AUTH");
  private static final Fragment AUTH_USER = Fragment.command(3, "AUTH");
  private static final Fragment SETNAME = Fragment.command(3, "CLIENT", "SETNAME");

  private final Transport transport;
  private final CommandWriter writer = new CommandWriter();
  private final ReplyReader reader;
  private boolean passwordUnwanted;

  /** Takes over the transport, without authenticating. */
  public RedisConnection(Transport transport) {
    this.transport = transport;
    this.reader = new ReplyReader(transport);
  }

  /**
   * Connects, authenticates if the settings hold a password, and sets the client name if the server
   * allows it.
   *
   * @throws io.redismigration.redis.connection.ConnectionException when there is no connection
   * @throws RedisErrorException when AUTH was refused
   */
  public static RedisConnection open(Dialer dialer, ConnectionSettings settings)
      throws IOException {
    RedisConnection connection = new RedisConnection(dialer.dial(settings));
    try {
      connection.authenticate(settings);
      if (settings.clientName().isPresent()) {
        connection.setName(settings.clientName().get());
      }
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void authenticate(ConnectionSettings settings) throws IOException {
    if (settings.password().isEmpty()) {
      return;
    }
    byte[] secret = secret(settings.password().get());
    CommandWriter once = new CommandWriter(secret.length + 512, secret.length + 512);
    try {
      if (settings.username().isPresent()) {
        once.put(AUTH_USER).utf8(settings.username().get());
      } else {
        once.put(AUTH);
      }
      once.arg(secret);
      transport.write(once.buffer());
    } finally {
      Arrays.fill(secret, (byte) 0);
      once.wipe();
    }
    Reply reply = reader.read();
    if (reply instanceof Reply.Error error && error.error().code() == ErrorCode.NO_PASSWORD_SET) {
      passwordUnwanted = true;
      return;
    }
    reply.orThrow("AUTH");
  }

  private static byte[] secret(Supplier<char[]> password) {
    char[] chars = password.get();
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(chars));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    Arrays.fill(encoded.array(), (byte) 0);
    Arrays.fill(chars, '\0');
    return bytes;
  }

  /** A label for people: a server that does not know or allow it is fine. */
  private void setName(String name) throws IOException {
    writer.put(SETNAME).utf8(name);
    flush();
    reader.skipReply();
  }

  /** Sends one command of UTF-8 arguments and reads its reply; an error is a reply, too. */
  public Reply call(String... arguments) throws IOException {
    write(List.of(arguments));
    flush();
    return reader.read();
  }

  /**
   * Sends commands of UTF-8 arguments in one round trip and reads their replies; an error is a
   * reply, too, and keeps no later command from being executed.
   */
  public List<Reply> callAll(List<List<String>> commands) throws IOException {
    commands.forEach(this::write);
    flush();
    List<Reply> replies = new ArrayList<>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      replies.add(reader.read());
    }
    return replies;
  }

  private void write(List<String> command) {
    writer.begin(command.size());
    command.forEach(writer::utf8);
  }

  /** Sends one command of binary arguments and reads its reply; an error is a reply, too. */
  public Reply call(byte[]... arguments) throws IOException {
    writer.begin(arguments.length);
    for (byte[] argument : arguments) {
      writer.arg(argument);
    }
    flush();
    return reader.read();
  }

  /**
   * Sends one command and reads its reply.
   *
   * @throws RedisErrorException when the reply is an error
   */
  public Reply require(String... arguments) throws IOException {
    return call(arguments).orThrow(arguments[0]);
  }

  /**
   * Whether a password was given to a server that has none. The connection is good, but it may not
   * be the server that was meant.
   */
  public boolean passwordUnwanted() {
    return passwordUnwanted;
  }

  /** Where commands are gathered until the next {@link #flush()}. */
  public CommandWriter writer() {
    return writer;
  }

  /** Sends what was gathered. */
  public void flush() throws IOException {
    if (!writer.isEmpty()) {
      try {
        transport.write(writer.buffer());
      } finally {
        writer.clear();
      }
    }
  }

  /** Where replies come from, in the order of the commands. */
  public ReplyReader reader() {
    return reader;
  }

  public Transport transport() {
    return transport;
  }

  /** Closes at once; any thread. */
  @Override
  public void close() {
    transport.close();
  }
}
