package io.redismigration.controller.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static KubernetesClientException answer(int code, String message, String cause) {
    Status status =
        new StatusBuilder()
            .withCode(code)
            .withMessage(message)
            .withNewDetails()
            .addNewCause("", "", cause)
            .endDetails()
            .build();
    return new KubernetesClientException(message, code, status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | pods is forbidden: exceeded quota: small, requested: pods=1 | | QuotaExceeded",
        "403 | forbidden: failed quota: small: must specify limits.cpu | | QuotaExceeded",
        "403 | violates PodSecurity restricted:latest: allowPrivilegeEscalation | |"
            + " AdmissionRefused",
        "403 | maximum memory usage per Container is 256Mi, but limit is 1536Mi | |"
            + " AdmissionRefused",
        "422 | Pod is invalid: spec.tolerations | | AdmissionRefused",
        "403 | unable to create new content | NamespaceTerminating | NamespaceTerminating"
      })
  void saysWhyThereIsNoPod(int code, String message, String cause, String reason) {
    Optional<Refusal> refusal = Refusal.of(answer(code, message, cause), null, NOW);

    assertThat(refusal).get().extracting(found -> found.fault().reason()).isEqualTo(reason);
    assertThat(refusal).get().extracting(Refusal::message).isEqualTo(message);
  }

  @Test
  void anAnswerThatSaysNothingOfThePodIsNoRefusal() {
    assertThat(Refusal.of(answer(503, "later", ""), null, NOW)).isEmpty();
    assertThat(Refusal.of(answer(409, "exists", ""), null, NOW)).isEmpty();
  }

  @Test
  void remembersSinceWhen() {
    KubernetesClientException answer = answer(403, "exceeded quota: small", "");
    Refusal first = Refusal.of(answer, null, NOW).orElseThrow();
    Refusal again = Refusal.of(answer, first, NOW.plusSeconds(60)).orElseThrow();

    assertThat(again.since()).isEqualTo(NOW);
    assertThat(again.last()).isEqualTo(NOW.plusSeconds(60));
    RestartPolicy policy = RestartPolicy.standard();
    assertThat(policy.next(first)).isEqualTo(NOW.plusSeconds(5));
    assertThat(policy.next(again)).isEqualTo(NOW.plusSeconds(120));
  }
}
