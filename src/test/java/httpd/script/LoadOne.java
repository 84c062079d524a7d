package httpd.script;

import httpd.Body;
import httpd.Request;
import java.nio.file.Path;

/** A program that loads the handler file it is given and prints what it answers or why not. */
final class LoadOne {

  private LoadOne() {}

  public static void main(String[] arguments) throws Exception {
    try {
      var response = HandlerFile.load(Path.of(arguments[0])).handle(Request.get("/x"));
      System.out.print(((Body.Text) response.body()).text());
    } catch (HandlerFileException e) {
      System.out.print(e.getMessage());
    }
  }
}
