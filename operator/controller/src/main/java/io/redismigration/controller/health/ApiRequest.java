package io.redismigration.controller.health;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a request does to which kind of object, in the words of Kubernetes' own rights and metrics.
 *
 * @param verb get, list, watch, create, update, patch, delete or deletecollection
 * @param resource plural, with its subresource if there is one; {@value #OTHER} for what is no
 *     object
 */
record ApiRequest(String verb, String resource) {
  static final String OTHER = "other";
  private static final String NAMESPACES = "namespaces";

  /** Reads method and address (Kubernetes API conventions, "Resources"). */
  static ApiRequest of(String method, URI address) {
    List<String> path = objectPath(address.getPath());
    boolean named = path.size() > 1;
    return new ApiRequest(verb(method, named, isWatch(address.getQuery())), resource(path));
  }

  /** From the plural on; empty if the address is not that of objects. */
  private static List<String> objectPath(String path) {
    List<String> words = Stream.of(path.split("/")).filter(word -> !word.isEmpty()).toList();
    int core = words.indexOf("api");
    int groups = words.indexOf("apis");
    int begin = core >= 0 ? core + 2 : groups >= 0 ? groups + 3 : words.size();
    if (begin >= words.size()) {
      return List.of();
    }
    List<String> rest = words.subList(begin, words.size());
    boolean inNamespace = rest.size() > 2 && rest.get(0).equals(NAMESPACES);
    return inNamespace ? rest.subList(2, rest.size()) : rest;
  }

  private static String resource(List<String> path) {
    return switch (path.size()) {
      case 0 -> OTHER;
      case 1, 2 -> path.get(0);
      default -> path.get(0) + "/" + path.get(2);
    };
  }

  private static boolean isWatch(String query) {
    return query != null && Stream.of(query.split("&")).anyMatch("watch=true"::equals);
  }

  private static String verb(String method, boolean named, boolean watch) {
    return switch (method) {
      case "GET" -> watch ? "watch" : named ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> named ? "delete" : "deletecollection";
      default -> OTHER;
    };
  }
}
