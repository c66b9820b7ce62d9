/**
 * Looks at both sides before anything is changed and hands what it saw to the check catalogue.
 * Collects facts; what they mean is decided in {@code io.redismigration.migration.checks}. Start at
 * {@link io.redismigration.worker.preflight.Preflight}.
 */
package io.redismigration.worker.preflight;
