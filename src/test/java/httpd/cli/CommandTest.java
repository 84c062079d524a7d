package httpd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.cli.error.ExitCode;
import httpd.cli.output.Console;
import httpd.cli.output.TextStyle;
import httpd.cli.process.StopControl;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The command, called in this process, in an environment of the test's own. */
public abstract class CommandTest {

  public @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** What the command finds in its environment. */
  public final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void fillTheFolder() throws Exception {
    Files.createFile(folder.resolve("app.log"));
    Files.writeString(folder.resolve("Hello.java"), "String handle(Request r) { return \"hi\"; }");
    Files.createDirectory(folder.resolve("sub"));
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }

  /** Where the last line of that kind on standard error says that it listens. */
  InetSocketAddress address() {
    var plain = err().replaceAll("\u001b\\[[0-9;]*m", "");
    int at = plain.indexOf("http", plain.lastIndexOf("listening on "));
    var uri = URI.create(plain.substring(at, plain.indexOf('\n', at)).replaceAll(" .*", ""));
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  /** {@code ~} is the folder of the test. */
  String inFolder(String text) {
    return text.replace("~", folder.toString());
  }

  ExitCode run(StopControl control, boolean terminal, String... arguments) {
    var outStream = new PrintStream(out, true, UTF_8);
    var errStream = new PrintStream(err, true, UTF_8);
    var console =
        new Console(
            outStream, out, errStream, terminal, terminal, TextStyle.PLAIN, TextStyle.PLAIN);
    return new HttpdCommand(console, control, environment).run(arguments);
  }

  /** For calls that must not come as far as serving. */
  ExitCode run(String... arguments) {
    return run(
        () -> {
          throw new AssertionError("it serves");
        },
        false,
        arguments);
  }
}
