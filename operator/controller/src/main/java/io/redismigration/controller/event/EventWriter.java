package io.redismigration.controller.event;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.controller.Marks;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.plan.Action.RecordEvent;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes events; one that cannot be written is logged and changes nothing else. */
public final class EventWriter {
  private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
  private static final int LONGEST_NOTE = 1024;
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;
  private final InstantSource clock;

  /**
   * @param instance who tells: the operator's pod
   */
  public EventWriter(KubernetesClient client, String instance, InstantSource clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  /** Tells the user. */
  public void write(RedisMigration about, RecordEvent event) {
    LOG.info("{}: {}", event.reason(), event.message());
    try {
      client.resource(object(about, event)).create();
    } catch (KubernetesClientException e) {
      LOG.warn("event {} was not written: {}", event.reason(), told(e));
    }
  }

  private Event object(RedisMigration about, RecordEvent event) {
    return new EventBuilder()
        .withNewMetadata()
        .withGenerateName(about.getMetadata().getName() + "-")
        .withNamespace(about.getMetadata().getNamespace())
        .withLabels(Marks.ours())
        .endMetadata()
        .withEventTime(new MicroTime(MICROSECONDS.format(clock.instant())))
        .withReportingController(Marks.OPERATOR)
        .withReportingInstance(instance)
        .withAction("Reconcile")
        .withType(Labels.of(event.severity()))
        .withReason(event.reason())
        .withNote(cut(event.message()))
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withName(about.getMetadata().getName())
                .withNamespace(about.getMetadata().getNamespace())
                .withUid(about.getMetadata().getUid())
                .build())
        .build();
  }

  private static String told(KubernetesClientException e) {
    return e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
  }

  private static String cut(String note) {
    return note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE - 1) + "…";
  }
}
