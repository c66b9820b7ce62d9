package io.redismigration.testkit.origin;

import java.nio.file.Path;

/** A place servers can be had from. */
public interface Origin {

  /** Name for messages, such as {@code Docker images}. */
  String name();

  /**
   * Lays the server of that version, with what it needs to run, into an empty directory.
   *
   * @throws UnavailableException if this origin does not have it; the reason is for people to read
   */
  void unpack(WantedVersion wanted, Path into) throws UnavailableException, InterruptedException;
}
