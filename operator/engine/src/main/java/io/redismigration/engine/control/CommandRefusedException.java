package io.redismigration.engine.control;

/**
 * A server answered a control command with an error. The error's text is kept to its first word
 * unless asked for.
 */
public final class CommandRefusedException extends RuntimeException {
  private final String code;
  private final String text;

  /**
   * @param command the command's name, without its arguments
   * @param address the server, {@code host:port}
   * @param text the server's error, as sent
   */
  public CommandRefusedException(String command, String address, String text) {
    super(address + " refused " + command + ": " + text);
    this.text = text;
    int blank = text.indexOf(' ');
    this.code = blank < 0 ? text : text.substring(0, blank);
  }

  /** First word of the error: {@code NOPERM}, {@code LOADING}, {@code ERR} … */
  public String code() {
    return code;
  }

  /** The whole error as the server sent it. */
  public String text() {
    return text;
  }

  /** True when the caller may not run the command at all: no permission, renamed or unknown. */
  public boolean isNotPermitted() {
    return code.equals("NOPERM")
        || text.startsWith("ERR unknown command")
        || text.contains("operation not permitted");
  }
}
