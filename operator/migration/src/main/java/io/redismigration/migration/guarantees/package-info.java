/**
 * What can be promised to the user for these two servers, decided from facts before anything
 * starts. Start at {@link io.redismigration.migration.guarantees.Guarantees}.
 */
package io.redismigration.migration.guarantees;
