package io.redismigration.testkit;

import io.redismigration.testkit.origin.DebianOrigin;
import io.redismigration.testkit.origin.DebianSources;
import io.redismigration.testkit.origin.DockerOrigin;
import io.redismigration.testkit.origin.Installation;
import io.redismigration.testkit.origin.JarOrigin;
import io.redismigration.testkit.origin.ServerStore;
import io.redismigration.testkit.origin.WantedVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts real servers and ends every one of them when closed; in JUnit, keep it in a field with
 * {@code @AutoClose}.
 *
 * <p>Versions are a family and a minor: {@code 2.8}, {@code 6.0}, {@code 6.2}, {@code 7.0}, {@code
 * 8.0}, {@code valkey-8.1}, {@code valkey-9.1}, or {@link #NEWEST}. For several threads.
 */
public final class RedisServers implements AutoCloseable {

  /** The newest Redis there was when it was first asked for; it stays in the cache from then on. */
  public static final String NEWEST = WantedVersion.NEWEST;

  private static final Logger LOG = LoggerFactory.getLogger(RedisServers.class);

  private final ServerStore store;
  private final ProcessStarter starter = new ProcessStarter();
  private final List<RedisServer> started = new ArrayList<>();
  private final Thread hook = new Thread(this::killAll, "redis-servers-shutdown");

  private RedisServers(ServerStore store) {
    this.store = store;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Servers from the user's own directory (system property {@code redis.servers.dir}, else
   * environment variable {@code REDIS_SERVERS_DIR}), the cache, Docker images, test jars, or Debian
   * packages: the first that has it.
   */
  public static RedisServers standard() {
    return inCacheOf(defaultCache());
  }

  /** As {@link #standard}, keeping unpacked servers in that directory. */
  public static RedisServers inCacheOf(Path cache) {
    return of(
        new ServerStore(
            ownServers(),
            cache,
            List.of(
                new DockerOrigin("docker"),
                new JarOrigin(),
                new DebianOrigin(new DebianSources(Path.of("/etc/apt"))))));
  }

  /** Servers from that store. */
  public static RedisServers of(ServerStore store) {
    return new RedisServers(store);
  }

  /** Starts a server with {@link ServerOptions#defaults}. */
  public RedisServer start(String version) {
    return start(version, ServerOptions.defaults());
  }

  /**
   * Starts a server on a free port of loopback and returns when it answers.
   *
   * @throws ServerUnavailableException if no origin has that version
   * @throws ServerFailedException if it does not come up; the message holds its log
   */
  public RedisServer start(String version, ServerOptions options) {
    RedisServer server = RedisServer.start(installation(version), options, starter);
    synchronized (started) {
      started.add(server);
    }
    return server;
  }

  /**
   * The server of that version, unpacked and ready to run.
   *
   * @throws ServerUnavailableException if no origin has it
   */
  public Installation installation(String version) {
    try {
      return store.find(WantedVersion.parse(version));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while fetching server " + version, e);
    }
  }

  /** Kills every server and removes their directories. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      LOG.debug("the process ends at this moment: the hook kills what is left");
    }
    killAll();
    starter.close();
  }

  private void killAll() {
    List<RedisServer> all;
    synchronized (started) {
      all = List.copyOf(started);
      started.clear();
    }
    all.forEach(RedisServer::close);
  }

  private static Optional<Path> ownServers() {
    return Stream.of(System.getProperty("redis.servers.dir"), System.getenv("REDIS_SERVERS_DIR"))
        .filter(dir -> dir != null && !dir.isBlank())
        .findFirst()
        .map(Path::of);
  }

  private static Path defaultCache() {
    String set = System.getProperty("redis.servers.cache");
    if (set != null && !set.isBlank()) {
      return Path.of(set);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("redis-migration").resolve("servers");
  }
}
