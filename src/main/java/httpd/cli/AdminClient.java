package httpd.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpd.auth.SecretFile;
import httpd.cli.error.CommandException;
import httpd.cli.option.AdminPlace;
import httpd.cli.option.Options;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks the admin place of a server, over a connection for each request. */
final class AdminClient {

  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;

  private final AdminConnector connector;
  private final String authorization;

  private AdminClient(AdminConnector connector, String authorization) {
    this.connector = connector;
    this.authorization = authorization;
  }

  static AdminClient of(AdminPlace place, Options options) throws CommandException {
    var connector = AdminConnector.of(place);
    if (connector == null) {
      throw CommandException.wrong(
          options.said("--admin", place) + ": a path alone names no server",
          "write its URL, as http://127.0.0.1:8080" + place);
    }
    return new AdminClient(connector, authorization(options.login()));
  }

  /** The field for a file with {@code USER:PASSWORD} or a token. */
  private static String authorization(@Nullable Path file) throws CommandException {
    if (file == null) {
      return "";
    }
    try {
      var mistake = SecretFile.mistake(file, true);
      if (mistake != null) {
        throw CommandException.wrong("--login " + file + ": " + mistake.what(), mistake.hint());
      }
      var secret = Files.readString(file).strip();
      if (secret.isEmpty() || secret.lines().count() > 1) {
        throw CommandException.wrong(
            "--login " + file + ": it has one line", "write USER:PASSWORD, or a token, into it");
      }
      var value =
          secret.indexOf(':') < 0
              ? "Bearer " + secret
              : "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(UTF_8));
      return "Authorization: " + value + "\r\n";
    } catch (NoSuchFileException e) {
      throw CommandException.wrong("--login " + file + ": no such file", "it has USER:PASSWORD");
    } catch (IOException e) {
      throw CommandException.failed(
          "--login " + file + ": cannot be read: " + e.getMessage(), "it has USER:PASSWORD", e);
    }
  }

  /** Returns the text of a 200. */
  String text(String path) throws CommandException {
    return get(path, AdminAnswer.TEXT);
  }

  /** Returns the JSON of a 200. */
  String json(String path) throws CommandException {
    return get(path, AdminAnswer.JSON);
  }

  private String get(String path, String type) throws CommandException {
    var answer = ask("GET", path);
    if (answer.status() != OK || !answer.is(type)) {
      throw refused(answer);
    }
    return answer.body();
  }

  /** Deletes; returns why not if it is not there. */
  Optional<String> delete(String path) throws CommandException {
    var answer = ask("DELETE", path);
    if (answer.status() == NO_CONTENT) {
      return Optional.empty();
    }
    if (answer.status() == NOT_FOUND && answer.is(AdminAnswer.TEXT)) {
      return Optional.of(answer.body().strip());
    }
    throw refused(answer);
  }

  private CommandException refused(AdminAnswer answer) {
    if (answer.status() == UNAUTHORIZED) {
      return CommandException.failed(
          connector + " asks for a user",
          authorization.isEmpty()
              ? "--login FILE names a file with USER:PASSWORD"
              : "look at the user and the password in the file of --login",
          null);
    }
    boolean isOurs = answer.is(AdminAnswer.TEXT) && answer.status() != NOT_FOUND;
    return CommandException.failed(
        connector
            + " answers "
            + answer.status()
            + (isOurs ? ": " + answer.body().lines().findFirst().orElse("") : ""),
        "is it the admin place of an httpd? it is what --admin PLACE names at its start",
        null);
  }

  private AdminAnswer ask(String method, String path) throws CommandException {
    var head =
        "%s %s%s HTTP/1.1\r\nHost: %s\r\nAccept: text/plain\r\nConnection: close\r\n%s\r\n"
            .formatted(method, connector.prefix(), path, connector.host(), authorization);
    try {
      return AdminAnswer.read(connector.exchange(head.getBytes(ISO_8859_1)));
    } catch (ConnectException e) {
      throw nothingListens(e);
    } catch (UnknownHostException e) {
      throw CommandException.wrong(
          connector + ": no such host", "write an address, as 127.0.0.1:9090");
    } catch (SSLException e) {
      throw CommandException.failed(
          connector + ": TLS fails: " + e.getMessage(),
          "its certificate is to be one that this machine trusts; on the machine itself a unix:FILE"
              + " needs none",
          e);
    } catch (IOException e) {
      if (connector.isMissing()) {
        throw nothingListens(e);
      }
      throw CommandException.failed(
          connector + ": " + e.getMessage(), "is it the admin place of an httpd?", e);
    }
  }

  private CommandException nothingListens(Exception cause) {
    return CommandException.failed(
        "nothing listens at " + connector,
        "start the server with --admin " + connector + ", or name its place here by --admin PLACE",
        cause);
  }
}
