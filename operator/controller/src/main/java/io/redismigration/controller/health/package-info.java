/** What tells from outside whether the operator works: probes, metrics, the age of the CRDs. */
package io.redismigration.controller.health;
