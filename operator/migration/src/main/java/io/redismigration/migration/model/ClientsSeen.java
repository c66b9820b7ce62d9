package io.redismigration.migration.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is connected to the source, but for its replicas, its monitors and the migration itself.
 *
 * @param since when it was first seen to be like this
 * @param clients those that write first, at most {@value #MOST}
 * @param unlisted connections of others
 * @param unseen why nobody can be seen; null: they can
 * @param from when the first of these looks was; null: not known
 * @param until when the last of them was; null: there are more to come
 */
public record ClientsSeen(
    Instant since,
    List<SourceClient> clients,
    int unlisted,
    String unseen,
    Instant from,
    Instant until) {
  /** Clients listed. */
  public static final int MOST = 20;

  /** Whatever more there are become mere connections. */
  public ClientsSeen {
    List<SourceClient> all =
        Defaults.list(clients).stream().sorted(SourceClient.MOST_TELLING_FIRST).toList();
    clients = all.stream().limit(MOST).toList();
    unlisted += all.stream().skip(MOST).mapToInt(SourceClient::connections).sum();
  }

  /** By a look that others follow. */
  public ClientsSeen(Instant since, List<SourceClient> clients, int unlisted, String unseen) {
    this(since, clients, unlisted, unseen, null, null);
  }

  /** The same by looks of that time; no end: there are more to come. */
  public ClientsSeen looked(Instant first, Instant last) {
    return new ClientsSeen(since, clients, unlisted, unseen, first, last);
  }

  /** How long was looked; null: not known, or there is more to come. */
  public Duration lookedFor() {
    return from == null || until == null ? null : Duration.between(from, until);
  }

  /** Nobody can be seen, and why. */
  public static ClientsSeen not(Instant since, String why) {
    return new ClientsSeen(since, null, 0, why);
  }

  /** Those that write. */
  public List<SourceClient> writing() {
    return clients.stream().filter(SourceClient::writing).toList();
  }

  /** The same with other words for the same clients. */
  ClientsSeen with(List<SourceClient> others) {
    return new ClientsSeen(since, others, unlisted, unseen, from, until);
  }

  /**
   * Whether both name the same clients and say of the same that they write. Which command was the
   * last differs with every look.
   */
  public boolean saysTheSameAs(ClientsSeen other) {
    return other != null && bare().equals(other.bare());
  }

  private ClientsSeen bare() {
    List<SourceClient> wordless = clients.stream().map(SourceClient::withoutCommand).toList();
    return new ClientsSeen(Instant.EPOCH, wordless, unlisted, unseen);
  }

  /** Of two shards. */
  ClientsSeen plus(ClientsSeen other) {
    List<SourceClient> all = new ArrayList<>(clients);
    for (SourceClient client : other.clients) {
      int known = 0;
      while (known < all.size() && !all.get(known).sameAs(client)) {
        known++;
      }
      if (known < all.size()) {
        all.set(known, all.get(known).plus(client));
      } else {
        all.add(client);
      }
    }
    return new ClientsSeen(
        since.isAfter(other.since) ? since : other.since,
        all,
        unlisted + other.unlisted,
        Defaults.or(unseen, other.unseen),
        from == null || other.from == null || from.isBefore(other.from)
            ? Defaults.or(from, other.from)
            : other.from,
        until == null || other.until == null
            ? null
            : until.isAfter(other.until) ? until : other.until);
  }
}
