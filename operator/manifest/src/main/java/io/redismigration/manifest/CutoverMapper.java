package io.redismigration.manifest;

import static io.redismigration.manifest.SpecMapper.label;

import io.redismigration.api.v1alpha1.CutoverMode;
import io.redismigration.api.v1alpha1.EndpointSliceSwitch;
import io.redismigration.api.v1alpha1.SecretSwitch;
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
    if (written.service() == null && written.endpointSlice() == null && written.secret() == null) {
      problems.add(
          "spec.cutover.switchover", "names no service, endpointSlice or secret; name one");
    }
    return new SwitchoverSpec(
        written.serviceAccountName(),
        service(written.service()),
        slice(written.endpointSlice()),
        secret(written.secret()));
  }

  private SwitchoverSpec.OfService service(ServiceSwitch written) {
    if (written == null) {
      return null;
    }
    boolean pods = written.selector() != null && !written.selector().isEmpty();
    if (pods == (written.externalName() != null)) {
      problems.add("spec.cutover.switchover.service", "needs one of selector and externalName");
    }
    return new SwitchoverSpec.OfService(written.name(), written.selector(), written.externalName());
  }

  private static SwitchoverSpec.OfEndpointSlice slice(EndpointSliceSwitch written) {
    return written == null
        ? null
        : new SwitchoverSpec.OfEndpointSlice(written.name(), written.addresses(), written.port());
  }

  private static SwitchoverSpec.OfSecret secret(SecretSwitch written) {
    SecretSwitchKeys keys = written == null ? null : written.set();
    return keys == null
        ? null
        : new SwitchoverSpec.OfSecret(
            written.name(), values(keys), Boolean.TRUE.equals(keys.passwordFromTarget()));
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
