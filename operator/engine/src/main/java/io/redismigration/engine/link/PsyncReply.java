package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.resp.ErrorCode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a source can answer to PSYNC or SYNC, one line at a time. */
sealed interface PsyncReply {

  /** {@code +FULLRESYNC id offset}: a snapshot follows. */
  record FullResync(String replicationId, long offset) implements PsyncReply {}

  /** {@code +CONTINUE [id]}: the stream goes on; before 4.0, or without psync2, without an id. */
  record Continue(Optional<String> replicationId) implements PsyncReply {}

  /** A bare newline: the source lives and prepares its answer. */
  record KeepAlive() implements PsyncReply {}

  /** PSYNC is not known here: SYNC may be. */
  record SyncOnly() implements PsyncReply {}

  /**
   * No.
   *
   * @param lasting whether only a person can change it; otherwise to be tried again
   */
  record Refused(EngineException why, boolean lasting) implements PsyncReply {}

  Pattern FULL = Pattern.compile("\\+FULLRESYNC ([0-9a-fA-F]{40}) (-?\\d{1,19})");
  Pattern CONTINUE = Pattern.compile("\\+CONTINUE(?: ([0-9a-fA-F]{40}))?\\s*");
  int LONGEST_QUOTE = 120;

  /** Classifies a line without its line end. */
  static PsyncReply of(String line) {
    if (line.isEmpty()) {
      return new KeepAlive();
    }
    if (line.startsWith("-")) {
      return error(line.substring(1));
    }
    Matcher full = FULL.matcher(line);
    if (full.matches()) {
      return new FullResync(full.group(1).toLowerCase(Locale.ROOT), Long.parseLong(full.group(2)));
    }
    Matcher partial = CONTINUE.matcher(line);
    if (partial.matches()) {
      return new Continue(
          Optional.ofNullable(partial.group(1)).map(id -> id.toLowerCase(Locale.ROOT)));
    }
    return new Refused(
        new EngineException(
            Reason.ProtocolViolation,
            "the source answered PSYNC with '" + quote(line) + "'",
            "check that a Redis or Valkey server listens there, not a proxy or another system"),
        true);
  }

  private static PsyncReply error(String text) {
    return switch (ErrorCode.of(text)) {
      case UNKNOWN_COMMAND -> new SyncOnly();
      case NO_MASTER_LINK, MASTERDOWN ->
          later("the source is a replica without a link to its own primary", "wait for its link");
      case LOADING -> later("the source is loading its data", "wait until it is done");
      case BUSY -> later("a script blocks the source", "wait, or end it with SCRIPT KILL");
      case MISCONF -> snapshotFailed();
      case MAX_CLIENTS -> later("the source accepts no more clients", "raise its maxclients");
      case NOAUTH, WRONGPASS ->
          never(
              Reason.AuthenticationFailed,
              "the source wants a password or another one",
              "set user name and password of the source");
      case NO_PASSWORD_SET ->
          never(
              Reason.AuthenticationFailed,
              "the source has no password, but one was given",
              "remove the source's password from the settings, or set one on the source");
      case NOPERM ->
          never(
              Reason.PermissionDenied,
              "the source's user may not replicate",
              "grant it +psync +replconf +ping, or use another user");
      case PROTECTED_MODE ->
          never(
              Reason.PermissionDenied,
              "the source is in protected mode",
              "set a password on the source, or protected-mode no");
      default -> other(text);
    };
  }

  private static PsyncReply other(String text) {
    if (text.contains("BGSAVE failed") || text.contains("Unable to perform background save")) {
      return snapshotFailed();
    }
    return new Refused(
        new EngineException(
            Reason.ReplicationRefused,
            "the source refused to replicate: '" + quote(text) + "'",
            "see the source's log"),
        false);
  }

  private static PsyncReply snapshotFailed() {
    return later(
        "the source cannot write a snapshot",
        "see its log: free memory for the fork (vm.overcommit_memory), or space on its disk");
  }

  private static PsyncReply later(String what, String remedy) {
    return new Refused(new EngineException(Reason.SourceNotReady, what, remedy), false);
  }

  private static PsyncReply never(Reason reason, String what, String remedy) {
    return new Refused(new EngineException(reason, what, remedy), true);
  }

  /** Text of the other side, short and printable. */
  private static String quote(String text) {
    String clean = text.replaceAll("[^ -~]", "?");
    return clean.length() > LONGEST_QUOTE ? clean.substring(0, LONGEST_QUOTE) + "…" : clean;
  }
}
