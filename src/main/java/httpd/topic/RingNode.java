package httpd.topic;

import httpd.line.Line;
import org.jspecify.annotations.Nullable;

/** One line of a {@link MemoryRing}, or a piece of one, and the link to the next. */
final class RingNode {

  /** Stands for a line that was dropped. */
  static final RingNode DROPPED = new RingNode(null, -1, -1);

  /** Null at the beginning of the chain only. */
  final @Nullable Line line;

  /** Counts lines and pieces, from 1. */
  final long number;

  /** Lines that have ended up to here. */
  final long lines;

  /** {@link #DROPPED} once the next line was dropped; null at the end of the chain. */
  volatile @Nullable RingNode next;

  /** Its position as text, once a reader has asked for it. */
  private @Nullable String position;

  RingNode(@Nullable Line line, long number, long lines) {
    this.line = line;
    this.number = number;
    this.lines = lines;
  }

  /** The place before the first node, whose position was given. */
  static RingNode beginning(long number, String position) {
    var node = new RingNode(null, number, number);
    node.position = position;
    return node;
  }

  /** The node of what is appended after this one. */
  RingNode followedBy(Line appended) {
    boolean ends = appended.ending() != Line.Ending.NONE;
    return new RingNode(appended, number + 1, lines + (ends ? 1 : 0));
  }

  /** The same with a position that was given. */
  RingNode followedBy(Line appended, String given) {
    var node = followedBy(appended);
    node.position = given;
    return node;
  }

  /** Whether a line ends here, so that another begins after it. */
  boolean endsLine() {
    return line == null || line.ending() != Line.Ending.NONE;
  }

  long cost() {
    return line == null ? 0 : (long) MemoryTopic.OVERHEAD + line.length();
  }

  /** Made once for all readers; two threads that make it at the same time make the same. */
  String position(Positions positions) {
    var known = position;
    if (known == null) {
      known = positions.of(number);
      position = known;
    }
    return known;
  }
}
