package io.redismigration.migration.model;

import java.util.Comparator;

/**
 * Connections to the source from one place under one name, as a look at the server's list of
 * clients shows them: the last command of each, and so a sample of what they do and no proof.
 *
 * @param address of the other side, without a port
 * @param pod that has the address, {@code namespace/name}; null: none is known
 * @param name the client gave itself; null: none, or too many different ones
 * @param user it is logged in as (6.0); null: not told
 * @param connections open at the last look
 * @param writing whether a command that may write was its last one, within a minute of the last
 *     look
 * @param lastCommand last command seen, of those that may write where it is writing; in lower case
 */
public record SourceClient(
    String address,
    String pod,
    String name,
    String user,
    int connections,
    boolean writing,
    String lastCommand) {

  /** Those that write before the others, then those with more connections. */
  static final Comparator<SourceClient> MOST_TELLING_FIRST =
      Comparator.comparing(SourceClient::writing)
          .thenComparing(SourceClient::connections)
          .reversed()
          .thenComparing(SourceClient::address)
          .thenComparing(client -> Defaults.or(client.name(), ""))
          .thenComparing(client -> Defaults.or(client.user(), ""));

  /** The same with the pod that has its address; null: none is known. */
  public SourceClient in(String otherPod) {
    return new SourceClient(address, otherPod, name, user, connections, writing, lastCommand);
  }

  SourceClient withoutCommand() {
    return new SourceClient(address, pod, name, user, connections, writing, null);
  }

  boolean sameAs(SourceClient other) {
    return address.equals(other.address)
        && Defaults.or(name, "").equals(Defaults.or(other.name, ""))
        && Defaults.or(user, "").equals(Defaults.or(other.user, ""));
  }

  SourceClient plus(SourceClient other) {
    return new SourceClient(
        address,
        Defaults.or(pod, other.pod),
        name,
        user,
        connections + other.connections,
        writing || other.writing,
        writing || !other.writing ? lastCommand : other.lastCommand);
  }
}
