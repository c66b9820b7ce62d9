/**
 * Carries out what the ledger's rules decide: records, sets, reads back, compares, restores. The
 * rules themselves are in {@code io.redismigration.migration.ledger}. Start at {@link
 * io.redismigration.worker.parameters.ParameterKeeper}.
 */
package io.redismigration.worker.parameters;
