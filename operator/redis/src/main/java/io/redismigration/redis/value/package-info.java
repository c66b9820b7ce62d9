/**
 * What is inside a value: decoders of every encoding into visits of elements, and encoders back
 * into encodings that every server reads. Knows nothing of files, keys or servers. Start at {@link
 * ValueVisitor} and {@link ValueDecoder}.
 */
package io.redismigration.redis.value;
