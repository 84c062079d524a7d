/** Prices as they change: who is slow gets the newest of each thing, and no older one. */
final Hub prices = Hub.conflating(1000, ServerSentEvent::event);

Response handle(Request request) throws IOException {
  if (request.method().equals("POST")) {
    var thing = request.query("of");
    if (thing == null) {
      throw new HttpException(400, "a price is of something: POST /prices?of=tea");
    }
    var price = ServerSentEvent.of(request.text()).withEvent(thing);
    return Response.text(prices.publish(price) + "\n");
  }
  return prices.listen(request);
}
