package io.redismigration.testkit.origin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The machine's own Debian mirror, as its source entries name it (both forms, see sources.list(5)).
 * No mirror is known beforehand, so that a machine's choice of mirror holds for the tests too.
 */
public final class DebianSources {

  private static final Pattern MIRROR = Pattern.compile("\\S+/debian/?");
  private static final Pattern ONE_LINE = Pattern.compile("deb\\s+(?:\\[(.*?)\\]\\s+)?(\\S+)\\s.*");
  private static final Pattern SIGNED_BY = Pattern.compile("signed-by=(\\S+)");

  private final Path etcApt;

  /**
   * @param etcApt usually {@code /etc/apt}
   */
  public DebianSources(Path etcApt) {
    this.etcApt = etcApt;
  }

  /**
   * A source line for the suite, on this machine's mirror and with its keyring.
   *
   * @throws UnavailableException if the machine has no entry for Debian's archive
   */
  String entryFor(String suite) throws UnavailableException {
    try {
      for (Path file : files()) {
        Optional<String> start =
            file.toString().endsWith(".sources")
                ? fromStanzas(Files.readString(file))
                : fromLines(Files.readAllLines(file));
        if (start.isPresent()) {
          return start.get() + " " + suite + " main";
        }
      }
    } catch (IOException e) {
      throw new UnavailableException("cannot read " + etcApt + ": " + e.getMessage(), e);
    }
    throw new UnavailableException("this machine has no source entry for Debian's archive");
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Path main = etcApt.resolve("sources.list");
    if (Files.isRegularFile(main)) {
      files.add(main);
    }
    Path parts = etcApt.resolve("sources.list.d");
    if (Files.isDirectory(parts)) {
      try (Stream<Path> listed = Files.list(parts)) {
        listed
            .filter(
                file -> file.toString().endsWith(".sources") || file.toString().endsWith(".list"))
            .sorted()
            .forEach(files::add);
      }
    }
    return files;
  }

  private static Optional<String> fromLines(List<String> lines) {
    for (String line : lines) {
      Matcher entry = ONE_LINE.matcher(line.strip());
      if (entry.matches() && MIRROR.matcher(entry.group(2)).matches()) {
        Matcher signedBy = SIGNED_BY.matcher(entry.group(1) == null ? "" : entry.group(1));
        return Optional.of(start(signedBy.find() ? signedBy.group(1) : null, entry.group(2)));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> fromStanzas(String text) {
    for (String stanza : text.split("\\n\\s*\\n")) {
      Map<String, String> fields = new LinkedHashMap<>();
      for (String line : stanza.lines().toList()) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.charAt(0) != '#' && !Character.isWhitespace(line.charAt(0))) {
          fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
      boolean binaries = List.of(fields.getOrDefault("Types", "").split("\\s+")).contains("deb");
      for (String uri : fields.getOrDefault("URIs", "").split("\\s+")) {
        if (binaries && MIRROR.matcher(uri).matches()) {
          return Optional.of(start(fields.get("Signed-By"), uri));
        }
      }
    }
    return Optional.empty();
  }

  private static String start(String keyring, String uri) {
    boolean usable =
        keyring != null && keyring.startsWith("/") && Files.isReadable(Path.of(keyring));
    return usable ? "deb [signed-by=" + keyring + "] " + uri : "deb " + uri;
  }
}
