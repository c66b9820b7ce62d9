/**
 * The replication engine: a replica of the source, a writer to the target. Knows one source, one
 * target and nothing of Kubernetes, manifests or phases. Start at {@code run.Replication}; what
 * fails says so with an {@link io.redismigration.engine.EngineException}.
 */
package io.redismigration.engine;
