/**
 * Reading keys of both sides as they are at one and the same offset of the stream, while clients go
 * on writing: the primitive behind verification, repair and the reconciliation of TTLs. Knows how
 * to read a key without harm to the server, nothing of what is made of it. Start at {@link
 * io.redismigration.engine.exact.ExactReader}.
 */
package io.redismigration.engine.exact;
