/**
 * What users type: options in, exit code out. Each command reads the manifest and the state, leaves
 * a request or drives a run, and shows the outcome. Start at {@link
 * io.redismigration.cli.command.RunCommand}.
 */
package io.redismigration.cli.command;
