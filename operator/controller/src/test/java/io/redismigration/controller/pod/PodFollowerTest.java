package io.redismigration.controller.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.redismigration.controller.Marks;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Statuses as the kubelet, the scheduler and the node controller write them. */
class PodFollowerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

  private static Pod pod(long epoch, String deletion, String status) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: p-%d
          creationTimestamp: "2026-01-01T00:00:00Z"
          annotations: {%s: "%d"}
          %s
        status: %s
        """
            .formatted(
                epoch,
                Marks.EPOCH,
                epoch,
                deletion.isEmpty() ? "" : "deletionTimestamp: \"" + deletion + "\"",
                status),
        Pod.class);
  }

  private static String waiting(String reason, String message) {
    return "{phase: Pending, containerStatuses: [{name: worker, state: {waiting: {reason: %s, message: \"%s\"}}}]}"
        .formatted(reason, message);
  }

  static Stream<Arguments> waitings() {
    return Stream.of(
        Arguments.of(waiting("ErrImagePull", "no such image"), "ImagePullFailed"),
        Arguments.of(waiting("ImagePullBackOff", "back-off"), "ImagePullFailed"),
        Arguments.of(waiting("InvalidImageName", "bad"), "ImagePullFailed"),
        Arguments.of(
            waiting("CreateContainerConfigError", "no secret"), "CreateContainerConfigError"),
        Arguments.of(waiting("CreateContainerError", "no"), "CreateContainerConfigError"),
        Arguments.of(
            "{phase: Pending, conditions: [{type: PodScheduled, status: \"False\", reason:"
                + " Unschedulable, message: 0/3 nodes are available}]}",
            "Unschedulable"),
        Arguments.of(
            "{phase: Pending, conditions: [{type: PodScheduled, status: \"False\", reason:"
                + " Unschedulable, message: pod has unbound immediate PersistentVolumeClaims}]}",
            "VolumeUnavailable"),
        Arguments.of(
            "{phase: Running, containerStatuses: [{name: worker, restartCount: 4, state: {waiting:"
                + " {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 3, reason:"
                + " Error, message: it broke}}}]}",
            "CrashLoop"),
        Arguments.of(
            "{phase: Running, containerStatuses: [{name: worker, restartCount: 4, state: {waiting:"
                + " {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 137, reason:"
                + " OOMKilled}}}]}",
            "OOMKilled"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("waitings")
  void saysWhatAPodWaitsFor(String status, String reason) {
    PodVerdict verdict = PodFollower.of(pod(1, "", status), NOW);

    assertThat(verdict)
        .isInstanceOfSatisfying(
            PodVerdict.Waiting.class,
            waiting -> assertThat(waiting.fault().reason()).isEqualTo(reason));
    assertThat(verdict.mayWork()).isTrue();
  }

  static Stream<Arguments> losses() {
    return Stream.of(
        Arguments.of("{phase: Failed, reason: Evicted, message: low on memory}", "Evicted"),
        Arguments.of("{phase: Failed, reason: NodeLost}", "NodeLost"),
        Arguments.of("{phase: Failed, reason: UnexpectedAdmissionError}", "AdmissionRefused"),
        Arguments.of(
            "{phase: Failed, conditions: [{type: DisruptionTarget, status: \"True\", reason:"
                + " DeletionByTaintManager}]}",
            "NodeLost"),
        Arguments.of(
            "{phase: Failed, containerStatuses: [{name: worker, state: {terminated: {exitCode: 137,"
                + " reason: OOMKilled}}}]}",
            "OOMKilled"),
        Arguments.of(
            "{phase: Failed, containerStatuses: [{name: worker, state: {terminated: {exitCode: 2,"
                + " reason: Error, message: usage}}}]}",
            "WorkerExited"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("losses")
  void saysWhyAPodIsOver(String status, String reason) {
    PodVerdict verdict = PodFollower.of(pod(1, "", status), NOW);

    assertThat(verdict)
        .isInstanceOfSatisfying(
            PodVerdict.Lost.class, lost -> assertThat(lost.fault().reason()).isEqualTo(reason));
    assertThat(verdict.mayWork()).isFalse();
  }

  @Test
  void tellsTheOtherStatesApart() {
    assertThat(PodFollower.of(pod(1, "", "{phase: Pending}"), NOW))
        .isEqualTo(new PodVerdict.Starting("p-1"));
    assertThat(PodFollower.of(pod(1, "", "{phase: Running}"), NOW))
        .isEqualTo(new PodVerdict.Running("p-1"));
    assertThat(PodFollower.of(pod(1, "", "{phase: Succeeded}"), NOW))
        .isEqualTo(new PodVerdict.Ended("p-1"));
    assertThat(PodFollower.of(List.of(), NOW)).isEqualTo(new PodVerdict.Gone());
  }

  @Test
  void aPodThatDoesNotGoIsOverdueAfterItsGrace() {
    assertThat(PodFollower.of(pod(1, "2026-01-01T00:09:31Z", "{phase: Running}"), NOW))
        .isEqualTo(new PodVerdict.Leaving("p-1", false));
    assertThat(PodFollower.of(pod(1, "2026-01-01T00:09:29Z", "{phase: Running}"), NOW))
        .isEqualTo(new PodVerdict.Leaving("p-1", true));
  }

  @Test
  void anOlderPodThatMayStillWorkComesFirst() {
    Pod older = pod(1, "2026-01-01T00:09:59Z", "{phase: Running}");
    Pod newer = pod(2, "", "{phase: Succeeded}");

    assertThat(PodFollower.of(List.of(newer, older), NOW))
        .isEqualTo(new PodVerdict.Leaving("p-1", false));
    assertThat(PodFollower.of(List.of(newer, pod(1, "", "{phase: Failed}")), NOW))
        .isEqualTo(new PodVerdict.Ended("p-2"));
  }
}
