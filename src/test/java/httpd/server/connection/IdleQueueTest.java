package httpd.server.connection;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IdleQueueTest {

  private final IdleQueue queue = new IdleQueue();

  @Test
  @DisplayName("M-11 the connections that have been idle longest come first, each once")
  void order() {
    var first = new EmbeddedChannel();
    var second = new EmbeddedChannel();
    var third = new EmbeddedChannel();
    var busy = new IdleQueue.Place(first);
    var left = new IdleQueue.Place(second);
    assertNull(queue.poll());
    queue.add(busy);
    queue.add(left);
    queue.add(new IdleQueue.Place(third));
    queue.add(busy);
    queue.remove(left);
    queue.remove(left);
    assertSame(third, queue.poll());
    assertSame(first, queue.poll());
    assertNull(queue.poll());
    queue.remove(busy);
    queue.add(busy);
    assertSame(first, queue.poll());
  }
}
