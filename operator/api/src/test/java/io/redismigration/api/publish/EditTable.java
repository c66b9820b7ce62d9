package io.redismigration.api.publish;

import io.redismigration.api.v1alpha1.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every field of the spec and when it may be edited: one row per field or block. The rules that
 * refuse edits and the published table are both made from it.
 */
public final class EditTable {
  private static final List<Row> ROWS =
      List.of(
          frozen("source.endpoints", Same.PLAIN),
          frozen("source.topology", Same.PLAIN),
          frozen("source.sentinel.masterName", Same.OPTIONAL),
          row("source.sentinel.auth", Editing.LIVE),
          frozen("source.preferReplica", Same.PLAIN),
          row("source.access", Editing.BEFORE_START),
          row("source.instanceRef", Editing.BEFORE_START),
          row("source.auth", Editing.LIVE),
          row("source.tls", Editing.LIVE),
          frozen("target.endpoints", Same.PLAIN),
          frozen("target.topology", Same.PLAIN),
          frozen("target.sentinel.masterName", Same.OPTIONAL),
          row("target.sentinel.auth", Editing.LIVE),
          row("target.access", Editing.BEFORE_START),
          row("target.instanceRef", Editing.BEFORE_START),
          row("target.auth", Editing.LIVE),
          row("target.tls", Editing.LIVE),
          frozen("target.existingData", Same.PLAIN),
          row("target.flushConfirm", Editing.COMMAND),
          frozen("target.lock", Same.PLAIN),
          row("target.foreignWrites", Editing.LIVE),
          frozen("mode", Same.PLAIN),
          row("start", Editing.BEFORE_START),
          frozen("parameters.clientOutputBufferLimit.hard", Same.BYTES),
          frozen("parameters.clientOutputBufferLimit.soft", Same.BYTES),
          frozen("parameters.clientOutputBufferLimit.softFor", Same.DURATION),
          frozen("parameters.replBacklogSize", Same.BYTES),
          frozen("parameters.replTimeout", Same.DURATION),
          frozen("parameters.replBacklogTtl", Same.OPTIONAL),
          frozen("parameters.replDisklessSyncDelay", Same.OPTIONAL),
          row("checks", Editing.BEFORE_START),
          frozen("filter.databases", Same.OPTIONAL_LIST),
          frozen("filter.keys.include", Same.OPTIONAL_LIST),
          frozen("filter.keys.exclude", Same.OPTIONAL_LIST),
          frozen("databaseMapping", Same.OPTIONAL_LIST),
          row("throttle", Editing.LIVE),
          row("verification", Editing.LIVE),
          row("onFullResync", Editing.LIVE),
          cutover("cutover.mode", Same.PLAIN),
          cutover("cutover.at", Same.OPTIONAL),
          cutover("cutover.window", Same.OPTIONAL),
          cutover("cutover.maxLag", Same.DURATION),
          cutover("cutover.fence", Same.PLAIN),
          cutover("cutover.timeout", Same.DURATION),
          cutover("cutover.sourceAfter", Same.PLAIN),
          new Row("cutover.switchover", Editing.UNTIL_CUTOVER_AND_AFTER, Same.OPTIONAL),
          row("cutover.confirm", Editing.COMMAND),
          row("worker", Editing.NEXT_POD),
          row("suspend", Editing.COMMAND),
          row("cancel", Editing.COMMAND),
          row("requests", Editing.COMMAND));

  private EditTable() {}

  /** How two values of a field are found equal: as the planner does, where it freezes them. */
  enum Same {
    /** Always there: required, or with a default. */
    PLAIN,
    OPTIONAL,
    OPTIONAL_LIST,
    BYTES,
    DURATION
  }

  /**
   * One row.
   *
   * @param path below spec
   * @param same null if no phase refuses an edit
   */
  public record Row(String path, Editing editing, Same same) {
    /**
     * True of an edit that leaves the field as it was. Written with {@code has} alone: the cost of
     * optional values ({@code ?.}, {@code orValue}) counts as unbounded.
     */
    private String unchanged() {
      String now = "self.spec." + path;
      String then = "oldSelf.spec." + path;
      return switch (same) {
        case PLAIN -> now + " == " + then;
        case OPTIONAL -> bothOrNeither(present(now), present(then), now + " == " + then);
        case OPTIONAL_LIST -> bothOrNeither(filled(now), filled(then), now + " == " + then);
        case BYTES -> "quantity(" + now + ").compareTo(quantity(" + then + ")) == 0";
        case DURATION -> "duration(" + now + ") == duration(" + then + ")";
      };
    }

    private static String bothOrNeither(String now, String then, String equal) {
      return "(%s) ? (%s && %s) : !(%s)".formatted(now, then, equal, then);
    }

    /** The field and all it lies in are there. */
    private static String present(String path) {
      List<String> steps = new ArrayList<>();
      int end = path.indexOf('.', path.indexOf('.') + 1);
      while (end > 0) {
        steps.add("has(" + path.substring(0, end) + ")");
        end = path.indexOf('.', end + 1);
      }
      steps.add("has(" + path + ")");
      return String.join(" && ", steps);
    }

    /** An empty list says what an absent one says. */
    private static String filled(String path) {
      return present(path) + " && size(" + path + ") > 0";
    }

    private String phases() {
      return Arrays.stream(Phase.values())
          .filter(editing::refusedIn)
          .map(phase -> "'" + phase.name() + "'")
          .collect(Collectors.joining(", ", "[", "]"));
    }

    /** What the server says of an edit it refuses. */
    public String message() {
      return editing == Editing.FROZEN
          ? "spec." + path + " cannot change while the migration runs: change it back, or cancel"
          : "spec." + path + " cannot change once the cutover has begun: try again when it is over";
    }

    /** The rule at the root of the schema that refuses the edit. */
    Map<String, String> rule() {
      return Map.of(
          "rule",
          "!has(self.status) || !has(self.status.phase) || !(self.status.phase in "
              + phases()
              + ") || ("
              + unchanged()
              + ")",
          "message",
          message(),
          "reason",
          "FieldValueForbidden",
          "fieldPath",
          ".spec." + path);
    }
  }

  public static List<Row> rows() {
    return ROWS;
  }

  /** The rows of fields whose edit some phase refuses. */
  static List<Row> guarded() {
    return ROWS.stream().filter(row -> row.same() != null).toList();
  }

  /** The row that speaks of a field, by its path below spec. */
  public static Row of(String leaf) {
    return ROWS.stream()
        .filter(row -> leaf.equals(row.path()) || leaf.startsWith(row.path() + "."))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no row says when to edit " + leaf));
  }

  private static Row frozen(String path, Same same) {
    return new Row(path, Editing.FROZEN, same);
  }

  private static Row cutover(String path, Same same) {
    return new Row(path, Editing.UNTIL_CUTOVER, same);
  }

  private static Row row(String path, Editing editing) {
    return new Row(path, editing, null);
  }
}
