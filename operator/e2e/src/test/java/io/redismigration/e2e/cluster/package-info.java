/**
 * Migrations on a real Kubernetes: the chart installed with helm, the image that the build wrote,
 * worker pods, servers outside the cluster. What the operator may do there is what the chart grants
 * it.
 */
package io.redismigration.e2e.cluster;
