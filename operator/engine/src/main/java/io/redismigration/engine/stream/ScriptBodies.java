package io.redismigration.engine.stream;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Bodies of Lua scripts by their SHA-1, from the snapshot ({@code lua} aux fields), from SCRIPT
 * LOAD and from EVAL in the stream. A source that streams scripts verbatim (before Redis 5.0) sends
 * a body once and its EVALSHA ever after; on the target each becomes an EVAL, which needs no script
 * cache and survives a restart.
 *
 * <p>Bounded; the script used longest ago is forgotten first. For any number of threads.
 */
public final class ScriptBodies {
  /** A script's name is the SHA-1 of its body in lower-case hex. */
  public static final int SHA_LENGTH = 40;

  private final long limitBytes;
  private final LinkedHashMap<String, byte[]> bodies = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * @param limitBytes the most that all bodies together may take, in bytes
   */
  public ScriptBodies(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Remembers a body and says its SHA-1. */
  public String add(byte[] body) {
    String sha = sha1(body);
    synchronized (this) {
      if (bodies.put(sha, body.clone()) == null) {
        bytes += body.length;
      }
      var oldest = bodies.entrySet().iterator();
      while (bytes > limitBytes && bodies.size() > 1) {
        Map.Entry<String, byte[]> forgotten = oldest.next();
        bytes -= forgotten.getValue().length;
        oldest.remove();
      }
    }
    return sha;
  }

  /** The body of that name, which may be in either case; not to be changed. */
  public synchronized Optional<byte[]> find(String sha) {
    return Optional.ofNullable(bodies.get(sha.toLowerCase(Locale.ROOT)));
  }

  /** Number of bodies known. */
  public synchronized int size() {
    return bodies.size();
  }

  /** Hex SHA-1 of a body, as the servers compute it. */
  static String sha1(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-1", e);
    }
  }
}
