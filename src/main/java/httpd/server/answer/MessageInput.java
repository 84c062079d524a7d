package httpd.server.answer;

import httpd.limit.Bound;
import httpd.limit.Limits;
import httpd.limit.StreamMemory;
import httpd.line.Line;
import httpd.line.LineQueue;
import httpd.line.LineSource;
import httpd.line.split.LineLimit;
import httpd.net.ReadControl;
import httpd.server.request.ClientText;
import httpd.server.request.MemoryShare;
import httpd.websocket.ClosingException;
import httpd.websocket.FrameReader;
import httpd.websocket.OutgoingMessages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the client of a WebSocket sends: frames are read as they come, and whole messages wait in a
 * queue for their reader. While the queue is full, the client is not read.
 *
 * <p>On the event loop of the connection, except what the reader does.
 */
final class MessageInput implements Consumer<ByteBuf>, FrameReader.Listener, FrameReader.Memory {

  private final OutgoingMessages outgoing;
  private final LineQueue messages = new LineQueue(StreamMemory.ofTheProcess());
  private final MemoryShare memory;
  private final FrameReader frames;
  private @Nullable ReadControl reading;
  private long reads;

  MessageInput(Limits limits, Channel client, OutgoingMessages outgoing) {
    this.outgoing = outgoing;
    this.memory =
        new MemoryShare(
            limits.of(Bound.BODY_MEMORY),
            1,
            () -> "closed a WebSocket of " + ClientText.withPort(client));
    this.frames = new FrameReader(this, longest(limits), this, System::nanoTime);
  }

  private static int longest(Limits limits) {
    long body = limits.of(Bound.BODY).most();
    return (int) Math.min(body == 0 ? Integer.MAX_VALUE : body, LineLimit.bytes());
  }

  @Override
  public boolean take(long bytes) {
    return memory.take(bytes);
  }

  @Override
  public void release(long bytes) {
    memory.release(bytes);
  }

  void start(Answer.Owner owner, Consumer<LineSource> reader) {
    reader.accept(messages);
    reading = owner.takeInput(this);
  }

  /** How often something has come. */
  long reads() {
    return reads;
  }

  /** Whether the client is read. */
  boolean isRead() {
    return reading == null || reading.isOn();
  }

  @Override
  public void accept(ByteBuf bytes) {
    reads++;
    try {
      frames.read(ByteBufUtil.getBytes(bytes));
    } catch (ClosingException broken) {
      messages.fail(broken);
      outgoing.clientFails(broken);
    }
  }

  @Override
  public void message(Line message) {
    var client = reading;
    if (!messages.offer(message, this::resume) && client != null) {
      client.pause();
    }
  }

  private void resume() {
    if (reading != null) {
      reading.resume();
    }
  }

  @Override
  public void ping(byte[] payload) {
    outgoing.pong(payload);
  }

  /** What has come before is whole: its reader may take it. */
  @Override
  public void closed(int code) {
    messages.end();
    outgoing.clientCloses(code);
  }

  /**
   * Nothing more comes. The reader takes what has come, and closes the queue.
   *
   * @param whole whether that was all
   */
  void end(boolean whole) {
    frames.end();
    memory.leave();
    if (whole) {
      messages.end();
    } else {
      messages.fail(new ClosedChannelException());
    }
  }
}
