/**
 * What the cluster shows of the objects that {@code instanceRef} names. Reads, and nothing else.
 */
package io.redismigration.controller.instance;
