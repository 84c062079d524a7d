package httpd.server.answer;

import io.netty.buffer.ByteBuf;

/** Takes what a client sends after its connection has switched to another protocol. */
public interface SwitchedInput {

  /** Takes bytes, in order; the caller releases them. On the event loop of the connection. */
  void received(ByteBuf bytes);
}
