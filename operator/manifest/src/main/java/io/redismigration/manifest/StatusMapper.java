package io.redismigration.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.api.v1alpha1.CheckStatus;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.api.v1alpha1.RequestsStatus;
import io.redismigration.api.v1alpha1.TaskReference;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.SourceClients;
import java.util.Map;

/**
 * The planner's status as people read it. Never larger than {@value #MOST_BYTES} bytes of JSON:
 * where it would be, messages become shorter and lists end earlier, while verdicts and numbers
 * stay. The same status gives the same view.
 */
public final class StatusMapper {
  /** Largest view, in bytes of JSON, the operator's own notes not counted. */
  public static final int MOST_BYTES = 32 * 1024;

  private static final int LONGEST_MESSAGE = 1024;

  private final ObjectMapper json = new ObjectMapper();

  /** One check as {@code status.checks} shows it where there is room. */
  public static CheckStatus check(CheckResult check) {
    return new ChecksView(StatusLimits.LEVELS.get(0)).check(check);
  }

  /** What people read of it, without the operator's notes. */
  public RedisMigrationStatus view(MigrationStatus status) {
    return view(status, null);
  }

  /**
   * What people read of it, and beside it all the planner remembers.
   *
   * @param memory as {@link PlannerJson#memory} makes it; null: none
   */
  public RedisMigrationStatus view(MigrationStatus status, JsonNode memory) {
    return view(fitting(status), status, memory);
  }

  private StatusLimits fitting(MigrationStatus status) {
    StatusLimits narrowest = null;
    for (StatusLimits limits : StatusLimits.LEVELS) {
      narrowest = limits;
      if (size(view(limits, status, null)) <= MOST_BYTES) {
        return limits;
      }
    }
    return narrowest;
  }

  private int size(RedisMigrationStatus view) {
    try {
      return json.writeValueAsBytes(view).length;
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static RedisMigrationStatus view(
      StatusLimits limits, MigrationStatus status, JsonNode memory) {
    ChecksView checks = new ChecksView(limits);
    DataView data = new DataView(limits);
    CutoverView cutover = new CutoverView(limits);
    return new RedisMigrationStatus(
        status.observedGeneration(),
        Phase.valueOf(Labels.of(status.phase())),
        limits.cut(status.message(), LONGEST_MESSAGE),
        checks.conditions(status.conditions()),
        checks.checks(status.checks()),
        cutover.parameters(status.parameters()),
        data.resolved(status.resolved(), status.parameters()),
        data.progress(status.progress()),
        data.shards(status.shards()),
        data.keys(status.keys()),
        data.verification(status.verification()),
        cutover.cutover(
            status.cutover(), status.history().lagAtCutover(), SourceClients.of(status.shards())),
        checks.guarantees(status.guarantees()),
        status.allowedActions().stream().map(Labels::of).toList(),
        status.tasks().stream()
            .limit(limits.entries())
            .map(task -> new TaskReference(task.name(), task.type(), task.state()))
            .toList(),
        requests(status.latches().requests()),
        status.awaitedFlush() == null ? null : status.awaitedFlush().token(),
        Texts.moment(status.times().started()),
        Texts.moment(status.times().ended()),
        memory);
  }

  private static RequestsStatus requests(Map<Request, String> seen) {
    return seen.isEmpty()
        ? null
        : new RequestsStatus(
            seen.get(Request.START),
            seen.get(Request.VALIDATE),
            seen.get(Request.RETRY),
            seen.get(Request.VERIFY),
            seen.get(Request.REPAIR),
            seen.get(Request.DRY_RUN),
            seen.get(Request.REHEARSE));
  }
}
