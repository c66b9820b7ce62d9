package io.redismigration.worker.pod;

import io.redismigration.migration.model.Labels;
import io.redismigration.migration.task.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The container's last word, as {@code kubectl describe pod} shows it. */
final class TerminationMessage {
  private static final Logger LOG = LoggerFactory.getLogger(TerminationMessage.class);

  /** Kubernetes keeps 4096 bytes. */
  private static final int LONGEST = 1000;

  private TerminationMessage() {}

  static void write(Path file, Outcome outcome, TaskStatus report) {
    String reason = report.failure() == null ? "" : " (" + report.failure().reason() + ")";
    String text =
        "%s: %s%s: %s"
            .formatted(Labels.of(outcome), Labels.of(report.state()), reason, report.message());
    try {
      Files.writeString(file, text.substring(0, Math.min(LONGEST, text.length())));
    } catch (IOException e) {
      LOG.warn("no termination message could be left: {}", e.getMessage());
    }
  }
}
