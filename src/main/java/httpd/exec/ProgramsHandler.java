package httpd.exec;

import httpd.Handler;
import httpd.Request;
import httpd.Response;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the programs of a directory: the first name below the route's path is that of the program,
 * the rest is its PATH_INFO. It answers with the response that the program prints.
 */
public final class ProgramsHandler implements Handler {

  private final CgiAnswer answer;
  private final ProgramDirectory directory;
  private final RunSettings settings;

  /** Makes a handler for all methods. */
  public ProgramsHandler(Path directory, RunSettings settings, LocalSite site) {
    this(Commands.ofTheProcess(), directory, settings, site);
    Commands.ofTheProcess().prepare();
  }

  ProgramsHandler(Commands commands, Path directory, RunSettings settings, LocalSite site) {
    this.answer = new CgiAnswer(commands, site);
    this.directory = new ProgramDirectory(directory);
    this.settings = settings.with(OutputForm.CGI);
  }

  @Override
  public Response handle(Request request) throws Exception {
    var name = ProgramDirectory.name(request);
    var program = directory.find(request, name);
    var command =
        new Command(
            List.of(program.toString()),
            "bin:" + directory.path() + ": " + program.getFileName(),
            settings.in(program.getParent()));
    return answer.to(
        request, command, CgiScript.ofProgram(request, name.length(), program, settings));
  }

  @Override
  public String toString() {
    return "bin:" + directory.path();
  }
}
