package io.redismigration.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the image holds and how it starts. Five layers, the seldom changing first; all files belong
 * to root and have one time, so that the same content gives the same bytes. Jib packs them.
 */
final class ContainerImage {

  /** The layer of the class archive, the only one that two builds may have different. */
  static final String CLASSES = "classes";

  /** Nobody in particular: no user of any node has this id. */
  private static final String USER = "65532:65532";

  private static final FilePermissions EXECUTABLE = FilePermissions.fromOctalString("755");
  private static final FilePermissions READABLE = FilePermissions.fromOctalString("644");
  private static final FilePermissions ANYBODY = FilePermissions.fromOctalString("777");

  private static final Map<String, String> ETC =
      Map.of(
          "passwd", "root:x:0:0:root:/:/none\nredis-migration:x:65532:65532::/tmp:/none\n",
          "group", "root:x:0:\nredis-migration:x:65532:\n",
          "nsswitch.conf", "hosts: files dns\n");

  private final JavaRuntime runtime;
  private final Set<Path> libraries;
  private final Application application;

  ContainerImage(JavaRuntime runtime, Set<Path> libraries, Application application) {
    this.runtime = runtime;
    this.libraries = libraries;
    this.application = application;
  }

  /**
   * Writes a docker archive with this one image.
   *
   * @param name repository and tag under which it is loaded
   * @param cache a directory for packed layers
   */
  void writeTo(Path archive, String name, Path cache) throws IOException {
    try {
      JibContainerBuilder image =
          Jib.fromScratch()
              .setPlatforms(Set.of(new Platform("amd64", "linux")))
              .setFileEntriesLayers(
                  systemLayer(), javaLayer(), librariesLayer(), applicationLayer(), classesLayer())
              .setWorkingDirectory(AbsoluteUnixPath.get("/app"))
              .setEntrypoint("/jre/bin/java", "@/app/java.args")
              .setUser(USER)
              .setCreationTime(Application.TIME)
              .addLabel("org.opencontainers.image.title", "redis-migration-operator")
              .addLabel("org.opencontainers.image.version", name.substring(name.indexOf(':') + 1))
              .addLabel("org.opencontainers.image.licenses", "Apache-2.0");
      image.containerize(
          Containerizer.to(TarImage.at(archive).named(name))
              .setOfflineMode(true)
              .setBaseImageLayersCache(cache)
              .setApplicationLayersCache(cache));
    } catch (InvalidImageReferenceException
        | RegistryException
        | CacheDirectoryCreationException
        | ExecutionException e) {
      throw new ImageBuildException("cannot write " + archive + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageBuildException("interrupted while writing " + archive, e);
    }
  }

  private FileEntriesLayer systemLayer() throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("system");
    Path etc = Files.createDirectories(application.directory().resolveSibling("etc"));
    for (String file : ETC.keySet().stream().sorted().toList()) {
      add(layer, Files.writeString(etc.resolve(file), ETC.get(file)), "/etc/" + file, READABLE);
    }
    add(layer, Files.createDirectories(etc.resolveSibling("tmp")), "/tmp", ANYBODY);
    for (Path library : libraries) {
      add(layer, library.toRealPath(), library.toString(), EXECUTABLE);
    }
    return layer.build();
  }

  private FileEntriesLayer javaLayer() throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("java");
    List<Path> files;
    try (Stream<Path> all = Files.walk(runtime.home())) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      Path inside = runtime.home().relativize(file);
      add(layer, file, "/jre/" + inside, Files.isExecutable(file) ? EXECUTABLE : READABLE);
    }
    return layer.build();
  }

  private FileEntriesLayer librariesLayer() {
    return jars("libraries", jar -> !Application.isOwn(jar)).build();
  }

  private FileEntriesLayer applicationLayer() throws IOException {
    Path arguments = application.directory().resolve("java.args");
    Files.write(arguments, JavaArguments.of(application));
    FileEntriesLayer.Builder layer = jars("application", Application::isOwn);
    add(layer, arguments, "/app/java.args", READABLE);
    return layer.build();
  }

  private FileEntriesLayer classesLayer() {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(CLASSES);
    add(layer, ClassArchive.in(application), "/app/" + ClassArchive.NAME, READABLE);
    return layer.build();
  }

  private FileEntriesLayer.Builder jars(String name, Predicate<String> which) {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    for (String jar : application.jars()) {
      if (which.test(jar)) {
        add(layer, application.jar(jar), "/app/lib/" + jar, READABLE);
      }
    }
    return layer;
  }

  private static void add(
      FileEntriesLayer.Builder layer, Path source, String path, FilePermissions permissions) {
    layer.addEntry(source, AbsoluteUnixPath.get(path), permissions, Application.TIME);
  }
}
