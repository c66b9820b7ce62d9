package io.redismigration.engine.spool;

import java.io.IOException;

/**
 * What was being read is void: the source began a new history and its bytes are in a new reader.
 */
public final class GenerationSupersededException extends IOException {

  GenerationSupersededException() {
    super("a new full sync has replaced what was being read");
  }
}
