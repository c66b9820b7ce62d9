package io.redismigration.testkit.kubernetes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster of this machine. A process of the script's holds it for us and sees by the end of its
 * input that we are gone, however we end; the last holder's takes it down.
 */
final class LocalCluster implements Cluster {

  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
  private static final int LINES_KEPT = 40;

  private final ClusterScript script;
  private final Process holder;
  private final Map<String, String> facts;
  private final Command commands = new Command(Map.of(), COMMAND_LIMIT);

  private LocalCluster(ClusterScript script, Process holder, Map<String, String> facts) {
    this.script = script;
    this.holder = holder;
    this.facts = facts;
  }

  /**
   * The owner's cluster, brought up if need be; builds what is missing, which takes minutes once.
   *
   * @param owner processes of the same owner share one
   * @throws ClusterUnavailableException with what the script said
   */
  static LocalCluster take(ClusterScript script, String owner) {
    try {
      Process holder = new ProcessBuilder(script.command("hold", owner)).start();
      Deque<String> said = new ArrayDeque<>();
      Thread listener = new Thread(() -> pass(holder.errorReader(), said), "cluster-says");
      listener.setDaemon(true);
      listener.start();
      Map<String, String> facts = readFacts(holder);
      if (!facts.containsKey("kubeconfig")) {
        listener.join(COMMAND_LIMIT.toMillis());
        throw new ClusterUnavailableException(text(said));
      }
      return new LocalCluster(script, holder, facts);
    } catch (IOException e) {
      throw new ClusterUnavailableException("bash cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a cluster came up", e);
    }
  }

  private static Map<String, String> readFacts(Process holder) throws IOException {
    Map<String, String> facts = new HashMap<>();
    BufferedReader lines = holder.inputReader();
    String line = lines.readLine();
    while (line != null && !line.equals("up")) {
      int equals = line.indexOf('=');
      facts.put(line.substring(0, equals), line.substring(equals + 1));
      line = lines.readLine();
    }
    return line == null ? Map.of() : facts;
  }

  private static void pass(BufferedReader lines, Deque<String> said) {
    lines
        .lines()
        .forEach(
            line -> {
              LOG.info(line);
              synchronized (said) {
                said.addLast(line);
                if (said.size() > LINES_KEPT) {
                  said.removeFirst();
                }
              }
            });
  }

  private static String text(Deque<String> said) {
    synchronized (said) {
      return String.join("\n", said);
    }
  }

  @Override
  public String description() {
    return "local cluster " + directory();
  }

  /** Where all of it lies; gone when it is down. */
  Path directory() {
    return Path.of(facts.get("bed"));
  }

  /** The process that holds it for us. */
  ProcessHandle holder() {
    return holder.toHandle();
  }

  @Override
  public Path kubeconfig() {
    return Path.of(facts.get("kubeconfig"));
  }

  @Override
  public Tools tools() {
    return Tools.in(Path.of(facts.get("bin")));
  }

  @Override
  public String shellImage() {
    return "docker.io/testkit/busybox:1";
  }

  @Override
  public String hostAddress() {
    return facts.get("host");
  }

  @Override
  public void load(Path tar) {
    run("load-into", directory().toString(), tar.toAbsolutePath().toString());
  }

  @Override
  public Optional<NodeFaults> faults() {
    return Optional.of(
        new NodeFaults() {
          @Override
          public void daemon(Daemon daemon, String verb) {
            run("daemon", directory().toString(), daemon.program(), verb);
          }

          @Override
          public void signal(String containerId, String signal) {
            run("signal", directory().toString(), containerId, signal);
          }
        });
  }

  private void run(String... words) {
    commands.run("", script.command(words));
  }

  @Override
  public void close() {
    try {
      holder.getOutputStream().close();
      if (!holder.waitFor(COMMAND_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(description() + " does not go down");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot let go of " + description(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + description() + " went down", e);
    }
  }
}
