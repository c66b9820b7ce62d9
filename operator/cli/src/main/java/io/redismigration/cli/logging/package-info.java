/**
 * Where log lines go: nowhere until a run begins, then to its state directory as JSON; a worker in
 * a pod writes them to standard output.
 */
package io.redismigration.cli.logging;
