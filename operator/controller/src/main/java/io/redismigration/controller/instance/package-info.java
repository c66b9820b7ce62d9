/**
 * What the cluster shows of the objects that {@code instanceRef} names, and which pods use a
 * source. Reads, and nothing else.
 */
package io.redismigration.controller.instance;
