package io.redismigration.image;

/** The image cannot be built on this machine; the message says what was found and what helps. */
public final class ImageBuildException extends RuntimeException {

  ImageBuildException(String message) {
    super(message);
  }

  ImageBuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
