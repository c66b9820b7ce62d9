package io.redismigration.controller.pod;

import io.redismigration.controller.pod.Finding.Trouble;
import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import java.util.ArrayList;
import java.util.List;

/** The checks that a preflight's pod answers by being there, or by not being let in. */
public final class Admission {
  private Admission() {}

  /** A worker ran: its pod was let in and had its volume. */
  public static List<CheckResult> granted() {
    return List.of(
        new CheckResult(CheckName.WORKER_ADMITTED.label(), CheckOutcome.PASSED, "", ""),
        new CheckResult(CheckName.SPOOL_VOLUME.label(), CheckOutcome.PASSED, "", ""));
  }

  /**
   * The results that are known and the check that a trouble fails; the same where it fails none.
   */
  static List<CheckResult> refused(List<CheckResult> known, Trouble trouble) {
    CheckName name =
        switch (trouble.fault()) {
          case ADMISSION_REFUSED, QUOTA_EXCEEDED, UNSCHEDULABLE, NAMESPACE_TERMINATING ->
              CheckName.WORKER_ADMITTED;
          case VOLUME_UNAVAILABLE -> CheckName.SPOOL_VOLUME;
          default -> null;
        };
    if (name == null) {
      return known;
    }
    List<CheckResult> all = new ArrayList<>(known);
    all.add(
        new CheckResult(
            name.label(), CheckOutcome.FAILED, trouble.message(), trouble.fault().remedy()));
    return List.copyOf(all);
  }
}
