/**
 * One task in a pod: its order comes from a RedisMigrationTask, its reports go to that resource's
 * status, which is its journal too. Start at {@link io.redismigration.worker.pod.PodWorker}. The
 * only package of this module that knows Kubernetes; of the cluster it sees this one resource and
 * the Secrets mounted beside it.
 */
package io.redismigration.worker.pod;
