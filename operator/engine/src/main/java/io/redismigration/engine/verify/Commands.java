package io.redismigration.engine.verify;

import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Commands as their words, for what is not asked often. */
final class Commands {
  private Commands() {}

  /** A command's words. */
  static byte[][] words(String name, byte[]... arguments) {
    byte[][] words = new byte[arguments.length + 1][];
    words[0] = ascii(name);
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return words;
  }

  /** A command whose last words are a list. */
  static byte[][] words(List<byte[]> first, List<byte[]> rest) {
    List<byte[]> words = new ArrayList<>(first);
    words.addAll(rest);
    return words.toArray(byte[][]::new);
  }

  static byte[] number(long value) {
    return ascii(Long.toString(value));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A bulk's bytes. */
  static byte[] bytes(Reply reply) {
    return ((Reply.Bulk) reply).bytes();
  }

  static void write(CommandWriter to, byte[][] words) {
    to.begin(words.length);
    for (byte[] word : words) {
      to.arg(word);
    }
  }

  /** Asks several at once; none may fail. */
  static List<Reply> ask(RedisConnection server, List<byte[][]> commands) throws IOException {
    for (byte[][] command : commands) {
      write(server.writer(), command);
    }
    server.flush();
    return receive(server, commands);
  }

  /** Asks one. */
  static Reply ask(RedisConnection server, byte[][] command) throws IOException {
    return ask(server, Collections.singletonList(command)).get(0);
  }

  /** Asks both sides at the same time; the source's answers are first. */
  static List<List<Reply>> both(
      RedisConnection source, RedisConnection target, List<byte[][]> commands) throws IOException {
    for (byte[][] command : commands) {
      write(source.writer(), command);
      write(target.writer(), command);
    }
    source.flush();
    target.flush();
    List<Reply> ours = receive(source, commands);
    return List.of(ours, receive(target, commands));
  }

  /** One command of {@link #both(RedisConnection, RedisConnection, List)}. */
  static List<Reply> both(RedisConnection source, RedisConnection target, byte[][] command)
      throws IOException {
    List<List<Reply>> answers = both(source, target, Collections.singletonList(command));
    return List.of(answers.get(0).get(0), answers.get(1).get(0));
  }

  /** All are read, whatever they are, so that the connection can be used again. */
  private static List<Reply> receive(RedisConnection server, List<byte[][]> commands)
      throws IOException {
    List<Reply> replies = new ArrayList<>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      replies.add(server.reader().read());
    }
    for (int i = 0; i < commands.size(); i++) {
      replies.get(i).orThrow(new String(commands.get(i)[0], StandardCharsets.US_ASCII));
    }
    return replies;
  }
}
