package io.redismigration.manifest;

import static io.redismigration.manifest.SpecMapper.label;

import io.redismigration.api.v1alpha1.CutoverMode;
import io.redismigration.api.v1alpha1.SecretSwitchKeys;
import io.redismigration.api.v1alpha1.ServiceSwitch;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.SwitchoverSpec;
import java.util.HashMap;
import java.util.Map;

/** The manifest's {@code cutover} block as the planner's. */
final class CutoverMapper {
  private final Problems problems;

  CutoverMapper(Problems problems) {
    this.problems = problems;
  }

  CutoverSpec map(io.redismigration.api.v1alpha1.CutoverSpec written) {
    if (written == null) {
      return null;
    }
    checkSchedule(written);
    return new CutoverSpec(
        label(CutoverSpec.Mode.class, written.mode()),
        problems.read("spec.cutover.at", written.at(), Sizes::moment),
        problems.read("spec.cutover.window", written.window(), Sizes::duration),
        problems.read("spec.cutover.maxLag", written.maxLag(), Sizes::duration),
        label(FenceKind.class, written.fence()),
        problems.read("spec.cutover.timeout", written.timeout(), Sizes::duration),
        label(SourceAfter.class, written.sourceAfter()),
        switchover(written.switchover()),
        written.confirm());
  }

  private void checkSchedule(io.redismigration.api.v1alpha1.CutoverSpec written) {
    boolean scheduled = written.mode() == CutoverMode.Scheduled;
    if (scheduled && written.at() == null) {
      problems.add("spec.cutover.at", "is missing; mode Scheduled needs it");
    }
    if (!scheduled && written.at() != null) {
      problems.add("spec.cutover.at", "has no meaning unless spec.cutover.mode is Scheduled");
    }
    if (!scheduled && written.window() != null) {
      problems.add("spec.cutover.window", "has no meaning unless spec.cutover.mode is Scheduled");
    }
  }

  private SwitchoverSpec switchover(io.redismigration.api.v1alpha1.SwitchoverSpec written) {
    if (written == null) {
      return null;
    }
    ServiceSwitch service = written.service();
    if (service == null && written.secret() == null) {
      problems.add("spec.cutover.switchover", "names neither a service nor a secret; name one");
    }
    SecretSwitchKeys keys = written.secret() == null ? null : written.secret().set();
    return new SwitchoverSpec(
        written.serviceAccountName(),
        service == null ? null : service.name(),
        service == null ? null : service.selector(),
        written.secret() == null ? null : written.secret().name(),
        keys == null ? null : values(keys),
        keys != null && Boolean.TRUE.equals(keys.passwordFromTarget()));
  }

  private static Map<String, String> values(SecretSwitchKeys keys) {
    Map<String, String> values = new HashMap<>();
    if (keys.host() != null) {
      values.put("host", keys.host());
    }
    if (keys.port() != null) {
      values.put("port", keys.port().toString());
    }
    return values;
  }
}
