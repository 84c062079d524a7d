package httpd.file;

import httpd.Handler;
import httpd.HttpException;
import httpd.PercentEncoding;
import httpd.Request;
import httpd.Response;
import httpd.limit.Bound;
import httpd.limit.Limits;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files below a directory: the request's path {@linkplain Request#below below the
 * route's}, or the whole path without a route. A directory is its {@code index.html} or a listing.
 *
 * <p>The path is split at its slashes and then decoded, once. A name that is hidden, invalid
 * ({@code ..}, a slash, a control character) or outside of the directory is a 404. The directory is
 * looked up for each request, so it may be a link that is changed.
 *
 * <p>A browser gets the {@code 404.html} of the directory for a path that does not exist.
 */
public record DirectoryHandler(Path directory, Limits limits, FileSettings settings)
    implements Handler {

  private static final String INDEX = "index.html";

  public DirectoryHandler(Path directory) {
    this(directory, FileSettings.DEFAULT);
  }

  public DirectoryHandler(Path directory, FileSettings settings) {
    this(directory, Limits.ofTheProcess(), settings);
  }

  @Override
  public Response handle(Request request) throws IOException {
    return ReadOnly.answer(request, () -> answer(request));
  }

  private Response answer(Request request) throws IOException {
    var below = request.below();
    var raw = below == null ? request.path().substring(1) : below;
    boolean slash = raw.isEmpty() || raw.endsWith("/");
    var names = names(slash && !raw.isEmpty() ? raw.substring(0, raw.length() - 1) : raw);
    return answer(request, names, slash);
  }

  private Response answer(Request request, List<String> names, boolean slash) throws IOException {
    var inside = ServedDirectory.at(directory);
    var path = inside.find(names);
    if (path == null || !ServedDirectory.isServable(path)) {
      return absent(request);
    }
    if (Files.isDirectory(path)) {
      return slash ? ofDirectory(request, inside, path, names) : DirectoryRedirect.of(request);
    }
    return slash ? absent(request) : file(request, names);
  }

  private Response file(Request request, List<String> names) throws IOException {
    return FileAnswer.of(request, settings.times(), () -> find(names));
  }

  private Response absent(Request request) throws IOException {
    var index = List.of(INDEX);
    if (settings.fallback() && MissingPage.isPage(request) && find(index) != null) {
      return file(request, index);
    }
    var page = MissingPage.isShown(request) ? find(List.of(MissingPage.NAME)) : null;
    if (page == null) {
      throw HttpException.notFound(request);
    }
    return MissingPage.of(page);
  }

  private Response ofDirectory(
      Request request, ServedDirectory inside, Path path, List<String> names) throws IOException {
    var index = new ArrayList<>(names);
    index.add(INDEX);
    if (find(index) != null) {
      return file(request, index);
    }
    if (settings.fallback()) {
      return absent(request);
    }
    var answer = new ListingAnswer(request, names.isEmpty());
    if (!request.method().equals("HEAD")) {
      return listed(answer, inside, path);
    }
    if (!Files.isReadable(path)) {
      throw new AccessDeniedException(path.toString());
    }
    return answer.ofHead();
  }

  private Response listed(ListingAnswer answer, ServedDirectory inside, Path path)
      throws IOException {
    var places = limits.of(Bound.LISTINGS);
    if (!places.take(() -> "refused to list a directory of " + this)) {
      throw new HttpException(
          503, "503 Service Unavailable: too many directories are being listed");
    }
    try {
      return answer.of(path, Listing.of(inside, path));
    } finally {
      places.release(1);
    }
  }

  private @Nullable RegularFile find(List<String> names) throws IOException {
    var inside = ServedDirectory.at(directory);
    var path = inside.find(names);
    return path == null ? null : RegularFile.at(inside.root(), path);
  }

  private static List<String> names(String raw) {
    var names = new ArrayList<String>();
    if (!raw.isEmpty()) {
      for (var segment : raw.split("/", -1)) {
        names.add(PercentEncoding.decode(segment));
      }
    }
    return names;
  }

  @Override
  public String toString() {
    return "dir:" + directory;
  }
}
