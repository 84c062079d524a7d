package httpd.server.connection;

import httpd.CloseReason;
import httpd.net.DirectSocket;
import httpd.server.answer.AnswerBytes;
import httpd.server.answer.ExchangeLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The short answers of a turn of one connection, to leave in one write. There is one for each event
 * loop, since one of its connections has its turn at a time.
 */
final class TurnBuffer {

  private static final int CAPACITY = 64 * 1024;

  private final byte[] bytes = new byte[CAPACITY];
  private final List<ExchangeLog> logs = new ArrayList<>();
  private int length;

  /** The copy that a socket writes from; freed with the loop by the garbage collector. */
  private final ByteBuf direct = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(CAPACITY));

  /** Whose answers it has; null if it is empty. */
  private @Nullable TurnAnswers owner;

  static boolean mayTake(int length) {
    return length <= CAPACITY;
  }

  @SuppressWarnings("ReferenceEquality") // One for each connection.
  boolean isOf(TurnAnswers connection) {
    return owner == connection;
  }

  /** Adds an answer of a connection, after those that it has no room for are written. */
  void add(TurnAnswers connection, AnswerBytes answer, int most, ExchangeLog log) {
    if (owner != null && (!isOf(connection) || CAPACITY - length < most)) {
      owner.flush();
    }
    owner = connection;
    length = answer.write(bytes, length);
    logs.add(log);
  }

  /**
   * Sends as much as the socket takes at once, and empties this buffer.
   *
   * @return the rest, in a buffer that the caller owns; null if nothing is left
   */
  @Nullable ByteBuf sendTo(DirectSocket socket) {
    int all = length;
    clear();
    int sent = 0;
    if (socket.isClear() && direct.hasMemoryAddress()) {
      direct.setBytes(0, bytes, 0, all);
      sent = socket.send(direct.memoryAddress(), all);
    }
    return sent == all
        ? null
        : ByteBufAllocator.DEFAULT.directBuffer(all - sent).writeBytes(bytes, sent, all - sent);
  }

  /** Logs the end of the answers that it had. */
  void done(CloseReason reason) {
    for (int i = 0; i < logs.size(); i++) {
      logs.get(i).done(reason);
    }
    logs.clear();
  }

  /** Removes the logs of the answers that it had, whose end is not logged yet. */
  List<ExchangeLog> takeLogs() {
    var taken = List.copyOf(logs);
    logs.clear();
    return taken;
  }

  void clear() {
    length = 0;
    owner = null;
  }
}
