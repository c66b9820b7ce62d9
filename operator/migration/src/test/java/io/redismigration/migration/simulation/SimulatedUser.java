package io.redismigration.migration.simulation;

import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.TargetSpec;
import io.redismigration.migration.model.ThrottleSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Edits the manifest, and, where the fence is External, stops and starts the writers. */
final class SimulatedUser {
  private static final List<Request> ASKED =
      List.of(Request.RETRY, Request.VERIFY, Request.REHEARSE);

  private final World world;
  private final Scenario scenario;
  private String sourceHost = "redis-old";
  private long bytesPerSecond;
  private String confirm;
  private String lastToken;
  private Boolean suspend;
  private boolean cancel;
  private boolean deleting;
  private Map<Request, String> requests = Map.of();
  private int generation = 1;
  private MigrationSpec spec;

  /** What the user promises with External: no client writes. */
  private long writersStopAt = Long.MAX_VALUE;

  SimulatedUser(World world) {
    this.world = world;
    this.scenario = world.scenario;
    edited();
  }

  Migration migration(MigrationStatus status) {
    return new Migration("orders", "uid-1", generation, deleting, spec, status);
  }

  boolean mayClientsWrite() {
    return world.now < writersStopAt;
  }

  boolean isSuspended() {
    return Boolean.TRUE.equals(suspend);
  }

  private void edited() {
    generation++;
    spec =
        new MigrationSpec(
            ConnectionSpec.to(new Endpoint(sourceHost, 6379)),
            new TargetSpec(
                ConnectionSpec.to(new Endpoint("redis-new", 6379)), null, null, null, null),
            null,
            null,
            null,
            null,
            null,
            null,
            new ThrottleSpec(bytesPerSecond, 0),
            null,
            null,
            new CutoverSpec(
                scenario.mode(),
                null,
                null,
                null,
                scenario.fence(),
                Duration.ofSeconds(30),
                scenario.after(),
                null,
                confirm),
            null,
            suspend,
            cancel,
            requests);
    world.store.wake();
  }

  /** Confirms what the status asks for, and stops the writers first where that is the fence. */
  void confirm() {
    String token = world.driver.status().cutover().token();
    if (token == null || token.equals(confirm)) {
      return;
    }
    lastToken = confirm;
    confirm = token;
    if (scenario.fence() == FenceKind.EXTERNAL && writersStopAt == Long.MAX_VALUE) {
      // Some are late: that has to be noticed.
      writersStopAt = world.now + (world.random.nextInt(4) == 0 ? world.random.nextInt(1_000) : 0);
    }
    world.trace.say("user: confirms %s", token);
    edited();
  }

  /** Writers of a source that stayed open go on when the cutover was undone. */
  void look() {
    boolean idle =
        switch (world.driver.status().phase()) {
          case STREAMING, FAILED, CANCELLED -> true;
          default -> false;
        };
    boolean waiting = confirm != null && confirm.equals(world.driver.status().cutover().token());
    if (idle && !waiting && !world.isDecided()) {
      writersStopAt = Long.MAX_VALUE;
    }
  }

  void resume() {
    if (isSuspended()) {
      suspend = false;
      edited();
    }
  }

  void cancel() {
    cancel = true;
    world.trace.say("user: cancels");
    edited();
  }

  void actAtRandom() {
    Random random = world.random;
    switch (random.nextInt(24)) {
      case 0 -> {
        if (random.nextInt(6) == 0) {
          cancel();
        }
      }
      case 1 -> {
        if (random.nextInt(6) == 0) {
          deleting = true;
          world.trace.say("user: deletes");
          edited();
        }
      }
      case 2, 3 -> {
        suspend = random.nextInt(3) == 0;
        world.trace.say("user: suspend %s", suspend);
        edited();
      }
      case 4, 5 -> ask(ASKED.get(random.nextInt(ASKED.size())));
      case 6 -> {
        bytesPerSecond = random.nextInt(3);
        edited();
      }
      case 7 -> {
        sourceHost = random.nextInt(3) == 0 ? "redis-other" : "redis-old";
        edited();
      }
      case 8, 9 -> {
        confirm = random.nextBoolean() ? lastToken : "wrong";
        edited();
      }
      default -> confirm();
    }
  }

  private void ask(Request request) {
    requests = Map.of(request, Integer.toString(generation));
    world.trace.say("user: asks for %s", request);
    edited();
  }
}
