package httpd.cli;

import java.util.regex.Pattern;

/**
 * What a target serves, in words for a user who opens the page of the server; without what is
 * secret: users and queries in URLs, and places of stores.
 */
final class TargetWords {

  private static final Pattern TARGET =
      Pattern.compile("((?:[^:]*?\\+)??)(https?\\+unix|[a-z][a-z0-9]*+):(.*)", Pattern.DOTALL);

  /** User and password, and what follows the path. */
  private static final Pattern SECRET = Pattern.compile("(?<=://)[^/@\\s]*+@|[?#][^\\s,]*+");

  private static final Pattern SPACES = Pattern.compile("\\s++");
  private static final String CODE = "-c ";
  private static final int MOST = 200;

  private TargetWords() {}

  /**
   * Returns the words for a target.
   *
   * @param target as the table of routes has it
   * @param others whether other machines may see them: then no arguments of commands are in them
   */
  static String of(String target, boolean others) {
    if (target.startsWith(CODE)) {
      return others ? "a handler" : shortened("handler " + target.substring(CODE.length()));
    }
    var parts = TARGET.matcher(target);
    return parts.matches()
        ? words(parts.group(1), parts.group(2), parts.group(3), others)
        : "something else";
  }

  private static String words(String prefixes, String kind, String rest, boolean others) {
    boolean isDurable = prefixes.contains("durable+");
    var words =
        switch (kind) {
          case "tail" -> (rest.endsWith("/") ? "the logs in " : "lines added to ") + rest;
          case "exec" -> "what " + command(rest, others) + does(prefixes);
          case "bin" -> "the programs in " + rest;
          case "java" -> "handler " + rest.replace(" (watched)", "");
          case "dir" -> "files in " + rest;
          case "file" -> "the file " + rest;
          case "stdin" -> "lines of a pipe";
          case "hub" -> "a hub: GET subscribes to what POST publishes";
          case "streams" -> "durable streams, one at each path below";
          case "text" -> "the text \"" + rest + "\"";
          case "http", "https", "h2", "h2c" ->
              upstream(kind + ":" + rest, others) + kept(isDurable);
          case "http+unix", "https+unix" -> "another server on this machine" + kept(isDurable);
          default -> "something of the kind " + kind;
        };
    return shortened(words);
  }

  private static String does(String prefixes) {
    if (prefixes.contains("cgi+")) {
      return " answers";
    }
    return prefixes.contains("shared+")
        ? " prints, one run for all"
        : " prints" + kept(prefixes.contains("durable+"));
  }

  private static String kept(boolean isDurable) {
    return isDurable ? ", kept when its reader leaves" : "";
  }

  private static String upstream(String urls, boolean others) {
    return others ? "another server" : "another server: " + withoutSecrets(urls);
  }

  /** The name of the program alone, if it is one, for others: arguments may be secret. */
  private static String command(String command, boolean others) {
    if (!others) {
      return withoutSecrets(command);
    }
    var first = SPACES.split(command.strip(), 2)[0];
    return first.matches("[A-Za-z0-9._/-]++")
        ? first.substring(first.lastIndexOf('/') + 1)
        : "a command";
  }

  private static String withoutSecrets(String text) {
    return text.contains("://") ? SECRET.matcher(text).replaceAll("") : text;
  }

  private static String shortened(String words) {
    var line = SPACES.matcher(words).replaceAll(" ");
    return line.length() <= MOST ? line : line.substring(0, MOST - 1) + "…";
  }
}
