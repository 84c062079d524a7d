package httpd.durable;

import static httpd.durable.StreamFields.CLOSED;
import static httpd.durable.StreamFields.NEXT_OFFSET;
import static httpd.durable.StreamFields.flagged;
import static httpd.durable.StreamFields.only;

import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import httpd.line.Line;
import httpd.topic.Append;
import httpd.topic.Log;
import httpd.topic.LogStore.Blueprint;
import httpd.topic.LogStore.Creation;
import httpd.topic.TopicRights;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A PUT: creates a stream or a fork, or finds the one that it would have created. */
final class StreamCreation {

  private static final SecureRandom CHANCE = new SecureRandom();
  private static final int ID_BITS = 80;

  private final Streams streams;
  private final Request request;
  private final StreamName name;
  private final @Nullable StreamType type;
  private final StreamLife life;
  private final boolean closes;
  private final @Nullable ForkPoint fork;
  private final byte[] body;

  private StreamCreation(Streams streams, Request request, StreamName name, byte[] body) {
    this.streams = streams;
    this.request = request;
    this.name = name;
    this.type = StreamType.ofNullable(only(request, "Content-Type"));
    this.life = StreamLife.of(request);
    this.closes = StreamFields.closes(request);
    this.fork = ForkPoint.of(request);
    this.body = body;
  }

  static Response answer(Streams streams, Request request, int longestBody) throws Exception {
    var name = StreamName.of(request);
    StreamFields.checkCoding(request);
    var body = request.bytes(longestBody);
    return new StreamCreation(streams, request, name, body).answer();
  }

  private Response answer() throws Exception {
    checkRights();
    while (true) { // Once more, if it is deleted meanwhile.
      var known = streams.find(name.text());
      if (known != null) {
        return existing(known);
      }
      var creation = fork == null ? create() : createFork(fork);
      if (creation.isNew()) {
        return described(creation.log()).withStatus(201).withHeader("Location", location());
      }
    }
  }

  /** Checks them after the body has come; a fork gives what is in its source. */
  private void checkRights() {
    var rights = TopicRights.of(request);
    rights.checkPublish(name.text());
    if (fork != null) {
      rights.checkSubscribe(fork.source());
    }
  }

  private Creation create() throws IOException {
    var streamType = type == null ? StreamType.DEFAULT : type;
    return create(streamType, life, null, List.of());
  }

  private Creation createFork(ForkPoint point) throws Exception {
    var source = streams.find(point.source());
    if (source == null) {
      throw new HttpException(404, "404 Not Found: there is no stream " + point.source());
    }
    if (Streams.isDeleted(source)) {
      throw conflict("the source " + point.source() + " was deleted");
    }
    if (type != null && !type.matches(source.type())) {
      throw conflict("the source is " + source.type() + ", not " + type);
    }
    var place = ForkPlace.find(source, point);
    streams.addFork(source);
    boolean isMade = false;
    try {
      var creation =
          create(
              type == null ? source.type() : type,
              life.isBounded() ? life : source.life(),
              place.begin(),
              place.first());
      isMade = creation.isNew();
      return creation;
    } finally {
      if (!isMade) {
        streams.removeFork(source.log());
      }
    }
  }

  private Creation create(
      StreamType streamType, StreamLife bounds, @Nullable String begin, List<Line> inherited)
      throws IOException {
    var attributes = new HashMap<String, String>();
    attributes.put(DurableStream.TYPE, streamType.text());
    attributes.put(DurableStream.ID, new BigInteger(ID_BITS, CHANCE).toString(Character.MAX_RADIX));
    if (bounds.ttl() != null) {
      attributes.put(StreamLife.TTL, Long.toString(bounds.ttl()));
    }
    if (bounds.expiresAt() != null) {
      attributes.put(StreamLife.EXPIRES_AT, bounds.expiresAt());
    }
    if (fork != null) {
      fork.addTo(attributes);
    }
    var records = new ArrayList<>(inherited);
    records.addAll(streamType.records(body));
    var first = new Append(records, null, null, null, closes);
    return streams.create(name, new Blueprint(attributes, begin, first));
  }

  private Response existing(DurableStream stream) throws IOException {
    if (Streams.isDeleted(stream)) {
      throw conflict("the stream was deleted, but has forks");
    }
    var difference = difference(stream);
    if (difference != null) {
      throw conflict("the stream exists " + difference);
    }
    return described(stream.log());
  }

  private @Nullable String difference(DurableStream stream) throws IOException {
    var own = ForkPoint.of(stream.attributes());
    if (fork == null ? own != null : !fork.equals(own)) {
      return "with another source or fork offset";
    }
    boolean inherits = fork != null;
    if (type == null
        ? !inherits && !StreamType.DEFAULT.matches(stream.type())
        : !type.matches(stream.type())) {
      return "with the type " + stream.type();
    }
    if (!(inherits && !life.isBounded()) && !life.matches(stream.life())) {
      return "with another time to live";
    }
    return stream.log().state().isClosed() == closes
        ? null
        : closes ? "and is open" : "and is closed";
  }

  private static Response described(Log log) throws IOException {
    var state = log.state();
    var response =
        Response.status(200)
            .withType(log.attributes().getOrDefault(DurableStream.TYPE, ""))
            .withHeader(NEXT_OFFSET, Offsets.of(state.bounds().newest()));
    return flagged(response, CLOSED, state.isClosed());
  }

  private String location() {
    var host = request.header("Host");
    var path = request.basePath() + request.path();
    return host == null
        ? path
        : (request.client().isSecure() ? "https://" : "http://") + host + path;
  }

  private static HttpException conflict(String why) {
    return new HttpException(409, "409 Conflict: " + why);
  }
}
