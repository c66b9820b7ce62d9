package io.redismigration.testkit.origin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Old servers carried as resources inside two published test jars (Linux on x86-64 only). */
public final class JarOrigin implements Origin {

  private static final Map<String, String> RESOURCES =
      Map.of("2.8", "redis-server-2.8.19", "6.2", "redis-server-6.2.6-v5-linux-amd64");

  @Override
  public String name() {
    return "test jars";
  }

  @Override
  public void unpack(WantedVersion wanted, Path into) throws UnavailableException {
    String resource = RESOURCES.get(wanted.key());
    if (resource == null) {
      throw new UnavailableException("they carry 2.8 and 6.2 only");
    }
    if (!"amd64".equals(System.getProperty("os.arch"))
        || !"Linux".equals(System.getProperty("os.name"))) {
      throw new UnavailableException("their binaries are for Linux on x86-64");
    }
    try (InputStream binary = JarOrigin.class.getClassLoader().getResourceAsStream(resource)) {
      if (binary == null) {
        throw new UnavailableException(resource + " is not on the class path");
      }
      Path file = into.resolve("redis-server");
      Files.copy(binary, file);
      if (!file.toFile().setExecutable(true)) {
        throw new UnavailableException(file + " cannot be made executable");
      }
    } catch (IOException e) {
      throw new UnavailableException("cannot unpack " + resource + ": " + e.getMessage(), e);
    }
  }
}
