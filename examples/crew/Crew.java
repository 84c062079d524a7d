/**
 * Where programs that work on the same thing meet: a feed of what they do, the notes they leave for
 * each other, and claims on what only one of them should work on. Everything is a file that a
 * person can read, in a folder that this program alone writes to.
 */
final Path data = Path.of(System.getenv().getOrDefault("CREW_DATA", "data")).toAbsolutePath();

/** Says what day it is, to who writes the feed and to who follows it. */
final Clock clock = Clock.systemUTC();

final Router routes =
    Router.of(
        Route.post("/events", this::report),
        Route.get("/events", this::day),
        Route.get("/events/stream", this::follow),
        Route.get("/memory", request -> text(String.join("", notes()))),
        Route.get("/memory/{name}", request -> read(note(request))),
        Route.of(Set.of("PUT"), "/memory/{name}", request -> write(note(request), request.text())),
        Route.of(Set.of("DELETE"), "/memory/{name}", request -> delete(note(request))),
        Route.get("/claims", request -> text(String.join("", claims()))),
        Route.post("/claims/{target}", this::claim),
        Route.of(Set.of("DELETE"), "/claims/{target}", this::release));

Response handle(Request request) throws Exception {
  return routes.handle(request);
}

// The feed: a file a day, an event a line.

/** What an event is known by, so that an unsure sender may send it again. */
record Name(String machine, String agent, String event) {
  static Name of(String line) {
    var event = Json.read(line);
    return new Name(event.name("machine"), event.name("agent"), event.name("event_id"));
  }
}

final Map<LocalDate, Set<Name>> known = new HashMap<>();

/** Each line of the body is an event, and is in the feed before the next one is looked at. */
Response report(Request request) throws IOException {
  int added = 0;
  int again = 0;
  for (var line : request.lines()) {
    try {
      if (append(line, Name.of(line))) {
        added++;
      } else {
        again++;
      }
    } catch (HttpException e) {
      throw new HttpException(
          e.status(), "event %s: %s".formatted(added + again + 1, e.getMessage()));
    }
  }
  return text("{\"added\":%s,\"known\":%s}\n".formatted(added, again))
      .withStatus(added > 0 ? 201 : 200)
      .withType("application/json");
}

synchronized boolean append(String line, Name name) throws IOException {
  var today = LocalDate.now(clock);
  if (known(today).contains(name) || known(today.minusDays(1)).contains(name)) {
    return false;
  }
  try {
    Files.writeString(
        feed(today), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  } catch (IOException e) {
    known.remove(today); // Part of the line may be there.
    throw e;
  }
  return known(today).add(name);
}

/** The names of a day. What a crash has left of a line is ended, and names nothing. */
Set<Name> known(LocalDate day) throws IOException {
  if (known.containsKey(day)) {
    return known.get(day);
  }
  var names = new HashSet<Name>();
  var file = feed(day);
  if (Files.exists(file)) {
    try (var feed = new RandomAccessFile(file.toFile(), "rw")) {
      feed.seek(Math.max(0, feed.length() - 1));
      int last = feed.read();
      if (last >= 0 && last != '\n') {
        feed.write('\n');
      }
    }
    for (var line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
      try {
        names.add(Name.of(line));
      } catch (HttpException e) {
        // Not one of ours.
      }
    }
  }
  known.keySet().removeIf(old -> old.isBefore(LocalDate.now(clock).minusDays(1)));
  known.put(day, names);
  return names;
}

Path feed(LocalDate day) throws IOException {
  return Files.createDirectories(data.resolve("feed")).resolve(day + ".jsonl");
}

/** The events of today, or of {@code ?day=2026-11-21}. */
synchronized Response day(Request request) throws IOException {
  try {
    var asked = request.query("day");
    var file = feed(asked == null ? LocalDate.now(clock) : LocalDate.parse(asked));
    var events = Files.exists(file) ? file(file) : text("");
    return events.withType("application/x-ndjson");
  } catch (DateTimeParseException e) {
    throw new HttpException(400, "day=" + request.query("day") + ": a day like 2026-11-21");
  }
}

/** The events to come, for as long as a client listens, from one day into the next. */
Response follow(Request request) throws Exception {
  return live(request, Lines.tail(data.resolve("feed/%Y-%m-%d.jsonl"), clock));
}

// Notes: text under a name.

Path note(Request request) {
  var name = request.param("name");
  if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
    throw new HttpException(400, "a note has a name of letters, digits and . _ -, at most 100");
  }
  return data.resolve("memory").resolve(name + ".md");
}

List<String> notes() throws IOException {
  return names("memory", ".md").map(name -> name + "\n").toList();
}

Response read(Path note) throws IOException {
  return Files.exists(note) ? file(note).withType("text/markdown; charset=utf-8") : status(404);
}

Response write(Path note, String text) throws IOException {
  int status = Files.exists(note) ? 204 : 201;
  replace(note, text);
  return status(status);
}

Response delete(Path note) throws IOException {
  return status(Files.deleteIfExists(note) ? 204 : 404);
}

// Claims: who works on what, until when.

record Claim(String target, String holder, Instant until) {
  static Claim of(String text) {
    var claim = Json.read(text);
    return new Claim(
        claim.name("target"), claim.name("holder"), Instant.parse(claim.name("until")));
  }

  @Override
  public String toString() {
    return "{\"target\":\"%s\",\"holder\":\"%s\",\"until\":\"%s\"}\n"
        .formatted(target, holder, until);
  }

  Response answer(int status) {
    return text(toString()).withStatus(status).withType("application/json");
  }
}

/** Takes it, or keeps it for longer; another's is told with 409. */
Response claim(Request request) throws IOException {
  var asked = Json.read(request.text());
  var until = clock.instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(asked.seconds(600));
  return claim(new Claim(target(request), asked.name("holder"), until));
}

synchronized Response claim(Claim wanted) throws IOException {
  var held = held(wanted.target());
  if (held != null && !held.holder().equals(wanted.holder())) {
    return held.answer(409);
  }
  replace(fileOf(wanted.target()), wanted.toString());
  return wanted.answer(held == null ? 201 : 200);
}

/** Gives it up; what has no owner is given up already. */
Response release(Request request) throws IOException {
  return release(target(request), Json.read(request.text()).name("holder"));
}

synchronized Response release(String target, String holder) throws IOException {
  var held = held(target);
  if (held != null && !held.holder().equals(holder)) {
    return held.answer(409);
  }
  Files.deleteIfExists(fileOf(target));
  return status(204);
}

synchronized List<String> claims() throws IOException {
  var claims = new ArrayList<String>();
  for (var file : names("claims", ".json").toList()) {
    var held = held(URLDecoder.decode(file, StandardCharsets.UTF_8));
    if (held != null) {
      claims.add(held.toString());
    }
  }
  return claims;
}

/** Who has it now, or null. */
Claim held(String target) throws IOException {
  var file = fileOf(target);
  var claim = Files.exists(file) ? Claim.of(Files.readString(file)) : null;
  return claim != null && claim.until().isAfter(clock.instant()) ? claim : null;
}

String target(Request request) {
  var target = request.param("target");
  if (!target.matches(Json.NAME) || fileOf(target).getFileName().toString().length() > 200) {
    throw new HttpException(400, "a target is short, and has no quotes or backslashes");
  }
  return target;
}

/** A target may be a path, or {@code ..}; its file has a name without slashes and an ending. */
Path fileOf(String target) {
  return data.resolve("claims")
      .resolve(URLEncoder.encode(target, StandardCharsets.UTF_8) + ".json");
}

// Files.

/** A reader gets meanwhile all of the old text or all of the new one. */
void replace(Path file, String text) throws IOException {
  Files.createDirectories(file.getParent());
  var draft = Files.writeString(file.resolveSibling("." + UUID.randomUUID()), text);
  Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
}

Stream<String> names(String folder, String ending) throws IOException {
  try (var files = Files.list(Files.createDirectories(data.resolve(folder)))) {
    return files
        .map(file -> file.getFileName().toString())
        .filter(name -> name.endsWith(ending))
        .map(name -> name.substring(0, name.length() - ending.length()))
        .sorted()
        .toList()
        .stream();
  }
}

/** As much of JSON as is needed here: an object of strings, numbers, true, false and null. */
record Json(Map<String, String> members) {

  /** A string that is the same with and without its quotes. */
  static final String NAME = "[^\"\\\\\\x00-\\x1f]{1,200}";

  static final int LONGEST = 64 * 1024;

  private static final String STRING =
      "\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+\"";

  private static final String VALUE =
      STRING + "|true|false|null|-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+";

  private static final Pattern MEMBER =
      Pattern.compile("\\s*+(%s)\\s*+:\\s*+(%s)\\s*+".formatted(STRING, VALUE));

  private static final Pattern OBJECT =
      Pattern.compile("\\s*+\\{(?:%s(?:,(?!\\s*+\\})|(?=\\})))*+\\s*+\\}\\s*+".formatted(MEMBER));

  static Json read(String text) {
    if (text.length() > LONGEST) {
      throw new HttpException(413, "longer than " + LONGEST + " characters");
    }
    if (!OBJECT.matcher(text).matches()) {
      throw new HttpException(400, "no JSON object of strings, numbers, true, false and null");
    }
    var members = new HashMap<String, String>();
    MEMBER.matcher(text).results().forEach(one -> members.put(one.group(1), one.group(2)));
    return new Json(members);
  }

  String name(String member) {
    var value = members.getOrDefault('"' + member + '"', "");
    if (!value.matches('"' + NAME + '"')) {
      throw new HttpException(
          400, member + " is missing, or no string of 1 to 200 characters without escapes");
    }
    return value.substring(1, value.length() - 1);
  }

  long seconds(long otherwise) {
    var value = members.getOrDefault("\"seconds\"", String.valueOf(otherwise));
    if (!value.matches("[1-9][0-9]{0,4}")) {
      throw new HttpException(400, "seconds is a whole number from 1 to 99999");
    }
    return Long.parseLong(value);
  }
}
