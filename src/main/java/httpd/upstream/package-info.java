/**
 * The HTTP client: lines of a response for who asks for lines ({@link httpd.line.LineSource}), or a
 * response as it is for who passes it on; as its bytes arrive, with back-pressure down to the
 * upstream's window.
 *
 * <pre>
 *   open ─► UpstreamLines ─ first poll ─┐                  ┌► ResponseHandler ─► Receiver ─► LineQueue ─► poll
 *   pass ─► UpstreamCall ───────────────┴► Exchange ─ send ┤
 *                                          pool or Dial    └► RequestFeed ◄─ poll ─ the request's body
 * </pre>
 */
@NullMarked
package httpd.upstream;

import org.jspecify.annotations.NullMarked;
