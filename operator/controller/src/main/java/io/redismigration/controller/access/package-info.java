/**
 * What a worker may do in the cluster: a ServiceAccount, a Role on its one Task, and what binds
 * them. Made here, granted nowhere else.
 */
package io.redismigration.controller.access;
