package io.redismigration.manifest;

import io.redismigration.api.v1alpha1.DatabaseDifference;
import io.redismigration.api.v1alpha1.DifferenceCount;
import io.redismigration.api.v1alpha1.VerificationStatus;
import io.redismigration.migration.model.VerificationPass;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationSpec;
import java.util.List;
import java.util.stream.Stream;

/** What the comparison of both sides found, as people read it. */
public final class VerificationView {
  private static final int MOST_SAMPLES = 16;
  private static final int LONGEST_KEY = 256;
  private static final int LONGEST_MESSAGE = 1024;
  private static final int WHOLE = 100;

  private final StatusLimits limits;

  VerificationView(StatusLimits limits) {
    this.limits = limits;
  }

  /** With all the schema has room for. */
  public static VerificationView widest() {
    return new VerificationView(StatusLimits.LEVELS.get(0));
  }

  /** Null where nothing was reported. */
  public VerificationStatus of(VerificationProgress seen) {
    if (seen == null) {
      return null;
    }
    VerificationPass pass = seen.pass();
    return new VerificationStatus(
        seen.state() == VerificationProgress.State.PASSED ? "Equal" : Texts.label(seen.state()),
        pass == null ? null : Texts.label(pass.mode()),
        method(pass),
        seen.keysCompared(),
        pass == null ? null : pass.keysTotal(),
        seen.differences(),
        seen.dirtyKeys(),
        pass == null ? null : percent(seen.keysCompared(), pass),
        seen.coveredOffset(),
        pass == null ? null : Texts.moment(pass.endedAt()),
        Texts.duration(seen.duration()),
        pass == null || pass.keysPerSecond() == 0 ? null : pass.keysPerSecond(),
        Texts.duration(seen.everyKey()),
        seen.atFence() == null ? null : (long) seen.atFence().keys(),
        seen.atFence() == null ? null : Texts.duration(seen.atFence().takes()),
        limits.cut(seen.message(), LONGEST_MESSAGE),
        differences(seen),
        byDatabase(seen));
  }

  private static String method(VerificationPass pass) {
    return pass == null || pass.mode() != VerificationSpec.Mode.FULL
        ? null
        : Texts.label(pass.method());
  }

  private static Integer percent(long compared, VerificationPass pass) {
    if (pass.endedAt() != null) {
      return WHOLE;
    }
    return pass.keysWanted() == 0
        ? null
        : (int) Math.min(WHOLE - 1, compared * WHOLE / pass.keysWanted());
  }

  private List<DifferenceCount> differences(VerificationProgress seen) {
    return Stream.of(
            count("Missing", seen.missing(), seen),
            count("Extra", seen.extra(), seen),
            count("Value", seen.value(), seen),
            count("Type", seen.type(), seen),
            count("Ttl", seen.ttl(), seen))
        .filter(difference -> difference.count() > 0)
        .toList();
  }

  /** Null where no key differs. */
  private List<DatabaseDifference> byDatabase(VerificationProgress seen) {
    return seen.differingByDatabase().isEmpty()
        ? null
        : seen.mostDiffering(limits.databases()).entrySet().stream()
            .map(each -> new DatabaseDifference(each.getKey(), each.getValue()))
            .toList();
  }

  private DifferenceCount count(String kind, long keys, VerificationProgress seen) {
    List<String> sample =
        seen.samples().stream()
            .filter(each -> each.kind().equals(kind))
            .limit(Math.min(MOST_SAMPLES, limits.entries()))
            .map(each -> limits.cut(each.key(), LONGEST_KEY))
            .toList();
    return new DifferenceCount(kind, keys, sample.isEmpty() ? null : sample);
  }
}
