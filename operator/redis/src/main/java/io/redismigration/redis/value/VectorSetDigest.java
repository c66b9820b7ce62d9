package io.redismigration.redis.value;

/**
 * Reads the parts of a vector set (the module that Redis 8.0 brings along) as what they mean: its
 * elements with attribute, vector and scale, in no order. Left out are the nodes' numbers, levels
 * and links: each server draws lots for them when an element is added, and a vector set restored
 * from its own dump lists its nodes in the opposite order.
 *
 * <p>The parts are (redis 8.0 modules/vector-sets/vset.c, VectorSetRdbSave; hnsw.c,
 * hnsw_serialize_node): dimension, number of elements, configuration, flags; with flag 1 the
 * dimension before a projection and its matrix; then for each element its name, with flag 2 its
 * attribute, its vector, a count, and so many numbers of which the last is the scale.
 */
final class VectorSetDigest {

  /** {@code vectorset}, encoding version 0. */
  static final long ID = 0xbde72da2bb1eb400L;

  private static final int PROJECTED = 1;
  private static final int WITH_ATTRIBUTES = 2;
  private static final int ELEMENT = 0;

  private enum Part {
    DIMENSION,
    SIZE,
    CONFIGURATION,
    FLAGS,
    PROJECTED_FROM,
    MATRIX,
    NAME,
    ATTRIBUTE,
    VECTOR,
    COUNT,
    NODE
  }

  private final DigestState state;
  private Part next;
  private long flags;
  private long left;

  VectorSetDigest(DigestState state) {
    this.state = state;
  }

  void begin() {
    next = Part.DIMENSION;
    flags = 0;
  }

  void number(int opcode, long bits) {
    switch (next) {
      case DIMENSION -> take(bits, Part.SIZE);
      case SIZE -> take(bits, Part.CONFIGURATION);
      case CONFIGURATION -> take(bits, Part.FLAGS);
      case FLAGS -> {
        flags = bits;
        take(bits, (bits & PROJECTED) == 0 ? Part.NAME : Part.PROJECTED_FROM);
      }
      case PROJECTED_FROM -> take(bits, Part.MATRIX);
      case COUNT -> {
        left = bits;
        next = Part.NODE;
        endNode(0);
      }
      case NODE -> {
        left--;
        endNode(bits);
      }
      // Not in this order: then it is not the format known here, and every part counts as it comes.
      default -> {
        state.ordered.updateByte(opcode);
        state.ordered.updateLong(bits);
      }
    }
  }

  private void take(long bits, Part following) {
    state.ordered.updateLong(bits);
    next = following;
  }

  private void endNode(long last) {
    if (left <= 0) {
      state.element.updateLong(last);
      state.addElement();
      next = Part.NAME;
    }
  }

  void text(Slice text) {
    switch (next) {
      case NAME -> {
        DigestState.text(state.startElement(ELEMENT), text);
        next = (flags & WITH_ATTRIBUTES) == 0 ? Part.VECTOR : Part.ATTRIBUTE;
      }
      case ATTRIBUTE -> {
        DigestState.text(state.element, text);
        next = Part.VECTOR;
      }
      case VECTOR -> {
        DigestState.text(state.element, text);
        next = Part.COUNT;
      }
      case MATRIX -> {
        DigestState.text(state.ordered, text);
        next = Part.NAME;
      }
      default -> {
        state.ordered.updateByte(0);
        DigestState.text(state.ordered, text);
      }
    }
  }
}
