package io.redismigration.cli.manifest;

import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationSpec;
import io.redismigration.manifest.MappedSpec;
import io.redismigration.manifest.SpecMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads the file that {@code kubectl apply} takes. Documents of other kinds may stand beside the
 * migration and are passed over; whatever is not understood in the migration itself is an error.
 */
public final class ManifestReader {
  private static final String API_VERSION = RedisMigration.GROUP + "/" + RedisMigration.VERSION;
  private static final List<String> TOP_LEVEL =
      List.of("apiVersion", "kind", "metadata", "spec", "status");

  private ManifestReader() {}

  /**
   * Reads the one migration in the file.
   *
   * @throws ManifestException with everything that is wrong
   */
  public static Manifest read(Path file) throws ManifestException {
    List<Node> documents = documents(file);
    List<Node> migrations =
        documents.stream()
            .filter(
                document -> field(document, "kind").filter(RedisMigration.KIND::equals).isPresent())
            .toList();
    if (migrations.size() == 1) {
      return migration(file, migrations.get(0));
    }
    throw new ManifestException(file, List.of(wrongNumber(documents, migrations)));
  }

  private static LocatedProblem wrongNumber(List<Node> documents, List<Node> migrations) {
    if (migrations.size() > 1) {
      String lines =
          String.join(", ", migrations.stream().map(node -> String.valueOf(line(node))).toList());
      return new LocatedProblem(
          "", 0, "holds several migrations (lines " + lines + "); put each in a file of its own");
    }
    if (documents.isEmpty()) {
      return new LocatedProblem(
          "", 0, "is empty; a manifest begins with apiVersion: " + API_VERSION);
    }
    Node first = documents.get(0);
    String found = field(first, "kind").map(kind -> "found '" + kind + "'").orElse("there is none");
    return new LocatedProblem(
        "kind", line(first), "expected " + RedisMigration.KIND + ", " + found);
  }

  private static Manifest migration(Path file, Node root) throws ManifestException {
    LocatedProblems problems = new LocatedProblems();
    MappingNode mapping = (MappingNode) root;
    Node metadataNode = null;
    Node specNode = null;
    for (NodeTuple tuple : mapping.getValue()) {
      String name = Kinds.text(tuple.getKeyNode());
      problems.locate(name, tuple.getKeyNode());
      switch (name) {
        case "metadata" -> metadataNode = tuple.getValueNode();
        case "spec" -> specNode = tuple.getValueNode();
        case "apiVersion" -> checkVersion(tuple.getValueNode(), problems);
        default -> checkTopLevel(name, tuple.getKeyNode(), problems);
      }
    }
    if (field(root, "apiVersion").isEmpty()) {
      problems.add("apiVersion", root, "is missing; write " + API_VERSION);
    }
    RecordBinder binder = new RecordBinder(problems);
    Metadata metadata =
        object(
            binder,
            problems,
            Metadata.class,
            root,
            metadataNode,
            "metadata",
            Metadata.WRITTEN_BY_A_CLUSTER);
    RedisMigrationSpec written =
        object(binder, problems, RedisMigrationSpec.class, root, specNode, "spec", List.of());
    problems.throwIfAny(file);
    MappedSpec mapped = SpecMapper.map(written);
    mapped.problems().forEach(problem -> problems.add(problem.path(), problem.message()));
    problems.throwIfAny(file);
    String namespace = metadata.namespace() == null ? "default" : metadata.namespace();
    return new Manifest(
        file, namespace, metadata.name(), written, mapped.spec(), ClusterOnlyFields.in(written));
  }

  private static <T extends Record> T object(
      RecordBinder binder,
      LocatedProblems problems,
      Class<T> type,
      Node root,
      Node node,
      String path,
      List<String> tolerated) {
    if (node == null) {
      problems.add(path, root, "is missing; it is required");
      return null;
    }
    return binder.object(type, node, path, tolerated);
  }

  private static void checkVersion(Node node, LocatedProblems problems) {
    if (!Kinds.text(node).equals(API_VERSION)) {
      problems.add(
          "apiVersion", node, "expected " + API_VERSION + ", found '" + Kinds.text(node) + "'");
    }
  }

  private static void checkTopLevel(String name, Node node, LocatedProblems problems) {
    if (!TOP_LEVEL.contains(name)) {
      String meant =
          Nearest.to(name, TOP_LEVEL).map(near -> "; did you mean '" + near + "'?").orElse("");
      problems.add(name, node, "unknown field" + meant);
    }
  }

  private static List<Node> documents(Path file) throws ManifestException {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file.toString()).setSchema(new CoreSchema()).build();
    try {
      List<Node> documents = new ArrayList<>();
      new Compose(settings)
          .composeAllFromString(Files.readString(file))
          .forEach(
              document -> {
                if (!Kinds.isNull(document)) {
                  documents.add(document);
                }
              });
      return documents;
    } catch (NoSuchFileException absent) {
      throw unreadable(file, 0, "there is no such file; check the path given with -f");
    } catch (CharacterCodingException notText) {
      throw unreadable(file, 0, "is not UTF-8 text");
    } catch (IOException failed) {
      throw unreadable(file, 0, "cannot be read (" + failed.getMessage() + ")");
    } catch (MarkedYamlEngineException malformed) {
      int line = malformed.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw unreadable(file, line, "is not YAML: " + malformed.getProblem());
    } catch (YamlEngineException malformed) {
      throw unreadable(file, 0, "is not YAML: " + malformed.getMessage());
    }
  }

  private static ManifestException unreadable(Path file, int line, String message) {
    return new ManifestException(file, List.of(new LocatedProblem("", line, message)));
  }

  private static Optional<String> field(Node document, String name) {
    if (!(document instanceof MappingNode mapping)) {
      return Optional.empty();
    }
    return mapping.getValue().stream()
        .filter(tuple -> Kinds.text(tuple.getKeyNode()).equals(name))
        .map(tuple -> Kinds.text(tuple.getValueNode()))
        .findFirst();
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
