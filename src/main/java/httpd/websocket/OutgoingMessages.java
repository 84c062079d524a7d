package httpd.websocket;

import httpd.CloseReason;
import httpd.line.ForwardingSource;
import httpd.line.Lead;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.WakeSlot;
import httpd.line.split.WholeLines;
import org.jspecify.annotations.Nullable;

/**
 * What a WebSocket sends: a message for each line of its source, control frames between them, and a
 * close frame at the end.
 *
 * <pre>
 *          close(…), or the source ends or fails         the close frame was polled
 *   OPEN ─────────────────────────────────────► CLOSING ────────────────────────────► CLOSED
 *    │                                                                                  │
 *    │ the client closes: answered by a close frame          the client closes, expire() │
 *    └──────────────────────────────────────────────────────────────────────────► END ◄─┘
 * </pre>
 *
 * <p>The source is closed when the close begins. Control frames are lines without an ending;
 * messages have one. On the thread of the owner only, except {@link #close()}.
 */
public final class OutgoingMessages extends ForwardingSource {

  /** Told of the close, on the thread of the owner. */
  public interface Listener {

    /** The close has begun: its frame is polled next, when the client has taken what is before. */
    void closes(CloseReason reason);

    /** The close frame was polled, and the client has not closed. */
    void closeIsSent();
  }

  private final WholeLines messages;
  private final LineSource lines;
  private final WakeSlot waiting = new WakeSlot();
  private final Listener listener;
  private @Nullable Line pong;
  private boolean pingIsDue;
  private @Nullable Line closeFrame;
  private @Nullable Closing closing;
  private boolean closeIsSent;
  private boolean clientHasClosed;

  /** Whether it follows a lead: it has to leave that before the source is closed. */
  private boolean follows;

  private volatile boolean dropped;

  /** Makes messages of lines. */
  public static OutgoingMessages of(LineSource lines, Listener listener) {
    return new OutgoingMessages(new MessageLines(lines), listener);
  }

  private OutgoingMessages(MessageLines lines, Listener listener) {
    super(lines);
    this.lines = lines;
    this.messages = new WholeLines(lines);
    this.listener = listener;
  }

  @Override
  public Poll poll(Runnable wake) {
    if (closing == null && !dropped) {
      var control = control();
      var poll = control == null ? next(wake) : control;
      if (poll != null) {
        return poll;
      }
    }
    return closing == null || dropped ? messages.poll(wake) : closePoll(wake);
  }

  private @Nullable Line control() {
    var answer = pong;
    if (answer != null) {
      pong = null;
      return answer;
    }
    if (pingIsDue) {
      pingIsDue = false;
      return ControlFrame.ping();
    }
    return null;
  }

  /** Returns the next message; null if the source is over, so that it closes. */
  private @Nullable Poll next(Runnable wake) {
    var signal = new WakeSlot(wake);
    waiting.set(signal);
    var poll = messages.poll(signal);
    switch (poll) {
      case Line line -> {
        waiting.clear();
        return line.ending() == Line.Ending.NONE ? new Line(line.content(), Line.Ending.LF) : line;
      }
      case Poll.Pending pending -> {
        return pending;
      }
      case Poll.End() -> close(Closing.ofEnd());
      case Poll.Failed(var cause) -> close(Closing.ofFailure(cause));
    }
    return null;
  }

  private Poll closePoll(Runnable wake) {
    var frame = closeFrame;
    if (frame != null) {
      closeFrame = null;
      closeIsSent = true;
      if (!clientHasClosed) {
        listener.closeIsSent();
      }
      return frame;
    }
    if (clientHasClosed) {
      return Poll.END;
    }
    waiting.set(wake);
    return Poll.PENDING;
  }

  /** Sends a ping after what was polled. */
  public void ping() {
    pingIsDue = true;
    goOn();
  }

  /** Whether the last ping was polled. */
  public boolean pingIsSent() {
    return !pingIsDue;
  }

  /** Answers a ping; the answer to a later one may take its place (RFC 6455, section 5.5.3). */
  public void pong(byte[] payload) {
    pong = ControlFrame.pong(payload);
    goOn();
  }

  /** Closes after what was polled, unless it closes already. */
  public void close(CloseCode code, String text, CloseReason why) {
    close(new Closing(code.number(), text, why, null));
    goOn();
  }

  private void close(Closing why) {
    if (closing == null) {
      closing = why;
      closeFrame = why.frame();
      if (!follows) {
        lines.close();
      }
      listener.closes(why.reason());
    }
  }

  /** The client has closed, with this code or 0: answers unless it is an answer itself. */
  public void clientCloses(int code) {
    clientHasClosed = true;
    close(Closing.ofClient(code, ""));
    goOn();
  }

  /** Closes because of what the client has sent, after which nothing can be read. */
  public void clientFails(ClosingException why) {
    clientHasClosed = true;
    close(Closing.ofClient(why.code().number(), why.reason()));
    goOn();
  }

  /** The client does not close: it is waited for no longer. */
  public void expire() {
    clientHasClosed = true;
    goOn();
  }

  public boolean isClosing() {
    return closing != null;
  }

  /** Whether both sides have closed, so that only the end follows. */
  public boolean isOver() {
    return closeIsSent && clientHasClosed;
  }

  /** Returns why it closes; completed while it does not. */
  public CloseReason reason() {
    return closing == null ? CloseReason.COMPLETED : closing.reason();
  }

  /** Returns what the source failed of, to be logged; null for nothing. */
  public @Nullable Throwable failure() {
    return closing == null ? null : closing.cause();
  }

  private void goOn() {
    waiting.run();
  }

  @Override
  public void close() {
    dropped = true;
    super.close();
    waiting.run();
  }

  @Override
  public @Nullable Object shared() {
    boolean flows = closing == null && pong == null && !pingIsDue && !dropped;
    return flows ? messages.shared() : null;
  }

  @Override
  public LeadSource lead() {
    return lines.lead();
  }

  @Override
  public boolean follow(Lead lead) {
    follows = super.follow(lead);
    return follows;
  }

  @Override
  public void goOnAt(Lead lead, Object place) {
    super.goOnAt(lead, place);
    follows = false;
    if (closing != null) {
      lines.close();
    }
  }
}
