/**
 * What {@code crds/} holds, made from the annotated types: the definitions and their reference.
 * Runs with the tests, so that what is published never differs from the types. Start at {@link
 * io.redismigration.api.publish.Publication}.
 */
package io.redismigration.api.publish;
