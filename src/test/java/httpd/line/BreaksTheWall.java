package httpd.line;

import com.sun.net.httpserver.HttpExchange;
import httpd.Headers;
import io.netty.buffer.ByteBuf;
import javax.tools.JavaCompiler;
import picocli.CommandLine;

/** Uses what the room {@code line} must not; {@link httpd.HouseRulesTest} must notice each. */
public interface BreaksTheWall {

  /** A room above. */
  Headers headers();

  /** Another room's library. */
  ByteBuf netty();

  /** Another room's library. */
  CommandLine picocli();

  /** The compiler, which only handler files need. */
  JavaCompiler compiler();

  /** A part of the JDK that is not the standard's. */
  HttpExchange jdk();
}
