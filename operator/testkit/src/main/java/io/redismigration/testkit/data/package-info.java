/**
 * What tests put into servers and how they compare them: data of every type and encoding, a writer
 * that goes on during a migration, and an oracle that shares no code with the project's own
 * verifier. Start at {@link Dataset}, {@link LiveWriter} and {@link Oracle}.
 */
package io.redismigration.testkit.data;
