/**
 * A real Kubernetes for tests: K3s where Docker runs it, else a control plane and a node from Go
 * modules and Debian packages (the scripts lie beside, as resources), or a cluster of the user's.
 * Knows nothing of the operator. Start at {@link Kubernetes}; for the API alone at {@link
 * ApiServer}.
 */
package io.redismigration.testkit.kubernetes;
