package io.redismigration.testkit.kubernetes;

/** There is no cluster to be had; the message says what is missing, for each way there is. */
public final class ClusterUnavailableException extends RuntimeException {

  public ClusterUnavailableException(String message) {
    super(message);
  }

  public ClusterUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
