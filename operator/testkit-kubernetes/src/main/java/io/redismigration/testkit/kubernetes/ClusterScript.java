package io.redismigration.testkit.kubernetes;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The scripts beside this class, unpacked into the cache: a folder per content, so that an older
 * build's is never changed under it.
 */
final class ClusterScript {

  private static final String RESOURCES = "local";

  private final Path entry;

  private ClusterScript(Path entry) {
    this.entry = entry;
  }

  /**
   * Unpacks the scripts unless they are there.
   *
   * @param cache of Kubernetes' programs, as {@link KubernetesCache} says
   */
  static ClusterScript unpackedIn(Path cache) {
    try {
      SortedMap<String, byte[]> files = read();
      Path home = cache.resolve("scripts").resolve(fingerprint(files));
      if (!Files.exists(home)) {
        unpack(files, home);
      }
      return new ClusterScript(home.resolve("cluster"));
    } catch (IOException | URISyntaxException e) {
      throw new ClusterUnavailableException("cannot unpack the cluster's scripts", e);
    }
  }

  /** Command line of one of its verbs. */
  List<String> command(String... words) {
    return Stream.concat(Stream.of("bash", entry.toString()), Stream.of(words)).toList();
  }

  private static SortedMap<String, byte[]> read() throws IOException, URISyntaxException {
    URL url = ClusterScript.class.getResource(RESOURCES);
    if (url == null) {
      throw new IOException("the class path lacks " + RESOURCES);
    }
    URI uri = url.toURI();
    if (uri.getScheme().equals("file")) {
      return readFrom(Path.of(uri));
    }
    try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
      return readFrom(jar.provider().getPath(uri));
    }
  }

  private static SortedMap<String, byte[]> readFrom(Path folder) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static String fingerprint(SortedMap<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, content) -> {
            digest.update((name + "\n" + content.length + "\n").getBytes());
            digest.update(content);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void unpack(SortedMap<String, byte[]> files, Path home) throws IOException {
    Files.createDirectories(home.getParent());
    Path unfinished = Files.createTempDirectory(home.getParent(), ".unpacking-");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path target = unfinished.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
    try {
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException another) {
      Folders.delete(unfinished);
    }
  }
}
