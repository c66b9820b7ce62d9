package io.redismigration.testkit.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianSourcesTest {

  @TempDir private Path etc;

  @Test
  void takesTheMirrorOfAStanzaAndItsKeyring() throws Exception {
    Path keyring = Files.createFile(etc.resolve("debian.gpg"));
    part(
        "debian.sources",
        """
        # a comment: with a colon
        Types: deb
        URIs: http://mirror.example/debian-security
        Suites: stable-security

        Types: deb deb-src
        URIs: http://mirror.example/debian
        Suites: stable
        Components: main
        Signed-By: %s
        """
            .formatted(keyring));

    assertThat(new DebianSources(etc).entryFor("sid"))
        .isEqualTo("deb [signed-by=" + keyring + "] http://mirror.example/debian sid main");
  }

  @Test
  void takesTheMirrorOfALine() throws Exception {
    part("other.list", "deb https://other.example/tools stable main\n");
    Files.writeString(
        etc.resolve("sources.list"),
        "# deb http://old.example/debian x main\n"
            + "deb [arch=amd64] https://mirror.example/debian/ bookworm main contrib\n");

    assertThat(new DebianSources(etc).entryFor("trixie"))
        .isEqualTo("deb https://mirror.example/debian/ trixie main");
  }

  @Test
  void aMachineThatIsNotDebianHasNone() {
    assertThatThrownBy(() -> new DebianSources(etc).entryFor("sid"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("no source entry for Debian");
  }

  @Test
  void followsLibrariesOnly() {
    String depends =
        """
        server
          Depends: tools
          Depends: adduser
        tools
          Depends: libone
         |Depends: libtwo
            libother
          PreDepends: <virtual>
        <virtual>
        libone
          Depends: libthree
        libtwo
        libthree
          Depends: libone
        adduser
          Depends: libnever
        libnever
        """;

    assertThat(LibraryClosure.of(List.of("server", "tools"), depends))
        .containsExactly("server", "tools", "libone", "libtwo", "libthree");
  }

  private void part(String name, String text) throws IOException {
    Files.createDirectories(etc.resolve("sources.list.d"));
    Files.writeString(etc.resolve("sources.list.d").resolve(name), text);
  }
}
