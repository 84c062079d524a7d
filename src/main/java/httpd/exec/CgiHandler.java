package httpd.exec;

import httpd.Handler;
import httpd.Request;
import httpd.Response;

/** Runs a command for each request, and answers with the response that it prints. */
public final class CgiHandler implements Handler {

  private final CgiAnswer answer;
  private final Command command;

  /**
   * Makes a handler.
   *
   * @param command whose output has the form {@link OutputForm#CGI}
   */
  public CgiHandler(Command command, LocalSite site) {
    this(Commands.ofTheProcess(), command, site);
    Commands.ofTheProcess().prepare();
  }

  CgiHandler(Commands commands, Command command, LocalSite site) {
    this.answer = new CgiAnswer(commands, site);
    this.command = command;
  }

  @Override
  public Response handle(Request request) throws Exception {
    return answer.to(request, command, CgiScript.ofRoute(request, command.settings()));
  }

  @Override
  public String toString() {
    return command.name();
  }
}
