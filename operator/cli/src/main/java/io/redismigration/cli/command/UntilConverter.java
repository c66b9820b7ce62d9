package io.redismigration.cli.command;

import io.redismigration.cli.run.Until;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code caught-up} for {@link Until#CAUGHT_UP}. */
final class UntilConverter implements ITypeConverter<Until> {

  @Override
  public Until convert(String text) {
    return Arrays.stream(Until.values())
        .filter(point -> name(point).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is none of " + String.join(", ", new Names())));
  }

  private static String name(Until point) {
    return point.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The names users type. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Until.values()).map(UntilConverter::name).iterator();
    }
  }
}
