package io.redismigration.controller.reconcile;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.redismigration.controller.pod.PodMemory;
import io.redismigration.manifest.PlannerJson;
import java.time.Instant;
import java.util.Map;

/** The memory as it lies in the status: the planner's, and beside it the driver's own. */
final class MemoryJson {
  private static final String PODS = "pods";
  private static final String TROUBLE = "trouble";
  private static final String REPORTED = "reported";

  private final PlannerJson planner;
  private final ObjectMapper own =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  MemoryJson(PlannerJson planner) {
    this.planner = planner;
  }

  Memory read(JsonNode stored) {
    if (stored == null || stored.isNull()) {
      return Memory.initial();
    }
    return new Memory(
        planner.memory(stored),
        own.convertValue(stored.path(PODS), new TypeReference<Map<String, PodMemory>>() {}),
        own.convertValue(stored.path(TROUBLE), Memory.Trouble.class),
        own.convertValue(stored.path(REPORTED), Instant.class));
  }

  JsonNode write(Memory memory) {
    ObjectNode written = planner.memory(memory.state());
    if (!memory.pods().isEmpty()) {
      written.set(PODS, own.valueToTree(memory.pods()));
    }
    if (memory.trouble() != null) {
      written.set(TROUBLE, own.valueToTree(memory.trouble()));
    }
    if (memory.reported() != null) {
      written.set(REPORTED, own.valueToTree(memory.reported()));
    }
    return written;
  }
}
