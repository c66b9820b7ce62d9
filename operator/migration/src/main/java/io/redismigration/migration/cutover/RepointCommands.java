package io.redismigration.migration.cutover;

import io.redismigration.migration.model.SwitchoverSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a user runs in the migration's namespace to do a switchover by hand. A password is never
 * part of it.
 */
public final class RepointCommands {
  private RepointCommands() {}

  /** One command per object, joined so that the first that fails ends it. */
  public static String of(SwitchoverSpec wanted) {
    List<String> commands = new ArrayList<>();
    if (wanted.secret() != null) {
      commands.add(secret(wanted.secret()));
    }
    if (wanted.endpointSlice() != null) {
      commands.add(slice(wanted.endpointSlice()));
    }
    if (wanted.service() != null) {
      commands.add(service(wanted.service()));
    }
    return String.join(" && ", commands);
  }

  private static String secret(SwitchoverSpec.OfSecret secret) {
    Map<String, String> values = new TreeMap<>(secret.set());
    if (secret.passwordFromTarget()) {
      values.put("password", "PASSWORD-OF-THE-TARGET");
    }
    return "kubectl patch secret %s --type=merge -p '{\"stringData\":%s}'"
        .formatted(secret.name(), object(values));
  }

  private static String slice(SwitchoverSpec.OfEndpointSlice slice) {
    String addresses =
        slice.addresses().stream().map(RepointCommands::text).collect(Collectors.joining(","));
    String port =
        slice.port() == null
            ? ""
            : ",{\"op\":\"replace\",\"path\":\"/ports/0/port\",\"value\":%d}"
                .formatted(slice.port());
    return ("kubectl patch endpointslice %s --type=json -p"
            + " '[{\"op\":\"replace\",\"path\":\"/endpoints\","
            + "\"value\":[{\"addresses\":[%s]}]}%s]'")
        .formatted(slice.name(), addresses, port);
  }

  private static String service(SwitchoverSpec.OfService service) {
    String field = service.selector().isEmpty() ? "externalName" : "selector";
    String value =
        service.selector().isEmpty()
            ? text(service.externalName())
            : object(new TreeMap<>(service.selector()));
    return "kubectl patch service %s --type=json -p '[{\"op\":\"replace\",\"path\":\"/spec/%s\",\"value\":%s}]'"
        .formatted(service.name(), field, value);
  }

  private static String object(Map<String, String> values) {
    return values.entrySet().stream()
        .map(entry -> text(entry.getKey()) + ":" + text(entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** As JSON within single quotes of a shell. */
  private static String text(String value) {
    String json = value.replace("\\", "\\\\").replace("\"", "\\\"");
    return "\"" + json.replace("'", "'\\''") + "\"";
  }
}
