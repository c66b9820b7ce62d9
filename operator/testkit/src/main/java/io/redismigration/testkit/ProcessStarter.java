package io.redismigration.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts processes that the kernel kills when this one dies, however it dies. The kernel counts the
 * death of the starting <em>thread</em> (prctl(2), PR_SET_PDEATHSIG), so one thread starts all and
 * lives until closed. Where setpriv(1) is missing, only an orderly end of this process ends them.
 */
public final class ProcessStarter implements AutoCloseable {

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "redis-server-starter");
            daemon.setDaemon(true);
            return daemon;
          });

  /** Starts the command in the directory, all it prints going to the end of the file. */
  public Process start(List<String> command, Path directory, Path output) {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(SETPRIV)) {
      line.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
    }
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    try {
      return thread.submit(builder::start).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting " + command.get(0), e);
    } catch (ExecutionException e) {
      throw new UncheckedIOException(
          "cannot start " + command.get(0),
          e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
