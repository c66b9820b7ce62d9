package io.redismigration.testkit;

import io.redismigration.testkit.tls.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a server's configuration: in files, since an argument would show a password to the whole
 * machine.
 */
final class ServerConfig {

  /** The testkit's own way in where users have passwords and rules. */
  static final String ADMIN = "testkit-admin";

  private final ServerVersion version;
  private final ServerOptions options;
  private final Path dir;
  private final int port;
  private final String adminSecret;

  ServerConfig(
      ServerVersion version, ServerOptions options, Path dir, int port, String adminSecret) {
    this.version = version;
    this.options = options;
    this.dir = dir;
    this.port = port;
    this.adminSecret = adminSecret;
  }

  /** Writes redis.conf, and the ACL file where users are set; returns the former. */
  Path write() throws IOException {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("bind", options.address().map(address -> "127.0.0.1 " + address).orElse("127.0.0.1"));
    lines.put("port", Integer.toString(port));
    lines.put("dir", dir.toString());
    lines.put("daemonize", "no");
    if (options.mode() != ServerOptions.Mode.SENTINEL) {
      server(lines);
    }
    if (options.address().isPresent() && version.isAtLeast(3, 2)) {
      lines.put("protected-mode", "no");
    }
    tls(lines);
    List<String> text = new ArrayList<>();
    lines.putAll(options.config());
    lines.forEach((key, value) -> text.add(key + " " + value));
    Path file = dir.resolve("redis.conf");
    Files.write(file, text, StandardCharsets.UTF_8);
    return file;
  }

  private void server(Map<String, String> lines) throws IOException {
    lines.put("save", "\"\"");
    lines.put("appendonly", "no");
    lines.put("dbfilename", "dump.rdb");
    lines.put("databases", "16");
    lines.put("repl-diskless-sync-delay", "0");
    if (version.isAtLeast(7, 0)) {
      lines.put("enable-debug-command", "yes");
    }
    if (options.mode() == ServerOptions.Mode.CLUSTER_NODE) {
      lines.put("cluster-enabled", "yes");
      lines.put("cluster-config-file", "nodes.conf");
      lines.put("cluster-node-timeout", "2000");
    }
    options.master().ifPresent(master -> lines.put("slaveof", master.host() + " " + master.port()));
    if (usesAcl()) {
      lines.put("aclfile", aclFile().toString());
    } else {
      options.password().ifPresent(secret -> lines.put("requirepass", quoted(secret)));
    }
    options.password().ifPresent(secret -> lines.put("masterauth", quoted(secret)));
  }

  private void tls(Map<String, String> lines) throws IOException {
    if (options.certificates().isEmpty()) {
      return;
    }
    TestCertificates.PemFiles files = options.certificates().get().writeTo(dir.resolve("tls"));
    lines.put("tls-port", lines.put("port", "0"));
    lines.put("tls-ca-cert-file", files.authority().toString());
    lines.put("tls-cert-file", files.serverCertificate().toString());
    lines.put("tls-key-file", files.serverKey().toString());
    lines.put("tls-auth-clients", options.asksForClientCertificates() ? "yes" : "no");
    lines.put("tls-replication", "yes");
    if (options.mode() == ServerOptions.Mode.CLUSTER_NODE) {
      lines.put("tls-cluster", "yes");
    }
  }

  private boolean usesAcl() {
    return !options.users().isEmpty();
  }

  /** An ACL file sets every user anew, the default one too, and makes requirepass void. */
  private Path aclFile() throws IOException {
    String everything = version.isAtLeast(6, 2) ? " ~* &* +@all" : " ~* +@all";
    List<String> lines = new ArrayList<>();
    String first = options.password().map(secret -> ">" + secret).orElse("nopass");
    lines.add("user default on " + first + everything);
    lines.add("user " + ADMIN + " on >" + adminSecret + everything);
    for (ServerOptions.User user : options.users()) {
      lines.removeIf(line -> line.startsWith("user " + user.name() + " "));
      lines.add("user " + user.name() + " on >" + user.password() + " " + user.rules());
    }
    Path file = dir.resolve("users.acl");
    Files.write(file, lines, StandardCharsets.UTF_8);
    return file;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
