package io.redismigration.cli.view;

import io.redismigration.cli.run.RunListener;

/** Shows a run as it goes. Closing it leaves the screen as a plain text. */
public interface ProgressView extends RunListener, AutoCloseable {

  @Override
  void close();
}
