package io.redismigration.testkit;

import io.redismigration.testkit.tls.TestCertificates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a server is started. Immutable; each method returns a changed copy. The default listens on
 * loopback in the clear without password, keeps nothing on disk, has 16 databases and, where it
 * must be asked for, allows DEBUG.
 */
public final class ServerOptions {

  private static final ServerOptions DEFAULTS =
      new ServerOptions(
          Map.of(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Mode.SINGLE);

  /** What the process is. */
  enum Mode {
    SINGLE,
    CLUSTER_NODE,
    SENTINEL
  }

  /**
   * An ACL user (servers from 6.0).
   *
   * @param rules as in ACL SETUSER, without name, {@code on} and password: {@code ~app:* +@read}
   */
  record User(String name, String password, String rules) {
    @Override
    public String toString() {
      return "User[" + name + " " + rules + "]";
    }
  }

  /** Where a replica finds its master. */
  record Master(String host, int port) {}

  private final Map<String, String> config;
  private final Optional<String> password;
  private final List<User> users;
  private final Optional<TestCertificates> certificates;
  private final boolean clientCertificates;
  private final Optional<Master> master;
  private final Optional<String> address;
  private final Mode mode;

  private ServerOptions(
      Map<String, String> config,
      Optional<String> password,
      List<User> users,
      Optional<TestCertificates> certificates,
      boolean clientCertificates,
      Optional<Master> master,
      Optional<String> address,
      Mode mode) {
    this.config = config;
    this.password = password;
    this.users = users;
    this.certificates = certificates;
    this.clientCertificates = clientCertificates;
    this.master = master;
    this.address = address;
    this.mode = mode;
  }

  /** The default, see above. */
  public static ServerOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets a line of the configuration file, instead of the testkit's own where it has one.
   *
   * @param value as written in redis.conf, quoted where it is empty or has special characters
   */
  public ServerOptions config(String key, String value) {
    Map<String, String> copy = new LinkedHashMap<>(config);
    copy.put(key, value);
    return new ServerOptions(
        copy, password, users, certificates, clientCertificates, master, address, mode);
  }

  /** How many databases there are; 16 unless set. */
  public ServerOptions databases(int count) {
    return config("databases", Integer.toString(count));
  }

  /** The password of the default user. */
  public ServerOptions requirepass(String secret) {
    return new ServerOptions(
        config,
        Optional.of(secret),
        users,
        certificates,
        clientCertificates,
        master,
        address,
        mode);
  }

  /**
   * Adds an ACL user (servers from 6.0).
   *
   * @param rules as in ACL SETUSER, without name, {@code on} and password: {@code ~app:* +@read}
   */
  public ServerOptions user(String name, String secret, String rules) {
    List<User> copy = new ArrayList<>(users);
    copy.add(new User(name, secret, rules));
    return new ServerOptions(
        config, password, copy, certificates, clientCertificates, master, address, mode);
  }

  /** Speaks TLS, and nothing else, on its port (servers from 6.0). */
  public ServerOptions tls(TestCertificates certificates) {
    return new ServerOptions(
        config, password, users, Optional.of(certificates), false, master, address, mode);
  }

  /** As {@link #tls}; clients must show a certificate of the same authority. */
  public ServerOptions mutualTls(TestCertificates certificates) {
    return new ServerOptions(
        config, password, users, Optional.of(certificates), true, master, address, mode);
  }

  /**
   * Starts as a replica; of a proxy, for instance. A password set here is also shown to the master.
   */
  public ServerOptions replicaOf(String host, int port) {
    return new ServerOptions(
        config,
        password,
        users,
        certificates,
        clientCertificates,
        Optional.of(new Master(host, port)),
        address,
        mode);
  }

  /** Starts as a replica of that server. */
  public ServerOptions replicaOf(RedisServer master) {
    return replicaOf(master.host(), master.port());
  }

  /**
   * Listens on that address of this machine, too, and names it as its {@link RedisServer#host}: for
   * clients in containers. Without a password it is then open to whoever reaches the address.
   */
  public ServerOptions reachableAt(String address) {
    return new ServerOptions(
        config,
        password,
        users,
        certificates,
        clientCertificates,
        master,
        Optional.of(address),
        mode);
  }

  /**
   * Starts as a cluster node that knows no other and owns no slot; so that CLUSTER MEET and
   * ADDSLOTS are up to the caller.
   */
  public ServerOptions clusterNode() {
    return in(Mode.CLUSTER_NODE);
  }

  ServerOptions sentinel() {
    return in(Mode.SENTINEL);
  }

  private ServerOptions in(Mode other) {
    return new ServerOptions(
        config, password, users, certificates, clientCertificates, master, address, other);
  }

  Map<String, String> config() {
    return config;
  }

  Optional<String> password() {
    return password;
  }

  List<User> users() {
    return users;
  }

  Optional<TestCertificates> certificates() {
    return certificates;
  }

  boolean asksForClientCertificates() {
    return clientCertificates;
  }

  Optional<Master> master() {
    return master;
  }

  Optional<String> address() {
    return address;
  }

  Mode mode() {
    return mode;
  }
}
