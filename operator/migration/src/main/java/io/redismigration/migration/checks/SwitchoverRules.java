package io.redismigration.migration.checks;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.SwitchoverSpec;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether the clients' objects can be repointed, by whom, and whether they would stay so. */
public final class SwitchoverRules {
  private static final String FIELD = "spec.cutover.switchover";

  private SwitchoverRules() {}

  /**
   * All checks of a switchover.
   *
   * @param wanted null: none is asked for
   * @param password whether the manifest says with which password the target is reached
   * @param seen null: none is asked for
   */
  public static List<CheckResult> of(
      SwitchoverSpec wanted, boolean password, SwitchoverFacts seen) {
    if (wanted == null) {
      return List.of(
          unasked(CheckName.SWITCHOVER_OBJECTS),
          unasked(CheckName.SWITCHOVER_ALLOWED),
          unasked(CheckName.SWITCHOVER_MANAGED));
    }
    return List.of(objects(wanted, password, seen), allowed(wanted, seen), managed(seen));
  }

  private static CheckResult unasked(CheckName name) {
    return new CheckResult(name.label(), CheckOutcome.NOT_APPLICABLE, FIELD + " is not set", "");
  }

  private static CheckResult objects(
      SwitchoverSpec wanted, boolean password, SwitchoverFacts seen) {
    String problems =
        seen.objects().stream()
            .filter(object -> object.problem() != null)
            .map(object -> object.ref() + " " + object.problem())
            .collect(Collectors.joining("; "));
    if (!problems.isEmpty()) {
      return failed(
          CheckName.SWITCHOVER_OBJECTS, problems, "correct %s, or the object".formatted(FIELD));
    }
    return wanted.secret() != null && wanted.secret().passwordFromTarget() && !password
        ? failed(
            CheckName.SWITCHOVER_OBJECTS,
            FIELD + ".secret.set.passwordFromTarget: the target is reached without a password",
            "set spec.target.auth.passwordSecretRef, or remove passwordFromTarget")
        : passed(CheckName.SWITCHOVER_OBJECTS);
  }

  private static CheckResult allowed(SwitchoverSpec wanted, SwitchoverFacts seen) {
    List<SwitchedObject.Ref> refused =
        seen.objects().stream()
            .filter(object -> Boolean.FALSE.equals(object.allowed()))
            .map(SwitchoverFacts.Of::ref)
            .toList();
    if (seen.accountFound() && refused.isEmpty()) {
      return passed(CheckName.SWITCHOVER_ALLOWED);
    }
    String account = wanted.serviceAccountName();
    return failed(
        CheckName.SWITCHOVER_ALLOWED,
        seen.accountFound()
            ? "ServiceAccount %s may not get and patch %s"
                .formatted(
                    account,
                    refused.stream()
                        .map(SwitchedObject.Ref::toString)
                        .collect(Collectors.joining(", ")))
            : "there is no ServiceAccount %s in the migration's namespace".formatted(account),
        "run in the migration's namespace: "
            + grants(
                account, seen.accountFound(), seen.accountFound() ? refused : wanted.objects()));
  }

  /** Exactly these objects, nothing else. */
  private static String grants(
      String account, boolean accountFound, List<SwitchedObject.Ref> objects) {
    String create = accountFound ? "" : "kubectl create serviceaccount %s && ".formatted(account);
    return create
        + objects.stream()
            .map(object -> grant(account, object))
            .collect(Collectors.joining(" && "));
  }

  private static String grant(String account, SwitchedObject.Ref object) {
    String role = "%s-%s".formatted(account, object.kind().toLowerCase(Locale.ROOT));
    return ("kubectl create role %1$s --verb=get,patch --resource=%2$s --resource-name=%3$s &&"
            + " kubectl create rolebinding %1$s --role=%1$s"
            + " --serviceaccount=$(kubectl config view --minify -o jsonpath={..namespace}):%4$s")
        .formatted(role, resource(object.kind()), object.name(), account);
  }

  /** As {@code kubectl} names the resource of a kind. */
  private static String resource(String kind) {
    return switch (kind) {
      case "Service" -> "services";
      case "Secret" -> "secrets";
      case "EndpointSlice" -> "endpointslices.discovery.k8s.io";
      default -> throw new IllegalArgumentException("no object to repoint: " + kind);
    };
  }

  private static CheckResult managed(SwitchoverFacts seen) {
    List<SwitchoverFacts.Of> managed =
        seen.objects().stream().filter(object -> object.managedBy() != null).toList();
    if (managed.isEmpty()) {
      return passed(CheckName.SWITCHOVER_MANAGED);
    }
    return new CheckResult(
        CheckName.SWITCHOVER_MANAGED.label(),
        CheckOutcome.WARNING,
        managed.stream()
                .map(
                    object ->
                        "%s is kept by %s".formatted(object.ref(), object.managedBy().title()))
                .collect(Collectors.joining("; "))
            + ", which would lead clients back to the source",
        managed.stream().map(SwitchoverRules::remedy).collect(Collectors.joining("; ")));
  }

  private static String remedy(SwitchoverFacts.Of object) {
    SwitchedObject.Ref ref = object.ref();
    return switch (object.managedBy()) {
      case ARGO_CD ->
          ("in the Application, with syncOptions [RespectIgnoreDifferences=true]:"
                  + " ignoreDifferences: [{group: '%s', kind: %s, name: %s, jsonPointers: [%s]}]")
              .formatted(
                  ref.kind().equals("EndpointSlice") ? "discovery.k8s.io" : "",
                  ref.kind(),
                  ref.name(),
                  field(ref.kind()));
      case FLUX ->
          "before the cutover: kubectl annotate %s %s kustomize.toolkit.fluxcd.io/reconcile=disabled"
                  .formatted(ref.kind().toLowerCase(Locale.ROOT), ref.name())
              + ", and change it in Git afterwards";
      case HELM -> "give the release the new values before its next upgrade";
    };
  }

  private static String field(String kind) {
    return switch (kind) {
      case "Service" -> "/spec/selector, /spec/externalName";
      case "EndpointSlice" -> "/endpoints, /ports";
      default -> "/data";
    };
  }

  private static CheckResult passed(CheckName name) {
    return new CheckResult(name.label(), CheckOutcome.PASSED, "", "");
  }

  private static CheckResult failed(CheckName name, String message, String suggestion) {
    return new CheckResult(name.label(), CheckOutcome.FAILED, message, suggestion);
  }
}
