package httpd.server.request;

import io.netty.buffer.ByteBuf;

/** Bytes before a request, of which only empty lines are ignored (RFC 9112, section 2.2). */
final class StrayBytes {

  private boolean afterCarriageReturn;
  private boolean found;

  /** Looks at the next bytes; returns whether no request has begun yet. */
  boolean look(ByteBuf buffer) {
    boolean onlyLineEnds = true;
    for (int i = buffer.readerIndex(); onlyLineEnds && i < buffer.writerIndex(); i++) {
      byte next = buffer.getByte(i);
      onlyLineEnds = next == '\r' || next == '\n';
      found |= afterCarriageReturn != (next == '\n') || (next <= ' ' && !onlyLineEnds);
      afterCarriageReturn = next == '\r';
    }
    return onlyLineEnds;
  }

  /** Whether there were any before the request that begins now. */
  boolean take() {
    boolean any = found;
    found = false;
    return any;
  }
}
