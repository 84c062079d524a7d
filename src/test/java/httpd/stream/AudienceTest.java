package httpd.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.CloseReason;
import httpd.Headers;
import httpd.line.FellBehindException;
import httpd.line.ForwardingSource;
import httpd.line.LeadSource;
import httpd.line.Line;
import httpd.line.LineSource;
import httpd.line.Poll;
import httpd.line.pump.LinePump;
import httpd.tail.TailedFiles;
import httpd.testing.Eventually;
import httpd.topic.MemoryRing;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of one event loop that follow one ring, over real sockets. */
class AudienceTest {

  private static final int MANY = 200;
  private static final int KEPT = 16;
  private static final int SMALL = 32 * 1024;
  private static final long SEED = 20_261_128;
  private static final int STEPS = 3_000;
  private static final String LAST = "the last one";

  private MemoryRing ring = new MemoryRing(KEPT, Long.MAX_VALUE);
  private final List<Client> clients = new ArrayList<>();
  private CountedLoop loop;
  private boolean noMemory;

  /** A client, and the stream that it gets. */
  private final class Client implements StreamWriter.Listener {
    final CountedLoop.Connection connection;
    final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
    final StreamWriter stream;
    volatile Throwable cause;

    Client(LineSource source, int receiveBuffer) throws Exception {
      connection = loop.connect(receiveBuffer);
      stream = loop.call(() -> begin(source));
      assertEquals(PumpTest.HEAD, connection.read(PumpTest.HEAD.length()));
      clients.add(this);
    }

    private StreamWriter begin(LineSource source) {
      var messages = connection.channel().pipeline().lastContext();
      var bytes = messages.pipeline().context(CombinedChannelDuplexHandler.class);
      var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      head.headers().set("transfer-encoding", "chunked");
      messages.write(head);
      var made =
          new StreamWriter(
              messages, bytes, source, Framing.CHUNKED, null, () -> Headers.EMPTY, null, this);
      connection.channel().pipeline().addLast(new Closing(made));
      made.start();
      return made;
    }

    @Override
    public void streamClosed(CloseReason reason, Throwable cause) {
      connection.channel().close();
      this.cause = cause;
      ends.add(reason);
    }

    CloseReason end() throws InterruptedException {
      return ends.poll(10, TimeUnit.SECONDS);
    }

    void expect(String line) throws IOException {
      var chunk = chunk(line);
      assertEquals(chunk, connection.read(chunk.length()));
    }

    boolean hasSeat() {
      return loop.call(() -> stream.audience() != null);
    }

    long lines() throws Exception {
      return loop.call(() -> stream.audience() == null ? stream.lines() : -1);
    }
  }

  /** Has a lead that runs out of memory after one line. */
  private final class WithoutMemory extends ForwardingSource {

    WithoutMemory(LineSource source) {
      super(source);
    }

    @Override
    public Object shared() {
      return sharedBelow();
    }

    @Override
    public LeadSource lead() {
      var lead = super.lead();
      return new LeadSource() {
        private boolean stepped;

        @Override
        public Poll peek(Runnable wake) {
          if (noMemory && stepped) {
            throw new OutOfMemoryError("test");
          }
          stepped = false;
          return lead.peek(wake);
        }

        @Override
        public void step() {
          stepped = true;
          lead.step();
        }

        @Override
        public Object place() {
          return lead.place();
        }

        @Override
        public String nextPosition() {
          return lead.nextPosition();
        }

        @Override
        public void close() {
          lead.close();
        }
      };
    }
  }

  /** Tells a stream what its connection does, as an exchange would. */
  private static final class Closing extends ChannelInboundHandlerAdapter {
    private final StreamWriter stream;

    Closing(StreamWriter stream) {
      this.stream = stream;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      stream.close(CloseReason.CLIENT_GONE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
      context.close();
    }
  }

  private static String chunk(String line) {
    return Integer.toHexString(line.length()) + "\r\n" + line + "\r\n";
  }

  @BeforeEach
  void open() throws Exception {
    loop = new CountedLoop();
  }

  @AfterEach
  void close() throws Exception {
    for (var client : clients) {
      client.connection.client().close();
    }
    for (var client : clients) {
      client.connection.channel().closeFuture().await(30, TimeUnit.SECONDS);
    }
    Eventually.holds("all have left", () -> ring.readers() == 0);
    loop.close();
  }

  private void join(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      new Client(ring.last(0), 0);
    }
  }

  /** Those that came first were too few for an audience: a line later they have a seat as well. */
  private void joinAndSit(int count) throws Exception {
    join(count);
    tell("first");
    expectSeats(clients.size());
  }

  /** A client may have read its line before the turn has ended that gives its stream a seat. */
  private void expectSeats(int count) {
    Eventually.isFine(() -> {
      long seated = clients.stream().filter(Client::hasSeat).count();
      return seated == count ? null : seated + " seats in place of " + count;
    });
  }

  /** Appends a line that all clients read. */
  private void tell(String text) throws IOException {
    tell(text, clients);
  }

  private void tell(String text, List<Client> readers) throws IOException {
    ring.append(Line.of(text));
    for (var client : readers) {
      client.expect(text + "\n");
    }
  }

  @Test
  @DisplayName("S-340 a line costs an event loop one task, however many streams wait for it")
  void oneTask() throws Exception {
    joinAndSit(MANY);
    int before = loop.tasksFromOthers();
    tell("second");
    assertEquals(1, loop.tasksFromOthers() - before);
  }

  @Test
  @DisplayName(
      "P-172 readers of a followed file that keep up form an audience, over a rotation too")
  void followedFile(@TempDir Path directory) throws Exception {
    var file = Files.writeString(directory.resolve("a.log"), "");
    var topic = TailedFiles.ofTheProcess().file(file.toString());
    for (int i = 0; i < KEPT; i++) {
      new Client(topic.last(0), 0);
    }
    for (var text : List.of("first", "second")) { // The first one that reads it has no company yet.
      write(file, text);
    }
    expectSeats(KEPT);
    Files.move(file, directory.resolve("a.log.1"));
    write(file, "third");
    expectSeats(KEPT);
  }

  /** Adds a line to a file that all clients read. */
  private void write(Path file, String text) throws IOException {
    Files.writeString(file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    for (var client : clients) {
      client.expect(text + "\n");
    }
  }

  @Test
  @DisplayName("S-340.1 lines that come during a pass cost no more tasks, and leave in one write")
  void linesThatComeTogether() throws Exception {
    joinAndSit(MANY);
    int before = loop.tasksFromOthers();
    loop.call(() -> {
      for (int i = 0; i < KEPT; i++) {
        ring.append(Line.of("line " + i));
      }
      return null;
    });
    for (var client : clients) {
      for (int i = 0; i < KEPT; i++) {
        client.expect("line " + i + "\n");
      }
    }
    assertEquals(1, loop.tasksFromOthers() - before, "the call of this test");
    expectSeats(MANY);
  }

  @Test
  @DisplayName("S-341 a pass serves a bounded number of streams before other connections")
  void othersAreServedBetween() throws Exception {
    joinAndSit(MANY);
    var other = loop.connect(0);
    var unserved = new CompletableFuture<Integer>();
    var audience = loop.call(() -> clients.getFirst().stream.audience());
    other
        .channel()
        .pipeline()
        .addFirst(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object bytes) {
                ReferenceCountUtil.release(bytes);
                unserved.complete(audience.unserved());
              }
            });
    loop.call(() -> {
      other.client().getOutputStream().write('x'); // The loop finds it when it looks next.
      ring.append(Line.of("second"));
      return null;
    });
    assertEquals(MANY - Audience.SEATS_A_TURN, unserved.get(30, TimeUnit.SECONDS));
    for (var client : clients) {
      client.expect("second\n");
    }
    other.client().close();
  }

  @Test
  @DisplayName("S-342 a client that is slow leaves the others, and comes back without a gap")
  void slowClient() throws Exception {
    var slow = new Client(ring.last(0), SMALL);
    joinAndSit(20);
    var others = clients.subList(1, clients.size());
    var text = "x".repeat(20_000);
    int sent = 0;
    while (slow.hasSeat()) { // Until the kernel has no room for it.
      tell(sent++ + text, others);
    }
    expectSeats(20);
    assertEquals(LinePump.State.WAITING_FOR_SINK, loop.call(slow.stream::state));
    tell("missed", others);

    for (int i = 0; i < sent; i++) {
      slow.expect(i + text + "\n");
    }
    slow.expect("missed\n");
    expectSeats(21);
    tell("last");
    expectSeats(21);
    loop.call(() -> {
      slow.stream.close(CloseReason.SERVER_STOPPED);
      return null;
    });
    assertEquals(sent + 3, slow.lines(), "with the first, the missed and the last one");
    long bytes = "first\nmissed\nlast\n".length();
    for (int i = 0; i < sent; i++) {
      bytes += (i + text).length() + 1;
    }
    assertEquals(bytes, loop.call(slow.stream::bytes));
  }

  @Test
  @DisplayName("S-342 a client that is slow and alone in its audience leaves it without a gap")
  void slowAndAlone() throws Exception {
    ring = new MemoryRing(1_000, Long.MAX_VALUE);
    var elsewhere = new ArrayList<LineSource>();
    for (int i = 0; i < KEPT; i++) { // So many that a lead is worth while.
      elsewhere.add(ring.last(0));
      assertInstanceOf(Poll.Pending.class, elsewhere.getLast().poll(() -> {}));
    }
    var slow = new Client(ring.last(0), SMALL);
    for (int round = 0; round < 20; round++) {
      expectSeats(1);
      var text = "x".repeat(20_000);
      int sent = 0;
      while (slow.hasSeat()) { // Until the kernel has no room for it.
        ring.append(Line.of(sent++ + text));
      }
      for (int i = 0; i < sent; i++) {
        slow.expect(i + text + "\n");
      }
    }
    elsewhere.forEach(LineSource::close);
  }

  @Test
  @DisplayName("S-343 what comes in pieces, each stream polls for itself")
  void pieces() throws Exception {
    joinAndSit(20);
    ring.append(Line.verbatim("he"));
    for (var client : clients) {
      client.expect("he");
    }
    expectSeats(0);
    ring.append(Line.of("llo"));
    for (var client : clients) {
      client.expect("llo\n");
    }
    tell("next");
    expectSeats(20);
    var first = clients.getFirst();
    loop.call(() -> {
      first.stream.close(CloseReason.SERVER_STOPPED);
      return null;
    });
    assertEquals(3, first.lines());
  }

  @Test
  @DisplayName("S-343 without memory for the lines of all, each stream polls for itself")
  void noMemory() throws Exception {
    for (int i = 0; i < 20; i++) {
      new Client(new WithoutMemory(ring.last(0)), 0);
    }
    tell("first");
    expectSeats(20);
    loop.call(() -> {
      noMemory = true;
      ring.append(Line.of("second"));
      ring.append(Line.of("third"));
      return null;
    });
    for (var client : clients) {
      client.expect("second\n");
      client.expect("third\n");
    }
    noMemory = false;
    tell("last");
    expectSeats(20);
    var first = clients.getFirst();
    loop.call(() -> {
      first.stream.close(CloseReason.SERVER_STOPPED);
      return null;
    });
    assertEquals(4, first.lines());
  }

  @Test
  @DisplayName("S-343 a line that is longer than a turn, each stream polls for itself")
  void longLine() throws Exception {
    joinAndSit(20);
    tell("y".repeat(100_000));
    tell("next");
    expectSeats(20);
  }

  @Test
  @DisplayName("S-343 the end of the lines is the end of each stream, after all lines")
  void end() throws Exception {
    joinAndSit(20);
    loop.call(() -> {
      ring.append(Line.of("last"));
      ring.end();
      return null;
    });
    for (var client : clients) {
      client.expect("last\n");
      assertEquals("0\r\n\r\n", client.connection.read(5));
      assertEquals(CloseReason.COMPLETED, client.end());
      assertEquals(2, client.lines());
    }
  }

  @Test
  @DisplayName("S-343 streams that fall behind together are cut each for itself")
  void allFallBehind() throws Exception {
    joinAndSit(20);
    loop.call(() -> {
      for (int i = 0; i < 2 * KEPT; i++) {
        ring.append(Line.of("line " + i));
      }
      return null;
    });
    for (var client : clients) {
      assertEquals(CloseReason.CLIENT_TOO_SLOW, client.end());
      assertInstanceOf(FellBehindException.class, client.cause);
    }
  }

  @Test
  @DisplayName("S-342 a source that is closed elsewhere while it follows wakes its stream")
  void closedElsewhere() throws Exception {
    join(20);
    var source = ring.last(0);
    var client = new Client(source, 0);
    tell("first");
    expectSeats(21);
    source.close();
    assertEquals(CloseReason.SOURCE_FAILED, client.end());
    clients.remove(client);
    client.connection.client().close();
    tell("second");
  }

  @Test
  @DisplayName(
      "S-342.1 a stream that the server ends during a pass gets what the pass gives, first")
  void endedDuringAPass() throws Exception {
    joinAndSit(MANY);
    loop.call(() -> {
      ring.append(Line.of("second"));
      clients.getFirst().connection.channel().eventLoop().execute(this::endAll);
      return null;
    });
    for (var client : clients) {
      assertEquals(chunk("second\n") + chunk("farewell\n"), client.connection.readAll());
      assertEquals(3, client.lines());
    }
  }

  private void endAll() {
    for (var client : clients) {
      client.stream.closeAfter(Line.of("farewell"), CloseReason.SERVER_STOPPED);
    }
  }

  @Test
  @DisplayName("S-342 under any order of joins, leaves, pauses and lines: no gap and no duplicate")
  void anyOrder() throws Exception {
    ring = new MemoryRing(100_000, Long.MAX_VALUE);
    var chance = new Random(SEED);
    var readers = new ArrayList<NumberedReader>();
    int number = 0;
    for (int step = 0; step < STEPS; step++) {
      switch (chance.nextInt(12)) {
        case 0 -> readers.add(new NumberedReader(chance.nextInt(4) == 0 ? SMALL : 0));
        case 1 -> {
          if (readers.size() > 20) {
            readers.remove(chance.nextInt(readers.size())).leave();
          }
        }
        case 2, 3 -> {
          for (var reader : readers) {
            if (chance.nextBoolean()) {
              reader.readWhatIsThere();
            }
          }
        }
        default -> ring.append(Line.of(number++ + " " + "z".repeat(chance.nextInt(3_000))));
      }
    }
    for (int end = 0; end < 2; end++) { // Those that were not there together sit a line later.
      ring.append(Line.of(number++ + " " + LAST));
      for (var reader : readers) {
        reader.readToTheLast();
      }
    }
    expectSeats(readers.size());
    assertTrue(readers.stream().filter(reader -> reader.wasSlow).count() > 2, "slow readers");
  }

  /** Reads lines that are numbered, and checks that each follows the one before. */
  private final class NumberedReader {
    private final Client client;
    private final StringBuilder received = new StringBuilder();
    private long next = -1;
    private boolean last;
    private boolean wasSlow;

    NumberedReader(int receiveBuffer) throws Exception {
      client = new Client(ring.last(0), receiveBuffer);
    }

    void readWhatIsThere() throws Exception {
      wasSlow |= loop.call(() -> client.stream.state() == LinePump.State.WAITING_FOR_SINK);
      take(client.connection.client().getInputStream().available());
    }

    void readToTheLast() throws IOException {
      last = false;
      while (!last) {
        take(Math.max(1, client.connection.client().getInputStream().available()));
      }
    }

    private void take(int count) throws IOException {
      received.append(client.connection.read(count));
      for (int end = received.indexOf("\r\n"); end > 0; end = received.indexOf("\r\n")) {
        int length = Integer.parseInt(received.substring(0, end), 16);
        if (received.length() < end + length + 4) {
          return;
        }
        check(received.substring(end + 2, end + 2 + length));
        received.delete(0, end + length + 4);
      }
    }

    private void check(String line) {
      long number = Long.parseLong(line.substring(0, line.indexOf(' ')));
      assertEquals(next < 0 ? number : next, number);
      next = number + 1;
      last = line.endsWith(LAST + "\n");
    }

    void leave() throws Exception {
      clients.remove(client);
      client.connection.client().close();
      assertEquals(CloseReason.CLIENT_GONE, client.end());
    }
  }
}
