package io.redismigration.controller.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Phase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many migrations stand where: one gauge per phase, so that their number stays bounded. */
public final class MigrationMetrics {
  private final Map<String, Phase> phases = new ConcurrentHashMap<>();

  public MigrationMetrics(MeterRegistry registry) {
    for (Phase phase : Phase.values()) {
      Gauge.builder("redis_migration_migrations", phases, known -> count(known, phase))
          .description("Migrations by phase.")
          .tag("phase", Labels.of(phase))
          .register(registry);
    }
  }

  private static long count(Map<String, Phase> known, Phase phase) {
    return known.values().stream().filter(phase::equals).count();
  }

  /** The migration stands there now. */
  public void seen(String uid, Phase phase) {
    phases.put(uid, phase);
  }

  /** The migration is gone. */
  public void gone(String uid) {
    phases.remove(uid);
  }
}
