package httpd.cli;

import httpd.cli.error.CommandException;
import httpd.cli.error.ExitCode;
import httpd.cli.option.AdminPlace;
import httpd.cli.option.Options;
import httpd.cli.output.Console;
import httpd.cli.process.TerminalWidth;
import httpd.http.JsonMember;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code httpd ps} and {@code httpd stop ID...}: what another server is asked at its admin place.
 */
final class AdminCommand {

  private static final String STOP = "stop";

  private static final Pattern NUMBER = Pattern.compile("#?([1-9][0-9]{0,17})");

  private final Options options;
  private final Console console;
  private final Map<String, String> environment;

  AdminCommand(Options options, Console console, Map<String, String> environment) {
    this.options = options;
    this.console = console;
    this.environment = environment;
  }

  ExitCode run(String name, boolean asJson) throws CommandException {
    var places = options.admin();
    var place = places.isEmpty() ? AdminPlace.STANDARD : places.getFirst();
    var client = AdminClient.of(place, options);
    return name.equals(STOP) ? stop(client) : list(client, asJson);
  }

  private ExitCode list(AdminClient client, boolean asJson) throws CommandException {
    if (!options.whats().isEmpty()) {
      throw CommandException.wrong(
          "ps " + String.join(" ", options.whats()) + ": it takes no argument",
          "httpd ps lists all; ./ps is a file of that name");
    }
    if (asJson) {
      return printJson(client);
    }
    int width = console.outTerminal() ? TerminalWidth.of(environment) : 0;
    console.print(client.text("streams?as=text&limit=10000&width=" + width));
    return ExitCode.STOPPED;
  }

  /** Prints each page of the list, as it is. */
  private ExitCode printJson(AdminClient client) throws CommandException {
    for (var after = "0"; after != null; ) {
      var page = client.json("streams?limit=10000&after=" + after);
      console.print(page);
      after = next(page);
    }
    return ExitCode.STOPPED;
  }

  private static @Nullable String next(String page) throws CommandException {
    try {
      return JsonMember.of(page).stream()
          .filter(member -> member.name().equals("next"))
          .map(JsonMember::value)
          .filter(number -> NUMBER.matcher(number).matches())
          .findFirst()
          .orElse(null);
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(
          "ps --json: the answer is not JSON: " + e.getMessage(),
          "is it the admin place of an httpd?",
          e);
    }
  }

  private ExitCode stop(AdminClient client) throws CommandException {
    if (options.whats().isEmpty()) {
      throw CommandException.wrong("stop: no ID is given", "httpd ps lists the IDs");
    }
    for (var id : options.whats()) {
      if (!NUMBER.matcher(id).matches()) {
        throw CommandException.wrong(
            "stop " + id + ": an ID is a number", "httpd ps lists the IDs");
      }
    }
    boolean all = true;
    for (var id : options.whats()) {
      all &= stop(client, id.replace("#", ""));
    }
    return all ? ExitCode.STOPPED : ExitCode.FAILED;
  }

  private boolean stop(AdminClient client, String id) throws CommandException {
    var gone = client.delete("streams/" + id);
    if (gone.isEmpty()) {
      console.print("stopped " + id + "\n");
      return true;
    }
    console.error(
        CommandException.failed("stop " + id + ": " + gone.get(), "httpd ps lists the IDs", null));
    return false;
  }
}
