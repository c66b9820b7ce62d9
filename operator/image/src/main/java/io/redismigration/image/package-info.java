/**
 * Makes the one container image, for operator and workers, out of the building machine's JDK and C
 * library and the jars of the command: no registry, no daemon, no shell inside. Nothing here is
 * part of the image. Start at {@link io.redismigration.image.ImageBuild}.
 */
package io.redismigration.image;
