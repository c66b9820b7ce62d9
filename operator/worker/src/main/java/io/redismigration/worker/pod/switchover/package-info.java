/**
 * Leads clients to the target: the objects they follow are repointed after the commit, by the
 * rights of the user's own ServiceAccount, and watched for a while. Knows nothing of Redis.
 */
package io.redismigration.worker.pod.switchover;
