package io.redismigration.migration.model;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Who used the source, before the target took over and afterwards.
 *
 * @param before the commit; null: nobody looked
 * @param after the commit, until the link is closed; null: nobody looked
 */
public record SourceClients(ClientsSeen before, ClientsSeen after) {

  /** Nobody looked. */
  public static SourceClients none() {
    return new SourceClients(null, null);
  }

  /** Of all shards together. */
  public static SourceClients of(List<ShardProgress> shards) {
    return new SourceClients(
        together(shards, SourceClients::before), together(shards, SourceClients::after));
  }

  private static ClientsSeen together(
      List<ShardProgress> shards, Function<SourceClients, ClientsSeen> when) {
    return shards.stream()
        .map(shard -> when.apply(shard.clients()))
        .filter(Objects::nonNull)
        .reduce(ClientsSeen::plus)
        .orElse(null);
  }

  /** The later look there is; null: nobody looked. */
  public ClientsSeen latest() {
    return after == null ? before : after;
  }

  /**
   * The same; what nobody looked at this time is as it was known, and whose pod is gone by now had
   * it when they were seen.
   */
  public SourceClients over(SourceClients known) {
    return new SourceClients(over(before, known.before), over(after, known.after));
  }

  private static ClientsSeen over(ClientsSeen seen, ClientsSeen known) {
    if (seen == null || known == null || !seen.since().equals(known.since())) {
      return Defaults.or(seen, known);
    }
    return seen.with(
        seen.clients().stream()
            .map(client -> client.pod() == null ? client.in(podOf(client, known)) : client)
            .toList());
  }

  private static String podOf(SourceClient client, ClientsSeen known) {
    return known.clients().stream()
        .filter(client::sameAs)
        .map(SourceClient::pod)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The same with other words for each client. */
  public SourceClients map(UnaryOperator<SourceClient> words) {
    return new SourceClients(map(before, words), map(after, words));
  }

  private static ClientsSeen map(ClientsSeen seen, UnaryOperator<SourceClient> words) {
    return seen == null ? null : seen.with(seen.clients().stream().map(words).toList());
  }
}
