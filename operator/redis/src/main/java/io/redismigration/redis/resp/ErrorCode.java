package io.redismigration.redis.resp;

/**
 * What an error reply means, by its first word or, for servers and errors that have no code of
 * their own, by its text. Matched in this order; the texts are those of redis 2.8.19, 6.2.11,
 * 7.0.15 and 8.0.6 and valkey 9.1.
 */
public enum ErrorCode {
  NOAUTH("NOAUTH ", "ERR operation not permitted"),
  WRONGPASS("WRONGPASS ", "ERR invalid password"),
  NO_PASSWORD_SET(
      "ERR Client sent AUTH, but no password is set",
      "ERR AUTH <password> called without any password configured"),
  NOPERM("NOPERM "),
  PROTECTED_MODE("DENIED "),
  MAX_CLIENTS("ERR max number of clients", "ERR max number of clients + cluster connections"),
  LOADING("LOADING "),
  MASTERDOWN("MASTERDOWN "),
  NO_MASTER_LINK("NOMASTERLINK ", "ERR Can't SYNC while not connected with my master"),
  READONLY(
      "READONLY ",
      // EXEC of redis 4.0 to 6.0.5 on a server that has become a replica (multi.c, execCommand)
      "ERR Transaction contains write commands but instance is now a read-only"),
  OOM("OOM ", "ERR command not allowed when used memory"),
  MISCONF("MISCONF ", "ERR Errors writing to the AOF file"),
  NOREPLICAS("NOREPLICAS "),
  MOVED("MOVED "),
  ASK("ASK "),
  TRYAGAIN("TRYAGAIN "),
  CROSSSLOT("CROSSSLOT "),
  CLUSTERDOWN("CLUSTERDOWN "),
  BUSYKEY("BUSYKEY ", "ERR Target key name is busy"),
  BUSYGROUP("BUSYGROUP "),
  NOGROUP("NOGROUP "),
  BUSY("BUSY "),
  NOSCRIPT("NOSCRIPT "),
  EXECABORT("EXECABORT "),
  WRONGTYPE("WRONGTYPE ", "ERR Operation against a key holding the wrong kind of value"),
  UNKNOWN_COMMAND("ERR unknown command"),
  UNKNOWN_SUBCOMMAND(
      "ERR unknown subcommand", "ERR Unknown subcommand", "ERR CLIENT subcommand must be one of"),
  WRONG_ARITY("ERR wrong number of arguments", "ERR Wrong number of"),
  SYNTAX("ERR syntax error", "ERR Syntax error"),
  BAD_PAYLOAD("ERR DUMP payload version or checksum are wrong", "ERR Bad data format"),
  NO_SUCH_KEY("ERR no such key"),
  DATABASE_OUT_OF_RANGE(
      "ERR invalid DB index", "ERR DB index is out of range", "ERR index out of range"),
  PROTOCOL_ERROR("ERR Protocol error"),
  UNKILLABLE("UNKILLABLE "),
  NOTBUSY("NOTBUSY "),
  NO_CLUSTER("ERR This instance has cluster support disabled"),
  OTHER;

  private static final ErrorCode[] ALL = values();

  private final String[] beginnings;

  ErrorCode(String... beginnings) {
    this.beginnings = beginnings;
  }

  /**
   * Classifies the text of an error reply, without its leading minus.
   *
   * @return {@link #OTHER} when nothing matches
   */
  public static ErrorCode of(String text) {
    for (ErrorCode code : ALL) {
      for (String beginning : code.beginnings) {
        if (text.startsWith(beginning)) {
          return code;
        }
      }
    }
    return OTHER;
  }
}
