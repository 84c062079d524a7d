package httpd.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Publishers and subscribers of one topic that use any of several servers, which come and go.
 *
 * <p>Publishers give each event an id and send it until it is acknowledged. Subscribers leave at
 * any time and continue at another server, with the last id that they have.
 */
final class HoppingClients implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final Duration LAST = Duration.ofSeconds(60);
  private static final String END = "the end";

  private final Function<Random, InetSocketAddress> servers;
  private final List<Thread> publishing = new ArrayList<>();
  private final List<Thread> subscribing = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final Set<String> acknowledged = Collections.synchronizedSet(new HashSet<>());
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger hops = new AtomicInteger();
  private final AtomicInteger resets = new AtomicInteger();

  /** One of each text for all subscribers. */
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  private final String first;
  private volatile boolean published;

  HoppingClients(Function<Random, InetSocketAddress> servers) throws IOException {
    this.servers = servers;
    this.first = "first";
    deliver("the beginning", first, new Random(0));
  }

  void publish(int count, int pauseMicros) {
    for (int i = 0; i < count; i++) {
      var name = "p" + i;
      var random = new Random(i);
      publishing.add(Thread.ofVirtual().name(name).start(() -> publish(name, pauseMicros, random)));
    }
  }

  private void publish(String name, int pauseMicros, Random random) {
    try {
      for (int number = 0; !published; number++) {
        deliver(name + " " + number, name + "." + number, random);
        acknowledged.add(name + " " + number);
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pauseMicros));
      }
    } catch (IOException | RuntimeException | AssertionError failure) {
      failures.add(failure);
    }
  }

  /** Sends an event until a server has it. */
  private void deliver(String data, String id, Random random) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (true) {
      var said = send(data, id, random);
      if (said.contains(" 201 ") || said.contains(" 409 ")) {
        return;
      }
      if (!said.isEmpty() && !said.contains(" 503 ")) {
        throw new IOException("publishing was answered with " + said);
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("not accepted: " + data);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** The first line of the answer; empty if there is none. */
  private String send(String data, String id, Random random) {
    var body = "{\"data\":\"" + data + "\",\"id\":\"" + id + "\"}";
    try (var socket = connect(random)) {
      var head =
          "POST /tea HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n";
      socket.getOutputStream().write((head + body).getBytes(UTF_8));
      var line = reader(socket).readLine();
      return line == null ? "" : line + " ";
    } catch (IOException | AssertionError away) { // The server is dead, or starts.
      return "";
    }
  }

  private Socket connect(Random random) throws IOException {
    var socket = new Socket();
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(servers.apply(random), PATIENCE_MILLIS);
      return socket;
    } catch (IOException | AssertionError e) {
      socket.close();
      throw e;
    }
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8), 1024);
  }

  void subscribe(int count) {
    for (int i = 0; i < count; i++) {
      var subscriber = new Subscriber(new Random(1_000 + i));
      subscribers.add(subscriber);
      subscribing.add(Thread.ofVirtual().name("subscriber " + i).start(subscriber));
    }
  }

  /** One that leaves a server at any time and continues at another one. */
  private final class Subscriber implements Runnable {
    private final Random random;
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private String id = first;

    Subscriber(Random random) {
      this.random = random;
    }

    @Override
    public void run() {
      try {
        while (!isDone() && !Thread.currentThread().isInterrupted()) {
          hop();
        }
      } catch (RuntimeException failure) {
        failures.add(failure);
      }
    }

    private boolean isDone() {
      return !received.isEmpty() && received.getLast().equals(END);
    }

    private void hop() {
      hops.incrementAndGet();
      try (var socket = connect(random)) {
        var head = "GET /tea HTTP/1.0\r\nAccept: text/event-stream\r\nLast-Event-ID: " + id;
        socket.getOutputStream().write((head + "\r\n\r\n").getBytes(UTF_8));
        read(reader(socket), random.nextInt(1, 200));
      } catch (IOException | AssertionError away) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(10, 200)));
      }
    }

    /** Takes events until it wants to go; an event without its empty line was not received. */
    private void read(BufferedReader lines, int most) throws IOException {
      var data = "";
      var next = id;
      for (int left = most; left > 0 && !isDone(); ) {
        var line = lines.readLine();
        if (line == null) {
          return;
        }
        if (line.startsWith("id: ")) {
          next = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.equals("event: reset")) {
          resets.incrementAndGet();
        } else if (line.isEmpty() && !data.isEmpty()) {
          received.add(texts.computeIfAbsent(data, same -> same));
          id = next;
          data = "";
          left--;
        }
      }
    }
  }

  /** Ends publishing; all subscribers have to get the last event. Fails with what went wrong. */
  void finish() throws Exception {
    published = true;
    for (var thread : publishing) {
      thread.join();
    }
    deliver(END, "last", new Random(0));
    for (var thread : subscribing) {
      if (!thread.join(LAST)) {
        throw new AssertionError(thread.getName() + " has not finished; " + failures);
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.size() + " failed", failures.getFirst());
    }
  }

  /** What a new subscriber gets. */
  List<String> all() {
    var fresh = new Subscriber(new Random(0));
    fresh.run();
    return fresh.received;
  }

  Set<String> acknowledged() {
    return acknowledged;
  }

  List<List<String>> received() {
    return subscribers.stream().map(subscriber -> subscriber.received).toList();
  }

  int resets() {
    return resets.get();
  }

  String summary() {
    return subscribers.size() + " subscribers, " + hops + " hops, " + resets + " resets";
  }

  @Override
  public void close() throws InterruptedException {
    published = true;
    for (var thread : publishing) {
      thread.interrupt();
      thread.join();
    }
    for (var thread : subscribing) {
      thread.interrupt();
      thread.join();
    }
  }
}
