package io.redismigration.testkit.origin;

import io.redismigration.testkit.ServerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers from packages of Debian's suites, unpacked with the libraries they need. The machine's
 * own packages are not touched: apt works on private lists, from the mirror named in the machine's
 * Debian source entry, and checks signatures with Debian's keyring as ever.
 */
public final class DebianOrigin implements Origin {

  /** Which suite carries which version. A suite that moved on to a newer minor still serves. */
  private static final Map<String, String> SUITES =
      Map.of(
          "6.0",
          "bullseye",
          "7.0",
          "bookworm",
          "8.0",
          "trixie",
          "valkey-8.1",
          "trixie",
          "valkey-9.1",
          "sid",
          WantedVersion.NEWEST,
          "sid");

  private static final Pattern POLICY_CANDIDATE =
      Pattern.compile("Candidate: (?:\\d+:)?(\\d+\\.\\d+\\.\\d+)");
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Logger LOG = LoggerFactory.getLogger(DebianOrigin.class);

  private final DebianSources sources;

  /**
   * @param sources where the machine keeps its source entries
   */
  public DebianOrigin(DebianSources sources) {
    this.sources = sources;
  }

  @Override
  public String name() {
    return "Debian packages";
  }

  @Override
  public void unpack(WantedVersion wanted, Path into)
      throws UnavailableException, InterruptedException {
    String suite = SUITES.get(wanted.key());
    if (suite == null) {
      throw new UnavailableException("no suite is known to carry it");
    }
    String entry = sources.entryFor(suite);
    Path work = into.resolve("apt");
    try {
      PrivateApt apt = PrivateApt.at(work, entry, LIMIT);
      apt.run("apt-get", "-qq", "update");
      String family = wanted.family().label();
      requireCandidate(apt, wanted, suite, family + "-tools");
      apt.download(withLibraries(apt, family));
      unpackAll(work, into);
      FileTree.delete(work);
    } catch (IOException e) {
      throw new UnavailableException("cannot unpack packages of " + suite, e);
    }
  }

  private static void requireCandidate(
      PrivateApt apt, WantedVersion wanted, String suite, String tools)
      throws UnavailableException, InterruptedException {
    Matcher candidate = POLICY_CANDIDATE.matcher(apt.run("apt-cache", "policy", tools));
    if (!candidate.find()) {
      throw new UnavailableException(suite + " has no package " + tools);
    }
    ServerVersion offered = ServerVersion.parse(wanted.family().label() + "-" + candidate.group(1));
    if (!wanted.acceptedAs(offered)) {
      throw new UnavailableException(suite + " has " + offered);
    }
    LOG.info("server {} comes from Debian {} as {}", wanted.key(), suite, offered);
  }

  private static List<String> withLibraries(PrivateApt apt, String family)
      throws UnavailableException, InterruptedException {
    List<String> roots = List.of(family + "-server", family + "-tools");
    List<String> command =
        new ArrayList<>(
            List.of(
                "apt-cache",
                "depends",
                "--recurse",
                "--no-recommends",
                "--no-suggests",
                "--no-conflicts",
                "--no-breaks",
                "--no-replaces",
                "--no-enhances"));
    command.addAll(roots);
    return LibraryClosure.of(roots, apt.run(command.toArray(String[]::new)));
  }

  private static void unpackAll(Path work, Path into)
      throws IOException, UnavailableException, InterruptedException {
    List<Path> packages;
    try (Stream<Path> files = Files.list(work)) {
      packages = files.filter(file -> file.toString().endsWith(".deb")).toList();
    }
    for (Path file : packages) {
      Shell.run(into, LIMIT, List.of("dpkg", "-x", file.toString(), into.toString()));
    }
  }
}
