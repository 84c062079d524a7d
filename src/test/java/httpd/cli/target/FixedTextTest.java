package httpd.cli.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import httpd.LineOpener;
import httpd.Request;
import httpd.Response;
import httpd.cli.LineOpeners;
import org.junit.jupiter.api.Test;

class FixedTextTest {

  @Test
  void answersAsItIs_T1() {
    assertEquals(Response.text("a = b"), new FixedText("a = b").handle(Request.get("/x")));
  }

  @Test
  void theOpenersOfThisRoomAreInstalled() {
    assertInstanceOf(LineOpeners.class, LineOpener.installed());
  }
}
