package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.Request;
import httpd.cli.once.OneAnswer;
import httpd.cli.once.OutputWatch;
import httpd.cli.output.Console;
import httpd.cli.output.TextStyle;
import httpd.script.HandlerCache;
import httpd.script.HandlerFile;
import httpd.script.HandlerFileException;
import httpd.script.HandlerWatch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * The training run of an AOT cache: starts the program on a free port of this machine, makes the
 * requests of a usual start, and exits. The launcher runs it; the classes that are loaded here are
 * loaded at each start with the cache, so it does nothing that is rare.
 */
public final class Training {

  private static final String HANDLER =
      """
      Response handle(Request request) {
        return switch (request.path()) {
          case "/handler/lines" -> Response.lines(List.of("a", "b").iterator());
          default -> Response.text("hello");
        };
      }
      """;

  /** What a file with errors is: compiled with all libraries and all of java.base. */
  private static final String WHOLE =
      """
      import module java.base;

      Response handle() {
        return Response.text("hello");
      }
      """;

  private static final String READY = "listening on http://127.0.0.1:";

  private Training() {}

  /** Runs the program over files that it writes into the directory {@code arguments[0]}. */
  public static void main(String... arguments) throws IOException, HandlerFileException {
    var directory = Path.of(arguments[0]);
    var log = Files.writeString(directory.resolve("app.log"), "first line\n");
    Files.writeString(directory.resolve("page.html"), "<p>page</p>\n");
    var handler = directory.resolve("Hello.java");
    var styles = directory.resolve("Styles.java");
    var whole = directory.resolve("Whole.java");
    if (!Files.exists(handler)) {
      Files.writeString(handler, HANDLER);
      HandlerFile.load(Files.writeString(styles, TrainingStyles.SOURCE));
      HandlerFile.load(Files.writeString(whole, WHOLE));
      answerOnce();
    }
    var port = new CompletableFuture<Integer>();
    System.setErr(new PrintStream(new ReadyLine(port), true, UTF_8));
    Thread.ofPlatform().daemon().start(() -> System.exit(request(port.join()) ? 0 : 1));
    Main.main(
        "--port",
        "0",
        "/hello=text:Hello, World!",
        "/files/=" + directory,
        "/log=" + log,
        "/handler/=" + handler);
  }

  /** Does what {@code -c CODE --get /} does, to no output. */
  private static void answerOnce() throws HandlerFileException {
    try (var watch = new HandlerWatch(_ -> {}, List.of(), HandlerCache.OFF)) {
      var handler = watch.loadCode("request -> \"hello \" + request.query(\"name\")");
      var console = Console.ofTheProcess();
      var silent =
          new Console(
              console.out(),
              OutputStream.nullOutputStream(),
              console.err(),
              false,
              false,
              TextStyle.PLAIN,
              TextStyle.PLAIN);
      new OneAnswer(handler, silent, OutputWatch.NONE)
          .print(Request.get("/?name=Ada"), new CountDownLatch(1)::await);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean request(int port) {
    try {
      return answers(port, "/hello")
          && answers(port, "/handler/hello")
          && answers(port, "/handler/lines")
          && answers(port, "/files/page.html")
          && answers(port, "/log?last=1");
    } catch (IOException e) {
      return false; // The exit code tells the launcher, which prints nothing.
    }
  }

  /** Asks for a path, and reads the beginning of the answer. */
  private static boolean answers(int port, String path) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      var start = new String(socket.getInputStream().readNBytes(12), UTF_8);
      return start.equals("HTTP/1.1 200");
    }
  }

  /** Standard error that completes a future with the port of the ready line. */
  private static final class ReadyLine extends OutputStream {
    private final OutputStream err = new FileOutputStream(FileDescriptor.err);
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Integer> port;

    ReadyLine(CompletableFuture<Integer> port) {
      this.port = port;
    }

    @Override
    public synchronized void write(int b) throws IOException {
      err.write(b);
      text.append((char) b);
      int at = text.indexOf(READY);
      int end = at < 0 ? -1 : text.indexOf("/", at + READY.length());
      if (end > 0) {
        port.complete(Integer.parseInt(text.substring(at + READY.length(), end)));
      }
    }
  }
}
