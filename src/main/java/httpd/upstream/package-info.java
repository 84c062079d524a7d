/**
 * The HTTP client. It gives another server's response as lines ({@link UpstreamClient#open}) or
 * unchanged ({@link UpstreamClient#pass}), as its bytes arrive, and reads no faster than its
 * caller. Uses {@code upstream.request}, {@code upstream.connect} and {@code upstream.response}.
 * Begin with {@link UpstreamExchange}.
 *
 * <pre>
 *   open ─► UpstreamLines ─ first poll ─┐           pool or Dial   ┌► ResponseHandler ─► ResponseListener ─► LineQueue ─► poll
 *   pass ─► UpstreamCall ───────────────┴► UpstreamExchange ─ send ┤
 *                                                                  └► RequestFeed ◄─ poll ─ the request's body
 * </pre>
 */
@NullMarked
package httpd.upstream;

import org.jspecify.annotations.NullMarked;
