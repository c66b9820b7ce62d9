/**
 * Whole-process benchmarks on real servers of this machine: a full sync beside the target's own
 * REPLICAOF, and the stream under a load that does not wait for us. Measures from outside only, by
 * the servers and by the kernel; nothing here is used by the product. Start at {@link
 * io.redismigration.benchmarks.Benchmarks}.
 */
package io.redismigration.benchmarks;
