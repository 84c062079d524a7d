package httpd.exec;

import httpd.exec.cgi.CgiHead;
import httpd.exec.cgi.CgiHeadException;
import httpd.exec.cgi.CgiHeadReader;
import httpd.limit.Limit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes the head from the front of the output; the rest is cut as the head says.
 *
 * <pre>
 *             the empty line
 *   HEAD ─────────────────────► BODY: as another cutter does
 *     │ invalid, or too long
 *     └─────────────────────► REFUSED: what comes is dropped
 * </pre>
 */
final class CgiCutter implements OutputCutter {

  interface Listener {
    void headCame(CgiHead head);

    /** The output is not a response; {@code ended} if it is over before its head is. */
    void headRefused(CgiHeadException why, boolean ended);
  }

  private final Limit limit;
  private final CgiHeadReader reader;
  private final Listener listener;
  private final Function<CgiHead, OutputCutter> bodies;
  private @Nullable OutputCutter body;
  private boolean refused;

  /**
   * Begins with the head.
   *
   * @param limit of the bytes of a head
   * @param bodies makes what cuts the body
   */
  CgiCutter(Limit limit, Listener listener, Function<CgiHead, OutputCutter> bodies) {
    this.limit = limit;
    this.reader = new CgiHeadReader(limit.most());
    this.listener = listener;
    this.bodies = bodies;
  }

  @Override
  public void cut(byte[] bytes, int offset, int length) {
    int used = 0;
    if (body == null && !refused) {
      used = readHead(bytes, offset, length);
    }
    if (body != null) {
      body.cut(bytes, offset + used, length - used);
    }
  }

  private int readHead(byte[] bytes, int offset, int length) {
    try {
      int used = reader.read(bytes, offset, length);
      if (reader.isComplete()) {
        var head = reader.head();
        body = bodies.apply(head);
        listener.headCame(head);
      }
      return used;
    } catch (CgiHeadException invalid) {
      if (reader.isTooLong()) {
        limit.reached(() -> "refused what a command printed");
      }
      refuse(invalid, false);
      return length;
    }
  }

  @Override
  public void readOn() {
    if (body != null) {
      body.readOn();
    }
  }

  @Override
  public void end() {
    if (body != null) {
      body.end();
    } else if (!refused) {
      refuse(reader.endedEarly(), true);
    }
  }

  private void refuse(CgiHeadException why, boolean ended) {
    refused = true;
    listener.headRefused(why, ended);
  }
}
