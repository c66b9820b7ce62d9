package io.redismigration.worker.parameters;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The servers of one side beside the one that the manifest names, each dialled once; what does not
 * answer is remembered with its reason.
 */
public final class OtherNodes implements AutoCloseable {
  private static final String MIGRATION = "redis-migration";
  private static final int HIGHEST_PORT = 65_535;

  private final Side side;
  private final Dial dial;
  private final Map<Endpoint, Node> reached = new LinkedHashMap<>();
  private final Map<Endpoint, String> silent = new LinkedHashMap<>();

  /** Opens a control connection to a server of a side that the manifest does not name. */
  public interface Dial {
    RedisControl to(Side side, Endpoint address);
  }

  /** A server that answered. */
  record Node(RedisControl control, ServerInfo info) {}

  OtherNodes(Side side, Dial dial) {
    this.side = side;
    this.dial = dial;
  }

  /** Dials every replica that a server tells of, migrations left out. */
  OtherNodes replicasOf(ServerInfo primary) {
    for (Endpoint address : replicas(primary)) {
      at(address);
    }
    return this;
  }

  private static List<Endpoint> replicas(ServerInfo primary) {
    List<Endpoint> addresses = new ArrayList<>();
    for (ServerInfo.Replica replica : primary.replicas()) {
      boolean real =
          !replica.address().startsWith(MIGRATION)
              && !replica.address().isEmpty()
              && replica.port() > 0
              && replica.port() <= HIGHEST_PORT;
      if (real) {
        addresses.add(new Endpoint(replica.address(), (int) replica.port()));
      }
    }
    return addresses;
  }

  /** The server at an address; empty when it does not answer us. */
  Optional<Node> at(Endpoint address) {
    if (!reached.containsKey(address) && !silent.containsKey(address)) {
      dial(address);
    }
    return Optional.ofNullable(reached.get(address));
  }

  private void dial(Endpoint address) {
    RedisControl control = dial.to(side, address);
    try {
      reached.put(address, new Node(control, control.info()));
    } catch (EngineException | CommandRefusedException e) {
      control.close();
      silent.put(address, e.getMessage());
    }
  }

  /** The server with a run id, if it is among those that answered. */
  Optional<Node> running(String runId) {
    return reached.values().stream().filter(node -> node.info().runId().equals(runId)).findFirst();
  }

  List<Node> reached() {
    return List.copyOf(reached.values());
  }

  /** Addresses that did not answer, and why. */
  Map<Endpoint, String> silent() {
    return Map.copyOf(silent);
  }

  Set<String> runIds() {
    return reached.values().stream().map(node -> node.info().runId()).collect(Collectors.toSet());
  }

  @Override
  public void close() {
    reached.values().forEach(node -> node.control().close());
  }
}
