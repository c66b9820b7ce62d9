package io.redismigration.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskStatus;
import java.util.List;
import java.util.Map;

/**
 * The planner's records as JSON, and back: times and durations as ISO 8601 text, absent components
 * left out, and so are empty lists and maps unless {@linkplain #indented indented}. What a later
 * release may have added is passed over; what it has changed shows in a higher version, which is
 * refused. Thread-safe; making one is slow, so keep it.
 */
public final class PlannerJson {

  /** Version of what the planner remembers, as written by this release. */
  public static final int MEMORY_VERSION = 1;

  /** Version of orders and reports, as written by this release. */
  public static final int TASK_VERSION = 1;

  private static final String VERSION = "version";
  private static final String STATE = "state";

  private final ObjectMapper mapper = compact();

  private static JsonMapper.Builder builder() {
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(
                JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL));
  }

  /** A mapper for the planner's records that leaves empty lists and maps out. */
  private static ObjectMapper compact() {
    JsonMapper.Builder builder = builder();
    for (Class<?> container : List.of(List.class, Map.class)) {
      builder.withConfigOverride(
          container,
          override ->
              override.setInclude(
                  JsonInclude.Value.construct(
                      JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_NULL)));
    }
    return builder.build();
  }

  /** A mapper for files that people may read: indented, with empty lists and maps. */
  public static ObjectMapper indented() {
    return builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  }

  /** All the planner remembers, as {@code {version, state}}. */
  public ObjectNode memory(MigrationStatus status) {
    ObjectNode memory = mapper.createObjectNode();
    memory.put(VERSION, MEMORY_VERSION);
    memory.set(STATE, mapper.valueToTree(status));
    return memory;
  }

  /**
   * What the planner remembered.
   *
   * @param memory as {@link #memory(MigrationStatus)} made it, as JSON or as maps; null: nothing
   * @return {@link MigrationStatus#initial} if there is nothing
   * @throws UnreadableRecordException if it is of a later version, or is no memory at all
   */
  public MigrationStatus memory(Object memory) {
    if (memory == null) {
      return MigrationStatus.initial();
    }
    JsonNode tree = mapper.valueToTree(memory);
    check("status.memory", tree.path(VERSION).asInt(MEMORY_VERSION), MEMORY_VERSION);
    return tree.path(STATE).isObject()
        ? read("status.memory", tree.get(STATE), MigrationStatus.class)
        : MigrationStatus.initial();
  }

  /** An order. */
  public ObjectNode order(TaskSpec order) {
    return mapper.valueToTree(order);
  }

  /**
   * The order written as JSON or as maps.
   *
   * @param version written beside it; null: the first
   * @throws UnreadableRecordException if it is of a later version, or no order at all
   */
  public TaskSpec order(Integer version, Object order) {
    check("spec.order", version == null ? 1 : version, TASK_VERSION);
    return read("spec.order", order, TaskSpec.class);
  }

  /** A report. */
  public ObjectNode report(TaskStatus report) {
    return mapper.valueToTree(report);
  }

  /**
   * The report written as JSON or as maps.
   *
   * @param version written beside it; null: the first
   * @param report null: nobody has reported
   * @throws UnreadableRecordException if it is of a later version, or no report at all
   */
  public TaskStatus report(Integer version, Object report) {
    if (report == null) {
      return TaskStatus.none();
    }
    check("status.report", version == null ? 1 : version, TASK_VERSION);
    return read("status.report", report, TaskStatus.class);
  }

  /** The same JSON as maps, lists, text, numbers and truth values. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> asMap(ObjectNode json) {
    return mapper.convertValue(json, Map.class);
  }

  private <T> T read(String what, Object json, Class<T> type) {
    try {
      return mapper.convertValue(json, type);
    } catch (IllegalArgumentException unreadable) {
      throw new UnreadableRecordException(
          what + " is not what this release writes: " + firstLine(unreadable), unreadable);
    }
  }

  private static void check(String what, int version, int newest) {
    if (version > newest) {
      throw new UnreadableRecordException(
          "%s has version %d, written by a later release; this one reads up to %d. Continue with that release"
              .formatted(what, version, newest),
          null);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
