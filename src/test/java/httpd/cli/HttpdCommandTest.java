package httpd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import httpd.cli.error.ExitCode;
import httpd.cli.option.ClassPath;
import httpd.cli.option.Options;
import httpd.cli.process.StopControl;
import httpd.cli.target.TargetKinds;
import httpd.line.split.LineLimit;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpdCommandTest extends CommandTest {

  @ParameterizedTest(name = "C-20: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--prot 1 text:x        | unknown option --prot | did you mean --port?",
        "--hlep                 | unknown option --hlep | did you mean --help?",
        "--prot=1 text:x        | unknown option --prot | did you mean --port?",
        "-x text:x              | unknown option -x | httpd --help names every option; after --"
            + " all is WHAT",
        "text:x --port          | --port: the value is missing | httpd --help says what it takes",
        "-p abc text:x          | --port abc: a port is a number from 0 to 65535 | --port 8080 is"
            + " usual, --port 0 takes a free one",
        "-p 65536 text:x        | --port 65536: a port is a number from 0 to 65535 | --port 8080 is"
            + " usual, --port 0 takes a free one",
        "-p -1 text:x           | --port -1: a port is a number from 0 to 65535 | --port 8080 is"
            + " usual, --port 0 takes a free one",
        "-p 8080                | there is nothing to serve | name a file, or - for a pipe",
        "text:a text:b          | text:a and text:b: a WHAT without a path stands alone | give each"
            + " a path, as /a=text:b, or quote what belongs together",
        "/x=text:a text:b       | /x=text:a and text:b: a WHAT without a path stands alone | give"
            + " each a path, as /a=text:b, or quote what belongs together",
        "@nosuch                | @nosuch: no such file | @FILE reads arguments from FILE, one per"
            + " line; ./@nosuch is a file of that name",
        "/x=                    | /x=: WHAT is empty | write a file, - for standard input, or"
            + " text:STRING",
        "GET:/x                 | GET:/x: there is no =WHAT behind the path | write it as"
            + " GET:/x=Hello.java",
        "/x=tial:app.log        | /x=tial:app.log: no such kind \"tial:\" | did you mean tail:?"
            + " the kinds are java: tail: dir: file: stdin: exec: bin: hub: streams: text: http:"
            + " https: http+unix: h2: h2c:",
        "quux:app.log           | quux:app.log: no such kind \"quux:\" | the kinds are java:"
            + " tail: dir: file: stdin: exec: bin: hub: streams: text: http: https: http+unix:"
            + " h2: h2c:",
        "get:/x=text:y          | get:/x=text:y: no such kind \"get:\" | methods are capitals:"
            + " GET:/x=text:y",
        "stdin:x                | stdin:x: stdin: takes nothing after the colon | write stdin: or"
            + " -",
        "/x=tail:               | /x=tail:: tail: needs the name of a file | write tail:FILE",
        "/x=dir:public          | /x=dir:public: public: no such directory | it must exist at the"
            + " start; text:STRING serves a string",
        "/x=dir:~/sbu           | /x=dir:~/sbu: ~/sbu: no such directory | did you mean ~/sub?",
        "/x=dir:                | /x=dir:: dir: needs the name of a directory | write"
            + " dir:DIRECTORY; dir:. is this one",
        "dir:~/app.log          | dir:~/app.log: ~/app.log is not a directory | write"
            + " file:~/app.log to serve one file",
        "file:~/app.lgo         | file:~/app.lgo: ~/app.lgo: no such file | did you mean"
            + " ~/app.log?",
        "/x=dir:~/sub /x/=text:y | routes GET,HEAD /x/ and GET,HEAD /x/ take the same requests |"
            + " leave one out, or give it a path or a method of its own",
        "/x=sse+text:y          | /x=sse+text:y: sse+ is for live lines: tail: stdin:"
            + " exec: shared+exec: hub: http: | write text:y",
        "/x=verbatim+tail:y     | /x=verbatim+tail:y: verbatim+ is for exec: alone, whose command"
            + " may print an event stream itself | write sse+tail:y to make an event of each line",
        "/x=sse+lines+hub:      | /x=sse+lines+hub:: sse+ is for live lines: tail:"
            + " stdin: exec: shared+exec: hub: http: | write lines+hub:",
        "/x=lines+http://u      | /x=lines+http://u: another server's text passes through"
            + " unchanged, line by line | write http://u, or sse+http://u for events",
        "/x=sse+sse+http://u    | /x=sse+sse+http://u: sse+ is for live lines: tail:"
            + " stdin: exec: shared+exec: hub: http: | write sse+http://u",
        "/x=verbatim+http://u   | /x=verbatim+http://u: verbatim+ is for exec: alone, whose command"
            + " may print an event stream itself | write sse+http://u to make an event of each"
            + " line",
        "--sync off text:x      | --sync off: events on disk are written through always, after a"
            + " time, or when the system does | write always, 100ms or another time, or os",
        "--sync 1 text:x        | --sync 1: a time is a number with ms, s, m or h after it | write"
            + " always, 100ms or another time, or os",
        "--sync alway text:x    | --sync alway: a time is a number with ms, s, m or h after it |"
            + " did you mean always?",
        "--keep 1x text:x       | --keep 1x: the first of the three is a size: 1 or more bytes,"
            + " with k, m or g after it, or off | --keep 1g,7d,100000 keeps at most a gigabyte, a"
            + " week and 100000 events of each log",
        "--keep 1g,0s text:x    | --keep 1g,0s: a time is a number with ms, s, m, h or d after it |"
            + " write 500ms, 15s, 2m, 12h, 7d or off",
        "--keep 1g,7d,0 text:x  | --keep 1g,7d,0: the third of the three is a number of events:"
            + " 1 or more, or off | --keep"
            + " 1g,7d,100000 keeps at most a gigabyte, a week and 100000 events of each log",
        "--heartbeat 15 text:x  | --heartbeat 15: a time is a number with ms, s, m or h after it |"
            + " write 500ms, 15s, 2m or off",
        "--heartbeat 0s text:x  | --heartbeat 0s: a time is a number with ms, s, m or h after it |"
            + " write 500ms, 15s, 2m or off",
        "--replay 0 text:x      | --replay 0: it is a number from 1 to 65535 | --replay 1000 is the"
            + " default",
        "tail:~/sub             | tail:~/sub: ~/sub is a directory | tail:~/sub/ has the logs in"
            + " it; dir:~/sub serves its files",
        "/x=exec:               | /x=exec:: exec: needs a command | write exec:COMMAND, as"
            + " 'exec:vmstat 1'",
        "/x=pty+exec:           | /x=pty+exec:: exec: needs a command | write exec:COMMAND, as"
            + " 'exec:vmstat 1'",
        "/x=shared+stdin:       | /x=shared+stdin:: shared+ is for exec: and one http:, which run"
            + " for each client without it; all clients share this one anyway | write stdin:, or"
            + " shared+exec:COMMAND",
        "/x=pty+tail:app.log    | /x=pty+tail:app.log: pty+ is for exec: alone, the one kind that"
            + " has a terminal | write pty+exec:COMMAND",
        "--max-exec 0 text:x    | --max-exec 0: the cap is a number from 1 to 99999 | --max-exec"
            + " 256 is the default; more are answered 503",
        "--max-line 1023 text:x | --max-line 1023: a line's limit is a number of bytes, or one with"
            + " k, m or g after it, from 1k to 1g | --max-line 1m is the default; longer lines come"
            + " in pieces",
        "--max-line 2g text:x   | --max-line 2g: a line's limit is a number of bytes, or one with"
            + " k, m or g after it, from 1k to 1g | --max-line 1m is the default; longer lines come"
            + " in pieces",
        "--max-line 1mb text:x  | --max-line 1mb: a line's limit is a number of bytes, or one with"
            + " k, m or g after it, from 1k to 1g | --max-line 1m is the default; longer lines come"
            + " in pieces",
        "~/app.lgo              | ~/app.lgo: no such file | did you mean ~/app.log?",
        "/x=~/app.lgo           | /x=~/app.lgo: ~/app.lgo: no such file | did you mean ~/app.log?",
        "/x=tail:~/%Q.log       | /x=tail:~/%Q.log: %Q is not a part of a date; use %Y %m %d %H"
            + " %M %j, or %% for % | tail:log-%Y-%m-%d.txt follows the day's file",
        "tail:/dev/null         | tail:/dev/null: /dev/null is not a regular file | a pipe is read"
            + " with - : httpd - </dev/null",
        "--last x ~/app.log     | --last x: it is a number from 0 to 99999 | --last 10 begins"
            + " with the last 10 lines, --last 0 with none",
        "/x=~/Helo.java         | /x=~/Helo.java: ~/Helo.java: no such file | did you mean"
            + " ~/Hello.java?",
        "~/nowhere.txt          | ~/nowhere.txt: no such file | tail:~/nowhere.txt waits for it;"
            + " text:STRING serves a string",
        "x=text:y               | x=text:y: no such file | a route begins with a slash: /x=text:y",
        "/dev/null              | /dev/null: /dev/null is not a regular file | a pipe is read with"
            + " - : httpd - </dev/null",
        "/a//b=text:x           | /a//b=text:x: path /a//b: // has no segment between its slashes |"
            + " a path is /x, or /x/ for all below it, or /x/{name} for any one segment",
        "/{a=text:x             | /{a=text:x: path /{a: the { in {a is not closed | a path is /x,"
            + " or /x/ for all below it, or /x/{name} for any one segment",
        "/a=text:x GET:/a=text:y | routes GET,HEAD /a and GET,HEAD /a take the same requests |"
            + " leave one out, or give it a path or a method of its own",
      })
  void wrongArgumentsAreTwoLinesAndExitCode2(String line, String what, String hint) {
    var arguments = line.startsWith("'") ? new String[] {line.replace("'", "")} : line.split(" ");
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = inFolder(arguments[i]);
    }
    assertEquals(ExitCode.WRONG_ARGUMENTS, run(arguments));
    assertEquals("httpd: %s\n  hint: %s\n".formatted(inFolder(what), inFolder(hint)), err());
    assertEquals("", out());
  }

  @Test
  @DisplayName("C-20 a line feed in an argument does not make a third line")
  void aLineFeedInAnArgumentMakesNoThirdLine() {
    run("a\nb:c\rd");
    assertEquals(2, err().lines().count());
  }

  @Test
  @DisplayName("C-5 without arguments a short usage is printed and nothing is served")
  void noArgumentsGiveAShortUsageAndServeNothing() {
    assertEquals(2, run().number());
    var lines = err().lines().toList();
    assertTrue(lines.getFirst().startsWith("Usage: httpd"), lines.getFirst());
    assertTrue(lines.size() <= 16 && lines.stream().allMatch(line -> line.length() < 80));
    assertEquals("", out());
  }

  @Test
  @DisplayName("C-6 --help names every option and kind, within 79 columns")
  void helpNamesEveryOptionAndKindAndIsNoWiderThan79() throws Exception {
    assertEquals(ExitCode.STOPPED, run("--help"));
    var help = out();
    for (var option : Options.commandLine().getCommandSpec().options()) {
      for (var name : option.names()) {
        assertTrue(help.contains(name), name);
      }
    }
    try (var kinds = TargetKinds.load(ClassPath.EMPTY)) {
      for (var kind : kinds.names()) {
        assertTrue(help.contains(" " + kind + ":"), kind);
      }
    }
    assertTrue(help.contains("@FILE"));
    assertTrue(help.lines().allMatch(line -> line.length() <= 79));
    assertTrue(help.lines().count() <= 130, "lines: " + help.lines().count());
    assertEquals("", err());
  }

  @Test
  @DisplayName("C-7 --version names httpd, Netty and Java")
  void versionNamesHttpdNettyAndJava() {
    assertEquals(ExitCode.STOPPED, run("-V"));
    var line = out();
    assertTrue(line.matches("httpd \\S+ \\(Netty 4\\.\\S+, Java 2\\d\\S*\\)\n"), line);
  }

  @ParameterizedTest(name = "C-30: {0} is {1} bytes")
  @CsvSource({"1024, 1024", "64k, 65536", "1m, 1048576", "2M, 2097152", "1G, 1073741824"})
  @DisplayName("C-30 --max-line is set before anything is opened")
  void theLimitOfALineIsSetBeforeAnythingIsOpened(String size, int bytes) {
    var limit = new AtomicInteger();
    try {
      StopControl serving = () -> limit.set(LineLimit.bytes());
      run(serving, false, "-p", "0", "--max-line", size, "text:x");
      assertEquals(bytes, limit.get(), err());
    } finally {
      LineLimit.set(LineLimit.DEFAULT);
    }
  }

  @Test
  @DisplayName("C-8, C-13 with port 0 it takes a free one, and says so in one line when it listens")
  void readyIsOneLineOnStandardErrorAndItListensThen() {
    assertEquals(0, run(this::connect, false, "-p", "0", "text:x").number());
    var line = err();
    assertTrue(line.matches("httpd: listening on http://127\\.0\\.0\\.1:[1-9]\\d*/\n"), line);
    assertEquals("", out());
  }

  @Test
  @DisplayName("C-13 the port is 8080 unless another one is given, which is at most 65535")
  void ports() {
    var port = Options.commandLine().getCommandSpec().findOption("--port");
    assertEquals(8080, port.initialValue());
    assertEquals(ExitCode.STOPPED, run("--check", "-p", "65535", "text:x"));
  }

  /** Connects to where the first line says. */
  private void connect() {
    var line = err().lines().findFirst().orElseThrow();
    var uri = URI.create(line.substring(line.lastIndexOf(' ') + 1));
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      assertTrue(socket.isConnected());
    } catch (java.io.IOException e) {
      throw new AssertionError(line, e);
    }
  }

  @Test
  @DisplayName("C-18.1 a tail of a missing file is named as such after the line of C-8")
  void aTailThatIsNotThereYetIsServedAndSaidToBeMissing() {
    var missing = folder.resolve("later.log");
    assertEquals(ExitCode.STOPPED, run(() -> {}, false, "-p", "0", "tail:" + missing));
    var lines = err().lines().skip(1).toList();
    assertEquals(
        List.of("httpd: tail:" + missing + " does not exist yet; its clients wait for it"), lines);
  }

  @Test
  @DisplayName("C-9 on a terminal the routes and how to stop the server follow")
  void onATerminalTheRoutesAndHowToStopComeAfterIt() {
    var hello = folder.resolve("Hello.java");
    environment.put("NO_COLOR", "1");
    run(() -> {}, true, "-p", "0", "/=" + hello, "POST:/a/{b}=text:x");
    var lines = err().lines().skip(1).toList();
    assertEquals(
        List.of(
            "  POST  /a/{b}  text:x",
            "  *     /       java:" + hello,
            "Only this machine can connect; --bind 0.0.0.0 opens it. Ctrl-C stops."),
        lines);
  }

  @Test
  @DisplayName("C-16 a directory at a path answers below it too")
  void aFolderAtAPathAnswersBelowItToo() throws Exception {
    Files.writeString(folder.resolve("sub/a.txt"), "below");
    environment.put("NO_COLOR", "1");
    run(this::askBelow, true, "-p", "0", "/x=dir:" + folder.resolve("sub"), "/=text:top");
    var lines = err().lines().skip(1).limit(3).toList();
    var dir = "dir:" + folder.resolve("sub");
    assertEquals(
        List.of("  GET,HEAD  /x   " + dir, "  GET,HEAD  /x/  " + dir, "  GET,HEAD  /    text:top"),
        lines);
  }

  private void askBelow() {
    var line = err().lines().findFirst().orElseThrow();
    var uri = URI.create(line.substring(line.lastIndexOf(' ') + 1));
    try (var client = HttpClient.newBuilder().followRedirects(Redirect.ALWAYS).build()) {
      for (var path : List.of("/x/a.txt", "/y")) {
        var request = HttpRequest.newBuilder(uri.resolve(path)).build();
        var answer = client.send(request, BodyHandlers.ofString()).body();
        assertEquals(path.equals("/y") ? "top" : "below", answer);
      }
      var folder = HttpRequest.newBuilder(uri.resolve("/x?sort=size")).build();
      var listing = client.send(folder, BodyHandlers.ofString());
      assertEquals("/x/?sort=size", listing.uri().getPath() + "?" + listing.uri().getQuery());
      assertTrue(listing.body().contains("a.txt"), listing.body());
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(line, e);
    }
  }

  @Test
  @DisplayName("C-10 later options override those of an @FILE")
  void laterOptionsWinOverThoseOfAnAtFile() throws Exception {
    var site = folder.resolve("site.httpd");
    Files.writeString(
        site, "# a comment\n\n--port=1\n/a=text:two words=here\n/b/=text:\"quoted\"\n");
    environment.put("NO_COLOR", "1");
    assertEquals(ExitCode.STOPPED, run(() -> {}, true, "@" + site, "-p", "0"));
    var lines = err().lines().toList();
    assertTrue(lines.getFirst().startsWith("httpd: listening on "), lines.getFirst());
    assertEquals("  GET,HEAD  /a   text:two words=here", lines.get(1));
    assertEquals("  GET,HEAD  /b/  text:\"quoted\"", lines.get(2));
  }

  @Test
  @DisplayName("C-50 a byte order mark is not a character of an @FILE")
  void aByteOrderMarkIsNoCharacterOfAnAtFile() throws Exception {
    var routes = Files.writeString(folder.resolve("routes"), "\uFEFF# a comment\n/a=text:x\n");
    var site = Files.writeString(folder.resolve("site"), "\uFEFF@" + routes + "\n/b=text:y\n");
    assertEquals(ExitCode.STOPPED, run("--check", "@" + site));
    assertEquals("GET,HEAD  /a  text:x\nGET,HEAD  /b  text:y\n", out());
  }

  @Test
  @DisplayName("C-11 a port in use gives exit code 1")
  void aPortInUseIsExitCode1() throws Exception {
    try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(holder.getLocalPort());
      assertEquals(1, run("-p", port, "text:x").number());
      assertEquals(
          """
          httpd: port %1$s is in use
            hint: --port 0 takes a free one; `ss -ltnp sport = :%1$s` names the holder
          """
              .formatted(port),
          err());
    }
  }

  @Test
  @DisplayName("C-11 an address of another machine gives exit code 1")
  void anAddressOfAnotherMachineIsExitCode1() {
    assertEquals(ExitCode.FAILED, run("-p", "0", "-b", "192.0.2.1", "text:x"));
    assertTrue(
        err().startsWith("httpd: --bind 192.0.2.1: this machine does not have that address\n"),
        err());
  }

  @Test
  @DisplayName("H-21 a thread looks for changes only with --watch and a handler file")
  void onlyWithWatchAndAHandlerFileAThreadLooks() {
    var hello = folder.resolve("Hello.java").toString();
    assertEquals(ExitCode.STOPPED, run(() -> assertEquals(0, watching()), false, "-p0", hello));
    assertEquals(ExitCode.STOPPED, run(() -> assertEquals(0, watching()), false, "-wp0", "text:x"));
    assertEquals(ExitCode.STOPPED, run(() -> assertEquals(1, watching()), false, "-wp0", hello));
    assertEquals(0, watching());
  }

  private static long watching() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("httpd-watch"))
        .count();
  }

  @Test
  @DisplayName("C-12 a handler file with compile errors gives the compiler's lines and exit code 1")
  void aHandlerFileThatDoesNotCompileIsTheCompilersLinesAndExitCode1() throws Exception {
    var broken = Files.writeString(folder.resolve("Broken.java"), "String handle( {");
    assertEquals(ExitCode.FAILED, run("-p", "0", broken.toString()));
    assertTrue(err().startsWith(broken + ":1"), err());
    assertEquals(-1, err().indexOf("listening"));
  }
}
