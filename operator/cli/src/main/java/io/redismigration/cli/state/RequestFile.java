package io.redismigration.cli.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.manifest.PlannerJson;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.UnaryOperator;

/** The file in which users leave requests for a run that is active, or comes later. */
public final class RequestFile {
  private final StateDirectory directory;
  private final ObjectMapper json = PlannerJson.indented();

  /** The file in that directory. */
  public RequestFile(StateDirectory directory) {
    this.directory = directory;
  }

  /**
   * What was asked for so far.
   *
   * @throws StateException if the file is there and cannot be read
   */
  public UserRequests load() {
    Path file = directory.requests();
    try {
      return json.readValue(Files.readAllBytes(file), UserRequests.class);
    } catch (NoSuchFileException absent) {
      return UserRequests.none();
    } catch (IOException failed) {
      throw new StateException(
          "the requests in %s cannot be read; delete the file and ask again".formatted(file),
          failed);
    }
  }

  /**
   * Adds to what was asked for; two processes at once lose nothing.
   *
   * @throws StateException if it cannot be kept
   */
  public void update(UnaryOperator<UserRequests> change) {
    Path guard = directory.root().resolve("requests.lock");
    try (FileChannel channel =
            FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (held.isValid()) {
        AtomicFile.removeUnfinished(directory.root(), "requests.json");
        AtomicFile.replace(directory.requests(), json.writeValueAsBytes(change.apply(load())));
      }
    } catch (IOException failed) {
      throw new StateException(
          "the request cannot be kept in %s (%s); make room there, then ask again"
              .formatted(directory.requests(), failed.getMessage()),
          failed);
    }
  }

  /** Forgets every request, before a new run begins. */
  public void clear() {
    update(old -> UserRequests.none());
  }
}
