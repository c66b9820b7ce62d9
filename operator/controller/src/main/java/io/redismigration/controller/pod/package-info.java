/**
 * A task's pod as pure functions: the pod a task needs, what has become of one, and when the next
 * may come. Nothing here talks to a cluster or looks at a clock.
 */
package io.redismigration.controller.pod;
