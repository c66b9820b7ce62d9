package io.redismigration.worker.pod;

import java.io.IOException;

/** The API server no longer lets this pod see its task, as when the namespace is being deleted. */
final class AccessLostException extends IOException {
  AccessLostException(Throwable cause) {
    super("the API server denies this pod its task", cause);
  }
}
