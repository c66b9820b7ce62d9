/**
 * The proof that both sides hold the same: full passes while clients write, rounds over what the
 * stream touched since, repair, exact TTLs before the drain, and the last comparison under the
 * fence. Reports keys by class of difference, never a value. Writes to the target only in repair
 * and for TTLs. Start at {@link io.redismigration.engine.verify.Verification}.
 */
package io.redismigration.engine.verify;
