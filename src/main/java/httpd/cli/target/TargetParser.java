package httpd.cli.target;

import httpd.cli.error.CommandException;
import httpd.cli.error.NearestWord;
import httpd.live.View;
import httpd.proxy.TrustedProxies;
import httpd.upstream.UpstreamLimits;
import httpd.upstream.request.UpstreamAddress;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Reads one WHAT, and says what is wrong with it. */
public final class TargetParser {

  public static final List<String> KINDS =
      List.of("java", "text", "dir", "file", "exec", "stdin", "tail", "hub", "http", "https");
  private static final Pattern VIEW =
      Pattern.compile("(sse|lines|verbatim)\\+(.*)", Pattern.DOTALL);
  private static final String SHARED = "shared+";
  private static final String TERMINAL = "pty+";
  private static final Pattern KIND =
      Pattern.compile("([A-Za-z][A-Za-z0-9]*):(.*)", Pattern.DOTALL);
  private static final Pattern UPSTREAM = Pattern.compile("https?(\\+unix)?:");

  /** A comma within a URL is followed by something else. */
  private static final Pattern NEXT_UPSTREAM = Pattern.compile(",(?=https?(\\+unix)?:)");

  private static final String KNOWN = "this version has " + String.join(": ", KINDS) + ":";

  private final String text;

  /** The whole argument, which messages begin with. */
  private final String argument;

  TargetParser(String text, String argument) {
    this.text = text;
    this.argument = argument;
  }

  Target parse() throws CommandException {
    if (text.isEmpty()) {
      throw wrong("WHAT is empty", "write a file, - for standard input, or text:STRING");
    }
    if (text.equals("-")) {
      return new Target.Stdin(Showing.DEFAULT);
    }
    var view = VIEW.matcher(text);
    if (view.matches() && !isFile(text)) {
      return shown(view.group(1), view.group(2));
    }
    if (text.startsWith(SHARED) && !isFile(text)) {
      return shared(text.substring(SHARED.length()));
    }
    if (text.startsWith(TERMINAL) && !isFile(text)) {
      return onTerminal(text.substring(TERMINAL.length()));
    }
    if (UPSTREAM.matcher(text).lookingAt()) {
      return upstream(text);
    }
    var kind = KIND.matcher(text);
    return kind.matches() && !isFile(text) ? ofKind(kind.group(1), kind.group(2)) : ofBareWord();
  }

  private Target ofKind(String kind, String rest) throws CommandException {
    return switch (kind) {
      case "java" -> new Target.Java(name(rest).file(kind));
      case "text" -> new Target.Text(rest);
      case "dir" -> new Target.Dir(name(rest).folder());
      case "file" -> new Target.StaticFile(name(rest).file(kind));
      case "exec" -> exec(rest, false);
      case "tail" -> new Target.Tail(name(rest).followed(), Showing.DEFAULT);
      case "stdin" -> {
        if (!rest.isEmpty()) {
          throw wrong("stdin: takes nothing behind it", "write stdin: or -");
        }
        yield new Target.Stdin(Showing.DEFAULT);
      }
      case "hub" -> {
        if (!rest.isEmpty()) {
          throw wrong("hub: takes nothing behind it", "write /chat=hub:, or /chat/{room}=hub:");
        }
        yield new Target.Hub(Showing.DEFAULT);
      }
      default -> throw unknown(kind, rest);
    };
  }

  private Target shown(String prefix, String rest) throws CommandException {
    var view = Objects.requireNonNull(Showing.view(prefix));
    var what = new TargetParser(rest, argument).parse();
    if (view == View.VERBATIM && !(what instanceof Target.Exec)) {
      throw wrong(
          "verbatim+ is for exec: alone, whose command may print an event stream itself",
          "write sse+" + rest + " to make an event of each line");
    }
    if (what instanceof Target.Upstream upstream) {
      if (view == View.LINES) {
        throw wrong(
            "another server's text goes line by line as it is",
            "write " + rest + ", or sse+" + rest + " for events");
      }
      return new Target.PersistentEvents(upstream, Showing.DEFAULT.only(view));
    }
    if (what instanceof Target.Live live && live.showing().only() == null) {
      return live.shown(live.showing().only(view));
    }
    throw wrong(
        prefix + "+ is for what has lines to come: tail: stdin: exec: shared+exec: hub: http:",
        "write " + rest);
  }

  private Target shared(String rest) throws CommandException {
    return switch (new TargetParser(rest, argument).parse()) {
      case Target.Exec exec -> new Target.Shared(exec, Showing.DEFAULT);
      case Target.Upstream upstream when upstream.upstreams().size() == 1 ->
          new Target.SharedUpstream(upstream, Showing.DEFAULT);
      default ->
          throw wrong(
              "shared+ is for exec: and one http:, which run for each client without it; this is"
                  + " for all anyway",
              "write " + rest + ", or shared+exec:COMMAND");
    };
  }

  private Target upstream(String urls) throws CommandException {
    if (urls.matches("https?:/*")) {
      throw wrong("the URL names no host", "write /x=http://HOST:PORT/PATH");
    }
    try {
      return new Target.Upstream(
          urls,
          NEXT_UPSTREAM.splitAsStream(urls).map(UpstreamAddress::of).toList(),
          UpstreamLimits.DEFAULT,
          TrustedProxies.NONE,
          false);
    } catch (IllegalArgumentException e) {
      throw CommandException.wrong(
          String.valueOf(e.getMessage()), "write /x=http://HOST:PORT/PATH");
    }
  }

  private Target onTerminal(String rest) throws CommandException {
    if (!rest.startsWith("exec:")) {
      throw wrong(
          "pty+ is for exec: alone, the one kind that has a terminal", "write pty+exec:COMMAND");
    }
    return exec(rest.substring("exec:".length()), true);
  }

  private Target exec(String command, boolean terminal) throws CommandException {
    if (command.isBlank()) {
      throw wrong("exec: needs a command", "write exec:COMMAND, as 'exec:vmstat 1'");
    }
    return new Target.Exec(command, terminal, Showing.DEFAULT);
  }

  private Target ofBareWord() throws CommandException {
    var name = name(text);
    if (text.endsWith(".java")) {
      return new Target.Java(name.file("java"));
    }
    if (name.isFolder()) {
      return new Target.Dir(name.folder());
    }
    return new Target.Tail(
        name.isPattern() ? name.followed() : name.file("tail").toString(), Showing.DEFAULT);
  }

  private FileArgument name(String name) {
    return new FileArgument(name, argument, name.equals(text));
  }

  private CommandException unknown(String kind, String rest) {
    var what = "no such kind \"" + kind + ":\"";
    if (kind.equals("ws") || kind.equals("wss")) {
      return wrong(what, "a WebSocket passes through " + kind.replace("ws", "http") + ":" + rest);
    }
    return wrong(
        what,
        new MissingFileHint(text, argument, true)
            .address()
            .or(() -> MissingFileHint.routeWithMethod(argument))
            .orElseGet(() ->
                NearestWord.to(kind, KINDS).map(near -> "did you mean " + near + ":? ").orElse("")
                    + KNOWN));
  }

  private CommandException wrong(String what, String hint) {
    return CommandException.wrong(argument + ": " + what, hint);
  }

  private static boolean isFile(String name) {
    return new FileArgument(name, name, true).isFile();
  }
}
