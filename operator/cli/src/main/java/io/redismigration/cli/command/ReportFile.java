package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.manifest.ReportFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a report is to be written: looked at before the migration begins, since it may take days.
 */
record ReportFile(Path path) {

  /**
   * Refuses a file that could not be written.
   *
   * @throws CommandException with the cause and the remedy
   */
  void requireWritable() {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || Files.isDirectory(path)) {
      throw refused("it is a directory");
    }
    if (!Files.isDirectory(directory)) {
      throw refused("there is no directory " + directory);
    }
    if (!Files.isWritable(Files.exists(path) ? path : directory)) {
      throw refused("that is not permitted");
    }
  }

  private CommandException refused(String why) {
    return new CommandException(
        ExitCode.USAGE,
        "no report can be written to %s: %s".formatted(path, why),
        "Name a file in a directory that can be written to");
  }

  /**
   * Writes it in that format.
   *
   * @throws CommandException when that fails
   */
  void write(ReportFiles files, ReportFormat format) {
    try {
      Files.writeString(path, ReportCommand.of(files, format));
    } catch (IOException e) {
      requireWritable();
      throw new CommandException(
          ExitCode.FAILED,
          "the report could not be written to %s: %s".formatted(path, e.getMessage()),
          "Make room there, or write it elsewhere: redis-migration report --out FILE");
    }
  }
}
