package httpd.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import httpd.limit.Limits;
import httpd.server.answer.Awaited;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is looked at. */
class ClientWatchTest {

  @Test
  @DisplayName("M-27 a connection that has just been closed is not checked")
  void closed() {
    var limits = Limits.standard();
    var channel = new EmbeddedChannel();
    var looks = new Looks();
    var neighbours = new LoopConnections(channel.eventLoop(), limits);
    var watch = new ClientWatch(channel, limits, neighbours, looks);
    watch.look(1);
    assertEquals(1, looks.count);
    channel.close();
    watch.look(1);
    assertEquals(1, looks.count);
    channel.finishAndReleaseAll();
  }

  private static final class Looks implements ClientWatch.Watched {
    int count;

    @Override
    public Awaited awaited() {
      count++;
      return Awaited.ANSWER;
    }

    @Override
    public long received() {
      return 0;
    }

    @Override
    public void missed(Awaited awaited) {
      throw new AssertionError();
    }
  }
}
