package io.redismigration.api.v1alpha1;

/**
 * Longer rules (CEL) of the schema, which stand on the type they speak of. Rules on a type are
 * checked again only when a value of it changes, so that a stricter schema never keeps the operator
 * from writing the status of an older object.
 */
final class Rules {
  static final String ENDPOINTS = "self.endpoints.all(e, e.matches(r'" + Formats.ENDPOINT + "'))";
  static final String ENDPOINTS_SAY =
      "write every endpoint as host:port with a port from 1 to 65535, like redis-old:6379; an IPv6"
          + " address goes in brackets, like [fd00::1]:6379";

  static final String SENTINEL_NAMED = "self.topology != 'Sentinel' || has(self.sentinel)";
  static final String SENTINEL_NAMED_SAY =
      "topology Sentinel needs sentinel.masterName: add it, or name the primary itself in endpoints"
          + " and set topology to Standalone";

  static final String SENTINEL_MEANT =
      "!has(self.sentinel) || self.topology in ['Auto', 'Sentinel']";
  static final String SENTINEL_MEANT_SAY =
      "sentinel has no meaning with topology Standalone or Cluster: remove it, or set topology to"
          + " Sentinel";

  /** The same Sentinels may watch both sides. */
  static final String DIFFERENT_SIDES =
      "has(self.source.sentinel) || has(self.target.sentinel)"
          + " || !self.source.endpoints.exists(e, e in self.target.endpoints)";

  static final String MAPPED_ONCE =
      "!has(self.databaseMapping) || self.databaseMapping.all(m,"
          + " self.databaseMapping.exists_one(n, n.from == m.from))";

  static final String MAPPED_IS_COPIED =
      "!has(self.databaseMapping) || !has(self.filter) || !has(self.filter.databases)"
          + " || size(self.filter.databases) == 0"
          + " || self.databaseMapping.all(m, m.from in self.filter.databases)";

  static final String CLUSTER_SOURCE =
      "self.source.topology != 'Cluster'"
          + " || ((!has(self.databaseMapping) || self.databaseMapping.all(m, m.from == 0))"
          + " && (!has(self.filter) || !has(self.filter.databases)"
          + " || self.filter.databases.all(d, d == 0)))";

  static final String CLUSTER_TARGET =
      "self.target.topology != 'Cluster' || !has(self.databaseMapping)"
          + " || self.databaseMapping.all(m, m.to == 0)";

  static final String REQUESTS_FIT =
      "!has(self.requests) || !has(self.limits) || self.requests.all(r, !(r in self.limits)"
          + " || quantity(string(self.requests[r])).compareTo(quantity(string(self.limits[r]))) <= 0)";

  private Rules() {}
}
