package httpd.route;

import httpd.Handler;
import httpd.HttpException;
import httpd.Request;
import httpd.Response;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a router answers instead of an exception. Immutable. */
final class ErrorAnswers {

  static final ErrorAnswers NONE = new ErrorAnswers(Map.of(), null, null);

  private final Map<Class<?>, ErrorHandler<? super Exception>> byClass;
  private final @Nullable Handler notFound;

  /** The answers of the router that this one is mounted in. */
  private final @Nullable ErrorAnswers outer;

  private ErrorAnswers(
      Map<Class<?>, ErrorHandler<? super Exception>> byClass,
      @Nullable Handler notFound,
      @Nullable ErrorAnswers outer) {
    this.byClass = byClass;
    this.notFound = notFound;
    this.outer = outer;
  }

  @SuppressWarnings("unchecked") // It is looked up by the class of the failure.
  <E extends Exception> ErrorAnswers plus(Class<E> failure, ErrorHandler<? super E> answer) {
    var more = new HashMap<>(byClass);
    more.put(failure, (ErrorHandler<? super Exception>) answer);
    return new ErrorAnswers(Map.copyOf(more), notFound, outer);
  }

  ErrorAnswers withNotFound(Handler answer) {
    return new ErrorAnswers(byClass, answer, outer);
  }

  ErrorAnswers within(ErrorAnswers outer) {
    return new ErrorAnswers(byClass, notFound, outer);
  }

  /** Returns the answer to a failure, or null. */
  @Nullable Response to(Request request, Exception failure) throws Exception {
    if (notFound != null && failure instanceof HttpException chosen && chosen.status() == 404) {
      return notFound.handle(request);
    }
    for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
      var answer = byClass.get(type);
      if (answer != null) {
        return answer.handle(request, failure);
      }
    }
    return outer == null ? null : outer.to(request, failure);
  }
}
