/**
 * Rules of the write-ahead ledger: what a parameter is set to, and whether it is put back. The
 * worker reads, records, sets, reads back; nothing here touches a server. Start at {@link
 * io.redismigration.migration.ledger.SourceParameters}.
 */
package io.redismigration.migration.ledger;
