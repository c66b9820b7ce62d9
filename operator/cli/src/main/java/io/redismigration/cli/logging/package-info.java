/** Where log lines go: nowhere until a run begins, then to its state directory as JSON. */
package io.redismigration.cli.logging;
