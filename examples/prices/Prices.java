/** Prices as they change: who is slow gets the newest of each thing, and no older one. */
final Hub prices = Hub.conflating(1000, ServerSentEvent::event);

Response handle(Request request) throws IOException {
  if (request.method().equals("POST")) {
    var price = ServerSentEvent.of(request.text()).withEvent(request.query("of"));
    return Response.text(prices.publish(price) + "\n");
  }
  return prices.listen(request);
}
