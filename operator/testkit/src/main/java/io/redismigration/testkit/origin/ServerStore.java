package io.redismigration.testkit.origin;

import io.redismigration.testkit.ServerUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds servers: first in the directory the user named, then among those unpacked before, then at
 * each origin in turn. What an origin gives is kept, one folder per version, and appears whole or
 * not at all; several processes may ask at once.
 */
public final class ServerStore {

  private static final Logger LOG = LoggerFactory.getLogger(ServerStore.class);
  private static final long LOCK_RETRY_MILLIS = 50;

  private final Optional<Path> ownServers;
  private final Path cache;
  private final List<Origin> origins;
  private final Map<String, Installation> found = new ConcurrentHashMap<>();

  /**
   * @param ownServers holds {@code <version>/redis-server}, if the user has servers of their own
   * @param cache where unpacked servers are kept
   */
  public ServerStore(Optional<Path> ownServers, Path cache, List<Origin> origins) {
    this.ownServers = ownServers;
    this.cache = cache;
    this.origins = List.copyOf(origins);
  }

  /**
   * The server of that version, unpacked first where need be.
   *
   * @throws ServerUnavailableException if it is nowhere to be had
   */
  public Installation find(WantedVersion wanted) throws InterruptedException {
    Installation known = found.get(wanted.key());
    if (known == null) {
      known = look(wanted);
      found.put(wanted.key(), known);
      if (!wanted.version().map(known.version()::sameMinor).orElse(true)) {
        LOG.warn("asked for {}, the next newer one there is: {}", wanted.key(), known.version());
      }
    }
    return known;
  }

  private Installation look(WantedVersion wanted) throws InterruptedException {
    Map<String, String> reasons = new LinkedHashMap<>();
    if (ownServers.isPresent()) {
      try {
        return accepted(wanted, ownServers.get().resolve(wanted.key()));
      } catch (UnavailableException e) {
        reasons.put("own servers", e.getMessage());
      }
    }
    Path home = cache.resolve(wanted.key());
    try {
      Files.createDirectories(cache);
      if (Files.exists(home)) {
        return Installation.at(home);
      }
      try (FileChannel file = openLock(wanted)) {
        lock(file);
        if (!Files.exists(home)) {
          fill(wanted, home, reasons);
        }
        return Installation.at(home);
      }
    } catch (UnavailableException e) {
      reasons.put("cache", e.getMessage());
      throw new ServerUnavailableException(wanted.key(), reasons);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use the cache at " + cache, e);
    }
  }

  private FileChannel openLock(WantedVersion wanted) throws IOException {
    return FileChannel.open(
        cache.resolve(wanted.key() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /**
   * Holds the lock until the file is closed. Waits for other processes in the kernel, and for other
   * threads of this one by asking again.
   */
  private static void lock(FileChannel file) throws IOException, InterruptedException {
    while (true) {
      try {
        file.lock();
        return;
      } catch (OverlappingFileLockException e) {
        Thread.sleep(LOCK_RETRY_MILLIS);
      }
    }
  }

  private void fill(WantedVersion wanted, Path home, Map<String, String> reasons)
      throws IOException, InterruptedException {
    for (Origin origin : origins) {
      Path unfinished = Files.createTempDirectory(cache, "." + wanted.key() + "-");
      try {
        origin.unpack(wanted, unfinished);
        accepted(wanted, unfinished);
        Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (UnavailableException e) {
        reasons.put(origin.name(), e.getMessage());
      } finally {
        if (Files.exists(unfinished)) {
          FileTree.delete(unfinished);
        }
      }
    }
    throw new ServerUnavailableException(wanted.key(), reasons);
  }

  private static Installation accepted(WantedVersion wanted, Path root)
      throws UnavailableException, InterruptedException {
    Installation installation = Installation.at(root);
    if (!wanted.acceptedAs(installation.version())) {
      throw new UnavailableException("the server there is " + installation.version());
    }
    return installation;
  }
}
