package io.redismigration.e2e.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The status as {@code redis-migration status -o json} prints it. */
record MigrationStatus(JsonNode root) {

  static MigrationStatus read(Path file) throws IOException {
    return new MigrationStatus(new ObjectMapper().readTree(file.toFile()));
  }

  String phase() {
    return root.path("phase").asText();
  }

  /** Whether its own verification found both sides equal. */
  boolean verified() {
    return "Equal".equals(root.path("verification").path("state").asText());
  }

  /** When the target took over; empty if it did not. */
  Optional<Instant> committedAt() {
    for (JsonNode step : root.path("cutover").path("steps")) {
      if ("Commit".equals(step.path("name").asText()) && step.hasNonNull("at")) {
        return Optional.of(Instant.parse(step.get("at").asText()));
      }
    }
    return Optional.empty();
  }
}
