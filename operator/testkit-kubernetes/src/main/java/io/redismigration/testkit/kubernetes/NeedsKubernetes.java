package io.redismigration.testkit.kubernetes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * For tests on {@link Kubernetes#shared}: left out, with the reason printed, where {@code
 * -Dcluster=none} says so; failing, not left out, where no cluster can be had.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("kubernetes")
@ExtendWith(ClusterCondition.class)
public @interface NeedsKubernetes {}
