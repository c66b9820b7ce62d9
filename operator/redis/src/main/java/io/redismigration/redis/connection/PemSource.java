package io.redismigration.redis.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where PEM text is read from, anew for every connection so that a rotated file is picked up. */
@FunctionalInterface
public interface PemSource {

  byte[] read() throws IOException;

  static PemSource of(byte[] pem) {
    byte[] copy = pem.clone();
    return copy::clone;
  }

  static PemSource file(Path path) {
    return () -> Files.readAllBytes(path);
  }
}
