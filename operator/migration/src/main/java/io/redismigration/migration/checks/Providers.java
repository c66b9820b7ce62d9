package io.redismigration.migration.checks;

import java.util.List;
import java.util.Locale;

/** Managed services that do not let a replica attach, by the names they give their servers. */
final class Providers {
  private static final List<Provider> TABLE =
      List.of(
          new Provider(
              ".amazonaws.com",
              "Amazon ElastiCache and MemoryDB export a snapshot to S3 (aws elasticache"
                  + " copy-snapshot, aws memorydb copy-snapshot); load it into a server of yours"
                  + " and migrate from that one"),
          new Provider(
              ".cache.windows.net",
              "Azure Cache for Redis exports an RDB file (az redis export, Premium and Enterprise);"
                  + " load it into a server of yours and migrate from that one"),
          new Provider(
              ".redis.azure.net",
              "Azure Managed Redis exports an RDB file (az redisenterprise database export); load"
                  + " it into a server of yours and migrate from that one"),
          new Provider(
              ".aliyuncs.com",
              "Alibaba Cloud permits PSYNC to an account with the right Replicate: create one"
                  + " (CreateAccount, AccountPrivilege RoleRepl) and name it in spec.source.auth"),
          new Provider(
              ".redis-cloud.com",
              "Redis Cloud attaches replicas by its own Replica Of only; export the database"
                  + " (Backup), load it into a server of yours and migrate from that one"),
          new Provider(
              ".redislabs.com",
              "Redis Cloud attaches replicas by its own Replica Of only; export the database"
                  + " (Backup), load it into a server of yours and migrate from that one"),
          new Provider(
              ".upstash.io",
              "Upstash exports a backup from its console; load it into a server of yours and"
                  + " migrate from that one"));

  private static final String ANY =
      "use the provider's own export (an RDB file to load into a server of yours) or migration, or"
          + " ask it to permit replication; Google Memorystore: gcloud redis instances export";

  private Providers() {}

  private record Provider(String suffix, String way) {}

  /** What can be done instead of attaching a replica. */
  static String way(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return TABLE.stream()
        .filter(provider -> name.endsWith(provider.suffix()))
        .map(Provider::way)
        .findFirst()
        .orElse(ANY);
  }
}
