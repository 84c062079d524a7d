package httpd.cli.target;

import httpd.cli.error.CommandException;
import httpd.cli.error.NearestWord;
import httpd.live.Presentation;
import httpd.live.View;
import httpd.route.TargetException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Reads one WHAT, or says what is wrong with it. */
public final class TargetParser {

  static final List<String> PREFIXES =
      List.of("sse", "lines", "verbatim", "shared", "pty", "durable", "cgi", "stderr");
  private static final Pattern PREFIX =
      Pattern.compile("(" + String.join("|", PREFIXES) + ")\\+(.*)", Pattern.DOTALL);

  /** A word before a kind, with prefixes between. */
  private static final Pattern MISSPELT =
      Pattern.compile("([a-z]+)\\+(?:[a-z]+\\+)*([a-z]+):.*", Pattern.DOTALL);

  private static final Pattern KIND =
      Pattern.compile("([A-Za-z][A-Za-z0-9]*(?:\\+unix)?):(.*)", Pattern.DOTALL);

  private final TargetKinds kinds;

  private final String argument;

  private TargetParser(TargetKinds kinds, String argument) {
    this.kinds = kinds;
    this.argument = argument;
  }

  /** Reads the WHAT of an argument. */
  public static RouteTarget parse(String text, String argument, TargetKinds kinds)
      throws CommandException {
    try {
      return new TargetParser(kinds, argument).parse(text);
    } catch (TargetException e) {
      throw CommandException.of(argument, e);
    }
  }

  private RouteTarget parse(String text) throws TargetException {
    if (text.isEmpty()) {
      throw TargetException.wrong(
          "WHAT is empty", "write a file, - for standard input, or text:STRING");
    }
    if (text.equals("-")) {
      return kinds.parse("stdin", "").orElseThrow();
    }
    if (FileArgument.of(text).isFile()) {
      return ofBareWord(text);
    }
    if (text.startsWith(MediaTypePrefix.NAME)) {
      var split = MediaTypePrefix.split(text.substring(MediaTypePrefix.NAME.length()), kinds);
      return TypedTarget.of(split.type(), parse(split.what()));
    }
    var prefix = PREFIX.matcher(text);
    if (prefix.matches()) {
      var rest = prefix.group(2);
      return switch (prefix.group(1)) {
        case "shared" -> shared(rest);
        case "pty" -> onTerminal(rest);
        case "cgi" -> cgi(rest);
        case "stderr" -> withErrors(rest);
        case "durable" -> durable(rest);
        default -> shown(prefix.group(1), rest);
      };
    }
    var misspelt = MISSPELT.matcher(text);
    if (misspelt.matches() && kinds.has(misspelt.group(2))) {
      throw unknownPrefix(misspelt.group(1), text.substring(misspelt.end(1) + 1));
    }
    var kind = KIND.matcher(text);
    if (!kind.matches()) {
      return ofBareWord(text);
    }
    var target = kinds.parse(kind.group(1), kind.group(2));
    if (target.isEmpty()) {
      throw unknown(kind.group(1), kind.group(2), text);
    }
    return target.get();
  }

  private RouteTarget shown(String prefix, String rest) throws TargetException {
    var view = Objects.requireNonNull(View.ofPrefix(prefix));
    var target = parse(rest);
    if (view == View.VERBATIM
        && !(target instanceof ExecTarget exec && !exec.settings().showsErrors())) {
      throw TargetException.wrong(
          "verbatim+ is for exec: alone, whose command may print an event stream itself",
          "write sse+" + rest + " to make an event of each line");
    }
    if (target instanceof ProxyTarget upstream) {
      if (view == View.LINES) {
        throw TargetException.wrong(
            "another server's text passes through unchanged, line by line",
            "write " + rest + ", or sse+" + rest + " for events");
      }
      return new PersistentEventsTarget(upstream, Presentation.DEFAULT.withOnly(view));
    }
    if (target instanceof LiveTarget live && live.presentation().only() == null) {
      return live.shown(live.presentation().withOnly(view));
    }
    if (target instanceof DurableTarget durable) {
      throw TargetException.wrong(
          prefix + "+ comes after durable+", "write durable+" + prefix + "+" + durable.target());
    }
    if (target instanceof TypedTarget || target instanceof CgiTarget) {
      throw TargetException.wrong(
          prefix + "+ and " + target + " both say what the response is", "write " + rest);
    }
    throw TargetException.wrong(
        prefix + "+ is for live lines: tail: stdin: exec: shared+exec: hub: http:",
        "write " + rest);
  }

  private RouteTarget shared(String rest) throws TargetException {
    return switch (parse(rest)) {
      case DurableTarget durable ->
          throw TargetException.wrong(
              "shared+ comes after durable+", "write durable+shared+" + durable.target());
      case ExecTarget exec when exec.settings().showsErrors() ->
          throw TargetException.wrong(
              "shared+ does not keep which lines are of standard error",
              "write shared+exec:'COMMAND 2>&1' for both, or " + rest + " for each client");
      case CgiTarget program ->
          throw TargetException.wrong(
              "shared+ is for lines, and a response of CGI is for one request", "write " + program);
      case TypedTarget typed ->
          throw TargetException.wrong(
              "shared+ comes after type=", "write type=" + typed.type() + "+shared+exec:COMMAND");
      case ShareableTarget target -> new SharedTarget(target, Presentation.DEFAULT, 0);
      case ProxyTarget upstream when upstream.upstreams().size() == 1 ->
          new SharedUpstreamTarget(upstream, Presentation.DEFAULT);
      default ->
          throw TargetException.wrong(
              "shared+ is for exec: and one http:, which run for each client without it; all"
                  + " clients share this one anyway",
              "write " + rest + ", or shared+exec:COMMAND");
    };
  }

  private RouteTarget durable(String rest) throws TargetException {
    var target = parse(rest);
    if (!DurableTarget.takes(target)) {
      throw TargetException.wrong(
          "durable+ is for exec: and http:, also with shared+",
          switch (target) {
            case DurableTarget twice -> "write durable+ once: " + rest;
            case TypedTarget typed -> "a recording has a type of its own";
            case ExecTarget exec -> "a recording does not keep which lines are of standard error";
            case JavaTarget handler -> "a handler records what it gives to Response.durable";
            case LiveTarget live -> "write " + rest + ", whose readers continue without it";
            default -> "write " + rest;
          });
    }
    return new DurableTarget(target);
  }

  private RouteTarget onTerminal(String rest) throws TargetException {
    if (rest.startsWith("exec:") && parse(rest) instanceof ExecTarget exec) {
      return exec.with(exec.settings().onTerminal());
    }
    throw TargetException.wrong(
        "pty+ is for exec: alone, the one kind that has a terminal", "write pty+exec:COMMAND");
  }

  private RouteTarget cgi(String rest) throws TargetException {
    if (rest.startsWith("exec:") && parse(rest) instanceof ExecTarget exec) {
      return new CgiTarget(exec);
    }
    throw TargetException.wrong(
        "cgi+ is for exec: alone, whose command prints a head and a body",
        rest.startsWith("bin:")
            ? "the programs of " + rest + " answer as CGI without it"
            : "write cgi+exec:COMMAND");
  }

  private RouteTarget withErrors(String rest) throws TargetException {
    if ((rest.startsWith("exec:") || rest.startsWith("pty+"))
        && parse(rest) instanceof ExecTarget exec) {
      return exec.with(exec.settings().showingErrors());
    }
    throw TargetException.wrong(
        "stderr+ is for exec: and pty+exec:, whose standard error it shows",
        "write stderr+exec:COMMAND, after sse+ or lines+");
  }

  private RouteTarget ofBareWord(String text) throws TargetException {
    var name = new FileArgument(text, argument, kinds);
    if (text.endsWith(".java")) {
      return new JavaTarget(name.file("java"), null, false);
    }
    if (name.isDirectory()) {
      return new DirectoryTarget(name.directory());
    }
    return new TailTarget(
        name.isPattern() ? name.followed() : name.file("tail").toString(), Presentation.DEFAULT);
  }

  private TargetException unknownPrefix(String prefix, String rest) {
    return TargetException.wrong(
        "no such prefix \"" + prefix + "+\"",
        NearestWord.to(prefix, PREFIXES)
            .map(near -> "did you mean " + near + "+" + rest + "?")
            .orElse("the prefixes are " + String.join("+ ", PREFIXES) + "+"));
  }

  private TargetException unknown(String kind, String rest, String text) {
    var message = "no such kind \"" + kind + ":\"";
    if (kind.equals("redis") || kind.equals("rediss")) {
      return TargetException.wrong(message, "write hub:" + text + ", or streams:" + text);
    }
    if (kind.equals("ws") || kind.equals("wss")) {
      return TargetException.wrong(
          message, "a WebSocket passes through " + kind.replace("ws", "http") + ":" + rest);
    }
    return TargetException.wrong(
        message,
        new MissingFileHint(text, argument, kinds)
            .address()
            .or(() -> MissingFileHint.routeWithMethod(argument))
            .orElseGet(() ->
                kinds.nearest(kind).map(near -> "did you mean " + near + ":? ").orElse("")
                    + "the kinds are "
                    + String.join(": ", kinds.names())
                    + ":"));
  }
}
