package httpd.topic;

import httpd.line.PositionedSource;

/** A topic in memory: no disk can fail. */
public sealed interface MemoryTopic extends Topic permits MemoryRing, ConflatedLog {

  @Override
  default PositionedSource fromNow() {
    return last(0);
  }

  @Override
  PositionedSource last(int lines);

  @Override
  Resumption after(String position);

  @Override
  Bounds bounds();

  /** How many readers have polled and were not closed yet. */
  int readers();

  /**
   * How many lines were not given to readers that were there, since newer ones took their place.
   */
  default long replaced() {
    return 0;
  }
}
