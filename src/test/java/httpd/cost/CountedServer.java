package httpd.cost;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The program in a JVM of its own, with a {@link CostAgent} in it. That JVM compiles by C1 only,
 * which allocates what the bytecode says; it has one event loop and one carrier thread.
 */
final class CountedServer implements AutoCloseable {

  private static final List<String> OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:ActiveProcessorCount=1",
          "-Dio.netty.leakDetection.level=disabled",
          "-Dio.netty.jfr.enabled=false",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final String HANDLER =
      """
      final String line = "x".repeat(63);

      Object handle(Request request) {
        return switch (request.path()) {
          case "/handler" -> "Hello, World!";
          case "/held" -> new Held();
          default -> Stream.generate(() -> line).limit(Long.parseLong(request.query("n")));
        };
      }

      static class Held implements Iterator<String> {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(List.of("first"));

        @Override
        public boolean hasNext() {
          return true;
        }

        @Override
        public String next() {
          try {
            return lines.take();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
      }
      """;

  /** What may fail with the connection. */
  interface Step {
    void run() throws IOException;
  }

  private final LineUpstream upstream;
  private final Process process;
  private final Socket agent;
  private final DataInputStream counters;
  private final InetSocketAddress address;

  private CountedServer(
      LineUpstream upstream, Process process, Socket agent, InetSocketAddress address)
      throws IOException {
    this.upstream = upstream;
    this.process = process;
    this.agent = agent;
    this.address = address;
    counters = new DataInputStream(agent.getInputStream());
  }

  static CountedServer start(Path folder) throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(30_000);
      var upstream = new LineUpstream();
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(OPTIONS);
      command.add("-javaagent:" + agentJar(folder) + "=" + listener.getLocalPort());
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), "httpd.cli.Main"));
      command.addAll(List.of("--log", "off", "--port", "0"));
      command.addAll(routes(folder, upstream.port()));
      var process =
          new ProcessBuilder(command).redirectOutput(folder.resolve("out").toFile()).start();
      try {
        var address = ready(process.errorReader());
        return new CountedServer(upstream, process, listener.accept(), address);
      } catch (IOException | AssertionError failed) {
        process.destroyForcibly();
        upstream.close();
        throw failed;
      }
    }
  }

  private static List<String> routes(Path folder, int upstream) throws IOException {
    var page = Files.writeString(folder.resolve("page.html"), "x".repeat(1000));
    var handler = Files.writeString(folder.resolve("Counted.java"), HANDLER);
    return List.of(
        "/text=text:Hello, World!",
        "/page=file:" + page,
        "/hub=sse+hub:",
        "/up/=http://127.0.0.1:" + upstream + "/",
        "/handler=" + handler,
        "/held=" + handler,
        "/lines=" + handler);
  }

  private static InetSocketAddress ready(BufferedReader err) throws IOException {
    var seen = new StringBuilder();
    for (var line = err.readLine(); line != null; line = err.readLine()) {
      if (line.startsWith("httpd: listening on ")) {
        var url = URI.create(line.substring(line.lastIndexOf(' ') + 1));
        return new InetSocketAddress(url.getHost(), url.getPort());
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError("the program has not started:\n" + seen);
  }

  private static Path agentJar(Path folder) throws IOException {
    var manifest = new Manifest();
    var fields = manifest.getMainAttributes();
    fields.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    fields.putValue("Premain-Class", CostAgent.class.getName());
    fields.putValue("Boot-Class-Path", "agent.jar");
    fields.putValue("Can-Retransform-Classes", "true");
    var jar = folder.resolve("agent.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (var part : List.of(CostAgent.class, CostCounters.class, CountingTransformer.class)) {
        var name = part.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (var bytes = part.getClassLoader().getResourceAsStream(name)) {
          bytes.transferTo(out);
        }
      }
    }
    return jar;
  }

  /** The cost of a step that is done several times. */
  Cost cost(int times, Step step) throws IOException {
    var before = total();
    for (int i = 0; i < times; i++) {
      step.run();
    }
    return total().minus(before).each(times);
  }

  /** All that was done since the start. */
  private Cost total() throws IOException {
    agent.getOutputStream().write(1);
    return new Cost(counters.readLong(), counters.readLong(), counters.readLong());
  }

  LineUpstream upstream() {
    return upstream;
  }

  CostClient connect() throws IOException {
    return new CostClient(address);
  }

  @Override
  public void close() throws IOException {
    upstream.close();
    agent.close();
    process.destroy();
    process.onExit().join();
  }
}
