package io.redismigration.migration.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.TargetSpec;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportPageTest {
  private static final Instant NOON = Instant.parse("2030-01-31T12:00:00Z");

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "<script>alert(1)</script>, &lt;script&gt;alert(1)&lt;/script&gt;",
    "\"onload=x, &quot;onload=x",
    "it's & more, it&#39;s &amp; more",
    "größer, größer"
  })
  void textOfOthersIsNothingButText(String seen, String shown) {
    assertThat(Html.escaped(seen)).isEqualTo(shown);
  }

  @Test
  void charactersThatHideOthersAreMadeVisible() {
    assertThat(Html.escaped("a\u0000b\u202Ec\uD800d")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd");
  }

  @Test
  void aPageNeedsNothingElseAndHoldsNoMarkupOfOthers() {
    String page = ReportPage.of(report("<img src=x onerror=alert(1)>"));

    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("default-src 'none'", "color-scheme: light dark", "@media print")
        .contains("&lt;img src=x onerror=alert(1)&gt;")
        .doesNotContain("<img", "<script", "<link", "http:", "https:", "url(", "@import");
  }

  @Test
  void aMigrationThatHasNotBegunHasAReport() {
    assertThat(ReportPage.of(report("seen"))).contains("Pending", "redis-old:6379");
  }

  @Test
  void everyFieldOfTheFormatIsDescribed() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("project.root"), "operator", "migration", "REPORT.md"));
    List<String> fields = new ArrayList<>();
    fields("", MigrationReport.class, fields);

    assertThat(fields)
        .hasSizeGreaterThan(100)
        .allSatisfy(field -> assertThat(page).contains("`" + field + "`"));
  }

  private static void fields(String prefix, Class<?> type, List<String> fields) {
    for (RecordComponent component : type.getRecordComponents()) {
      Type declared = component.getGenericType();
      boolean list = declared instanceof ParameterizedType;
      Type inner = list ? ((ParameterizedType) declared).getActualTypeArguments()[0] : declared;
      String path = prefix + component.getName() + (list ? "[]" : "");
      fields.add(path);
      if (inner instanceof Class<?> part && part.isRecord()) {
        fields(path + ".", part, fields);
      }
    }
  }

  private static MigrationReport report(String seen) {
    MigrationStatus none = MigrationStatus.initial();
    MigrationStatus status =
        new MigrationStatus(
            1,
            null,
            seen,
            null,
            null,
            List.of(new CheckResult("SourceTls", CheckOutcome.FAILED, seen, seen)),
            null,
            null,
            none.progress(),
            null,
            null,
            null,
            none.cutover(),
            null,
            null,
            null,
            none.latches(),
            none.run(),
            none.observed(),
            none.times(),
            none.history(),
            null);
    MigrationSpec spec =
        new MigrationSpec(
            ConnectionSpec.to(new Endpoint("redis-old", 6379)),
            new TargetSpec(
                ConnectionSpec.to(new Endpoint("redis-new", 6379)), null, null, null, null),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false,
            null);
    return new Reporter(1024)
        .of(new Migration(seen, "uid-1", 1, false, spec, status), "shop", NOON);
  }
}
