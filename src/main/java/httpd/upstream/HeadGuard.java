package httpd.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands in front of the decoder until the head of a response has passed, and stops one with a
 * blank within a field's name: the decoder would take what is before the blank for the name, so
 * that {@code Transfer-Encoding x} could say to us, and to nobody else, where the body ends.
 *
 * <pre>
 *   STATUS_LINE ──► LINE_START ──► NAME ──── blank ───► BLANK ──► STOPPED, the exchange fails:
 *        ▲           │    ▲         │ colon               │       neither a blank nor a colon
 *        │           │    │         ▼                     │ colon
 *        │           │    └─────── VALUE ◄────────────────┘
 *        │           │ empty line
 *        └─ interim ─┴─► OVER, it leaves the pipeline
 * </pre>
 *
 * <p>Blanks between a name and its colon are no part of either (RFC 9112, section 5.1). On the
 * channel's event loop.
 */
final class HeadGuard extends ChannelInboundHandlerAdapter {

  private enum Part {
    STATUS_LINE,
    LINE_START,
    NAME,
    BLANK,
    VALUE,
    OVER,
    STOPPED
  }

  private final Exchange exchange;
  private final StringBuilder status = new StringBuilder();
  private Part part = Part.STATUS_LINE;
  private int blanks;

  HeadGuard(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      bytes.forEachByte(next -> {
        part = follow((char) (next & 0xff));
        return part != Part.OVER && part != Part.STOPPED;
      });
    }
    if (part == Part.STOPPED) {
      ((ByteBuf) message).release();
      exchange.fail("the response head is malformed: a blank within the name of a field", null);
      return;
    }
    if (part == Part.OVER) {
      context.pipeline().remove(this);
    }
    context.fireChannelRead(message);
  }

  private Part follow(char next) {
    return switch (part) {
      case STATUS_LINE -> statusLine(next);
      case LINE_START -> lineStart(next);
      case NAME -> name(next);
      case BLANK -> blank(next);
      case VALUE -> next == '\n' ? Part.LINE_START : Part.VALUE;
      case OVER, STOPPED -> part;
    };
  }

  /** Only its status is of interest, between the first two blanks. Empty lines may precede it. */
  private Part statusLine(char next) {
    if (next == '\n') {
      return blanks == 0 ? Part.STATUS_LINE : Part.LINE_START;
    }
    if (isBlank(next)) {
      blanks++;
    } else if (blanks == 1) {
      status.append(next);
    }
    return Part.STATUS_LINE;
  }

  private Part lineStart(char next) {
    return switch (next) {
      case '\r' -> Part.LINE_START;
      case '\n' -> end();
      case ' ', '\t' -> Part.VALUE; // The field before goes on.
      case ':' -> Part.VALUE;
      default -> Part.NAME;
    };
  }

  /** Of one head; behind that of an interim response comes another. */
  private Part end() {
    boolean interim =
        status.length() == 3 && status.charAt(0) == '1' && !status.toString().equals("101");
    status.setLength(0);
    blanks = 0;
    return interim ? Part.STATUS_LINE : Part.OVER;
  }

  private static Part name(char next) {
    return switch (next) {
      case ':' -> Part.VALUE;
      case '\n' -> Part.LINE_START; // No field; the decoder says so.
      case ' ', '\t' -> Part.BLANK;
      default -> Part.NAME;
    };
  }

  private static Part blank(char next) {
    return switch (next) {
      case ':' -> Part.VALUE;
      case ' ', '\t' -> Part.BLANK;
      default -> Part.STOPPED;
    };
  }

  private static boolean isBlank(char next) {
    return next == ' ' || next == '\t';
  }
}
