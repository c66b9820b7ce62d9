package io.redismigration.manifest;

import java.util.List;

/**
 * How long texts and lists of a status may be.
 *
 * @param text of a message or suggestion, in characters
 * @param checks listed; those that block come first
 * @param databases of which the keys are listed
 * @param entries of any other list
 */
record StatusLimits(int text, int checks, int databases, int entries) {

  /** From the widest, which the schema allows, to one under which every status is small. */
  static final List<StatusLimits> LEVELS =
      List.of(
          new StatusLimits(512, 128, 64, 64),
          new StatusLimits(256, 128, 64, 64),
          new StatusLimits(128, 128, 32, 32),
          new StatusLimits(64, 96, 16, 16),
          new StatusLimits(32, 64, 16, 16));

  /** The text, shortened where it is too long; null and empty become null. */
  String cut(String whole) {
    return cut(whole, text);
  }

  /** The same for a text that may be at most so long under any limits. */
  String cut(String whole, int most) {
    if (whole == null || whole.isEmpty()) {
      return null;
    }
    int limit = Math.min(most, text);
    return whole.length() <= limit ? whole : whole.substring(0, limit - 1) + "…";
  }
}
