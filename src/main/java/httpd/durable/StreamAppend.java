package httpd.durable;

import static httpd.durable.StreamFields.CLOSED;
import static httpd.durable.StreamFields.NEXT_OFFSET;
import static httpd.durable.StreamFields.flagged;
import static httpd.durable.StreamFields.only;

import httpd.Headers;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.topic.Append;
import httpd.topic.Append.Producer;
import httpd.topic.AppendResult;
import httpd.topic.TopicRights;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A POST: appends its body, closes the stream, or both. What is wrong is told in this order: the
 * stream is closed, the type differs, the body is invalid, the sequence or the producer is refused.
 */
final class StreamAppend {

  private static final int LONGEST_SEQUENCE = 1024;

  private final DurableStream stream;
  private final Request request;
  private final byte[] body;
  private final boolean closes;
  private final @Nullable Producer producer;
  private final @Nullable String sequence;

  private StreamAppend(DurableStream stream, Request request, byte[] body) {
    this.stream = stream;
    this.request = request;
    this.body = body;
    this.closes = StreamFields.closes(request);
    this.producer = ProducerFields.of(request);
    this.sequence = only(request, StreamFields.SEQUENCE);
    if (sequence != null && sequence.length() > LONGEST_SEQUENCE) {
      throw new HttpException(400, "Stream-Seq has at most " + LONGEST_SEQUENCE + " characters");
    }
  }

  static Response answer(Streams streams, Request request, int longestBody) throws Exception {
    var name = StreamName.of(request);
    StreamFields.checkCoding(request);
    var stream = streams.open(name); // No body is waited for in vain.
    var body = request.bytes(longestBody);
    TopicRights.of(request).checkPublish(name.text()); // They may have ended meanwhile.
    var append = new StreamAppend(stream, request, body);
    var response = append.answer();
    streams.use(stream);
    return response;
  }

  private Response answer() throws Exception {
    if (body.length == 0 && !closes) {
      throw new HttpException(400, "the request body is empty; send data, or Stream-Closed: true");
    }
    var records = stream.log().state().isClosed() ? List.<Line>of() : records();
    var append = new Append(records, producer, sequence, null, closes);
    return answer(StoreFailures.await(stream.log().append(append)));
  }

  private List<Line> records() {
    if (body.length == 0) {
      return List.of();
    }
    var field = only(request, "Content-Type");
    if (field == null) {
      throw new HttpException(400, "Content-Type is missing; this stream is " + stream.type());
    }
    if (!field.equals(stream.type().text()) && !StreamType.of(field).matches(stream.type())) {
      throw new HttpException(
          409,
          "409 Conflict: this stream is %s, not %s; send its Content-Type"
              .formatted(stream.type(), field));
    }
    var records = stream.type().records(body);
    if (records.isEmpty()) {
      throw new HttpException(400, "the array in the request body is empty: there is no message");
    }
    return records;
  }

  private Response answer(AppendResult result) {
    return switch (result) {
      case AppendResult.Appended(var end) -> {
        boolean isNew = producer != null && body.length > 0;
        var response = at(end, Response.status(isNew ? 200 : 204));
        yield ofProducer(
            flagged(response, CLOSED, closes), producer == null ? 0 : producer.number());
      }
      case AppendResult.Duplicate(var end, long highest, boolean closed) ->
          ofProducer(flagged(at(end, Response.status(204)), CLOSED, closed), highest);
      case AppendResult.Closed(var end) -> closed(end);
      case AppendResult.StaleEpoch(long epoch) ->
          throw refused(
              403,
              "403 Forbidden: this producer has a later epoch, " + epoch,
              Headers.of(ProducerFields.EPOCH, Long.toString(epoch)));
      case AppendResult.WrongFirstNumber _ ->
          throw new HttpException(400, "a new Producer-Epoch begins with Producer-Seq: 0");
      case AppendResult.Gap(long expected) -> throw gap(expected);
      case AppendResult.OutOfSequence(var last) ->
          throw new HttpException(
              409, "409 Conflict: Stream-Seq must be greater than the last one, " + last);
      case AppendResult.IdTaken taken -> throw new IllegalStateException(taken.toString());
    };
  }

  private Response closed(String end) {
    if (body.length == 0 && closes && producer == null) {
      return flagged(at(end, Response.status(204)), CLOSED, true);
    }
    throw refused(
        409,
        "409 Conflict: the stream is closed",
        Headers.of(CLOSED, StreamFields.TRUE, NEXT_OFFSET, Offsets.of(end)));
  }

  private HttpException gap(long expected) {
    var received = producer == null ? 0 : producer.number();
    return refused(
        409,
        "409 Conflict: Producer-Seq is " + received + ", but " + expected + " comes next",
        Headers.of(
            ProducerFields.EXPECTED,
            Long.toString(expected),
            ProducerFields.RECEIVED,
            Long.toString(received)));
  }

  private static Response at(String end, Response response) {
    return response.withHeader(NEXT_OFFSET, Offsets.of(end));
  }

  private Response ofProducer(Response response, long highest) {
    return producer == null
        ? response
        : response
            .withHeader(ProducerFields.EPOCH, Long.toString(producer.epoch()))
            .withHeader(ProducerFields.SEQUENCE, Long.toString(highest));
  }

  private static HttpException refused(int status, String message, Headers headers) {
    return new HttpException(status, message, headers, null);
  }
}
