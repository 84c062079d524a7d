package httpd.topic;

import httpd.line.Line;
import java.util.function.Predicate;

/**
 * The nodes that a {@link MemoryRing} keeps, oldest first, in an array that wraps around. Guarded
 * by the lock of the ring.
 */
final class RingNodes {

  private static final int FIRST_CAPACITY = 16;

  private RingNode[] nodes = new RingNode[FIRST_CAPACITY];
  private int first;
  private int count;
  private long bytes;
  private RingNode lastDropped;

  RingNodes(RingNode beginning) {
    this.lastDropped = beginning;
  }

  int count() {
    return count;
  }

  long bytes() {
    return bytes;
  }

  /** The node before the oldest. */
  RingNode lastDropped() {
    return lastDropped;
  }

  void add(RingNode node) {
    if (count == nodes.length) {
      grow();
    }
    nodes[(first + count) % nodes.length] = node;
    count++;
    bytes += node.cost();
  }

  void dropOldest() {
    var oldest = get(0);
    nodes[first] = RingNode.DROPPED;
    first = (first + 1) % nodes.length;
    count--;
    bytes -= oldest.cost();
    lastDropped.next = RingNode.DROPPED;
    lastDropped = oldest;
  }

  /** Drops all nodes: what is added next follows this one. */
  void restart(RingNode beginning) {
    while (count > 0) {
      dropOldest();
    }
    lastDropped.next = RingNode.DROPPED;
    lastDropped = beginning;
  }

  /** The node of a number, from that of {@link #lastDropped} to that of the newest. */
  RingNode numbered(long number) {
    int index = (int) (number - lastDropped.number);
    return index == 0 ? lastDropped : get(index - 1);
  }

  /** The first node up to which so many lines have ended. */
  RingNode withLines(long lines) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle).lines < lines) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return get(low);
  }

  /** The number of the newest node whose line has a property, or -1. */
  long newest(Predicate<Line> property) {
    for (int i = count - 1; i >= 0; i--) {
      var line = get(i).line;
      if (line != null && property.test(line)) {
        return get(i).number;
      }
    }
    return -1;
  }

  private RingNode get(int index) {
    return nodes[(first + index) % nodes.length];
  }

  private void grow() {
    var larger = new RingNode[nodes.length * 2];
    for (int i = 0; i < count; i++) {
      larger[i] = get(i);
    }
    nodes = larger;
    first = 0;
  }
}
