package httpd.live;

import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.websocket.CloseCode;
import httpd.websocket.ClosingException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands the messages of a client to what takes each, which may block, one after the other.
 *
 * <pre>
 *             a message is there                 none is there
 *   RESTING ─────────────────────► a virtual thread takes them ──► RESTING
 *                                          │ refused, or the end
 *                                          └──► DONE
 * </pre>
 *
 * <p>A client that sends nothing has no thread.
 */
final class MessageReader implements Consumer<LineSource> {

  /** Takes one message. */
  interface Taker {
    void take(Line message) throws Exception;
  }

  private final Taker taker;
  private final Consumer<ClosingException> whenRefused;
  private @Nullable LineSource messages;

  MessageReader(Taker taker, Consumer<ClosingException> whenRefused) {
    this.taker = taker;
    this.whenRefused = whenRefused;
  }

  @Override
  public void accept(LineSource messages) {
    this.messages = messages;
    if (messages.poll(this::wake) instanceof Line first) {
      start(first);
    }
  }

  private void wake() {
    start(null);
  }

  private void start(@Nullable Line first) {
    Thread.ofVirtual().name("httpd-messages").start(() -> take(first));
  }

  private void take(@Nullable Line first) {
    var source = messages;
    if (source == null) {
      return;
    }
    Poll poll = first == null ? source.poll(this::wake) : first;
    try {
      while (poll instanceof Line message) {
        taker.take(message);
        poll = source.poll(this::wake);
      }
      if (!(poll instanceof Poll.Pending)) {
        source.close();
      }
    } catch (ClosingException refused) {
      refuse(source, refused);
    } catch (Throwable failed) {
      refuse(source, new ClosingException(CloseCode.FAILED, "the message was not taken", failed));
    }
  }

  private void refuse(LineSource source, ClosingException why) {
    source.close();
    whenRefused.accept(why);
  }
}
