package io.redismigration.controller.switchover;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.redismigration.migration.checks.SwitchoverFacts.Reconciler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Who keeps an object as it is written elsewhere, by the marks they leave: labels and annotations
 * (Argo CD 3, resource tracking; Flux 2, kustomize- and helm-controller; Helm 3), or the field
 * manager under which they write.
 */
final class Reconcilers {
  private static final List<Mark> MARKS =
      List.of(
          new Mark(Reconciler.ARGO_CD, ObjectMeta::getLabels, "argocd.argoproj.io/instance"),
          new Mark(
              Reconciler.ARGO_CD, ObjectMeta::getAnnotations, "argocd.argoproj.io/tracking-id"),
          new Mark(Reconciler.FLUX, ObjectMeta::getLabels, "kustomize.toolkit.fluxcd.io/name"),
          new Mark(Reconciler.FLUX, ObjectMeta::getLabels, "helm.toolkit.fluxcd.io/name"),
          new Mark(Reconciler.HELM, ObjectMeta::getAnnotations, "meta.helm.sh/release-name"));

  private static final Map<Reconciler, Set<String>> WRITERS =
      Map.of(
          Reconciler.ARGO_CD, Set.of("argocd-controller", "argocd-application-controller"),
          Reconciler.FLUX, Set.of("kustomize-controller", "helm-controller"));

  private Reconcilers() {}

  private record Mark(Reconciler who, Function<ObjectMeta, Map<String, String>> where, String key) {
    boolean isOn(ObjectMeta object) {
      Map<String, String> marks = where.apply(object);
      return marks != null && marks.containsKey(key);
    }
  }

  /** Null: nobody is seen. */
  static Reconciler of(ObjectMeta object) {
    return MARKS.stream()
        .filter(mark -> mark.isOn(object))
        .map(Mark::who)
        .findFirst()
        .orElseGet(() -> byWriter(object));
  }

  private static Reconciler byWriter(ObjectMeta object) {
    if (object.getManagedFields() == null) {
      return null;
    }
    return WRITERS.entrySet().stream()
        .filter(
            entry ->
                object.getManagedFields().stream()
                    .anyMatch(field -> entry.getValue().contains(field.getManager())))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }
}
