package io.redismigration.testkit.kubernetes;

import java.nio.file.Path;
import java.util.Optional;

/** What differs between the ways to have a cluster. */
interface Cluster extends AutoCloseable {

  /** For people: which one it is. */
  String description();

  /** With all rights in the cluster. */
  Path kubeconfig();

  /** Programs that speak to it. */
  Tools tools();

  /** An image with {@code /bin/sh} and the usual tools, there or to be pulled. */
  String shellImage();

  /** Under which pods reach servers that listen on all of this machine's addresses. */
  String hostAddress();

  /** Makes the images of a docker-archive known to the node. */
  void load(Path tar);

  /** What may be done to its node; empty where nothing is. */
  Optional<NodeFaults> faults();

  /** Lets it go; takes it down where nobody else holds it. */
  @Override
  void close();
}
