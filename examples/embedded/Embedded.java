import httpd.Response;
import httpd.route.Route;
import httpd.route.Router;
import httpd.server.Server;

/** A server inside a program: a handler is a function, and a router is a handler too. */
void main() throws Exception {
  var router =
      Router.of(
          Route.get("/hello/{name}", request -> Response.text(hello(request.param("name")))),
          Route.get("/numbers", _ -> Response.lines(numbers())));
  try (var server = Server.start(8080, router)) {
    IO.println("listening on " + server.uri());
    server.join();
  }
}

String hello(String name) {
  return "Hello, " + name + "!\n";
}

/** An endless stream: a number is made only when the client has room for it. */
Stream<String> numbers() {
  return Stream.iterate(1, n -> n + 1).map(String::valueOf);
}
