package io.redismigration.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A docker archive, read. */
record DockerArchive(JsonNode config, Map<String, byte[]> layers) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads all of it, layers by the name in the image's history. */
  static DockerArchive read(Path archive) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (TarArchiveInputStream tar = tar(Files.newInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        files.put(entry.getName(), tar.readAllBytes());
      }
    }
    JsonNode image = JSON.readTree(files.get("manifest.json")).get(0);
    JsonNode config = JSON.readTree(files.get(image.get("Config").asText()));
    Map<String, byte[]> layers = new LinkedHashMap<>();
    for (int i = 0; i < image.get("Layers").size(); i++) {
      String name = config.get("history").get(i).get("comment").asText();
      layers.put(name, files.get(image.get("Layers").get(i).asText()));
    }
    return new DockerArchive(config, layers);
  }

  /** All entries of all layers. */
  List<TarArchiveEntry> entries() throws IOException {
    List<TarArchiveEntry> entries = new ArrayList<>();
    for (byte[] layer : layers.values()) {
      try (TarArchiveInputStream tar = tar(new GZIPInputStream(new ByteArrayInputStream(layer)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private static TarArchiveInputStream tar(InputStream in) {
    return new TarArchiveInputStream(new BufferedInputStream(in));
  }
}
