package io.redismigration.manifest;

import io.redismigration.api.v1alpha1.ClientsSeenStatus;
import io.redismigration.api.v1alpha1.SourceClientStatus;
import io.redismigration.api.v1alpha1.SourceClientsStatus;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.migration.model.SourceClients;

/** Who uses the source, as people read it. */
public final class ClientsView {
  private static final int LONGEST_WORD = 64;
  private static final int LONGEST_POD = 317;
  private static final int LONGEST_MESSAGE = 256;

  /** Each of the two lists has a small part of a status alone. */
  private static final int PART = 3;

  private final StatusLimits limits;

  ClientsView(StatusLimits limits) {
    this.limits = limits;
  }

  /** With all the schema has room for. */
  public static ClientsView widest() {
    return new ClientsView(StatusLimits.LEVELS.get(0));
  }

  /** Null where nobody looked. */
  public SourceClientsStatus of(SourceClients clients) {
    return clients.equals(SourceClients.none())
        ? null
        : new SourceClientsStatus(of(clients.before()), of(clients.after()));
  }

  private ClientsSeenStatus of(ClientsSeen seen) {
    if (seen == null) {
      return null;
    }
    int most = Math.min(ClientsSeen.MOST, limits.entries() / PART);
    int unlisted =
        seen.unlisted()
            + seen.clients().stream().skip(most).mapToInt(SourceClient::connections).sum();
    return new ClientsSeenStatus(
        Texts.moment(seen.since()),
        seen.clients().stream().limit(most).map(this::client).toList(),
        unlisted == 0 ? null : unlisted,
        limits.cut(seen.unseen(), LONGEST_MESSAGE),
        Texts.moment(seen.from()),
        Texts.moment(seen.until()));
  }

  private SourceClientStatus client(SourceClient client) {
    return new SourceClientStatus(
        limits.cut(client.address(), LONGEST_WORD),
        limits.cut(client.pod(), LONGEST_POD),
        limits.cut(client.name(), LONGEST_WORD),
        limits.cut(client.user(), LONGEST_WORD),
        client.connections(),
        client.writing(),
        limits.cut(client.lastCommand(), LONGEST_WORD));
  }
}
