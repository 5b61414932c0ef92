package org.prunescope.standalone.fake;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.prunescope.contract.process.ParentWatch;

/** A program that is ready on the port it is given and ends with its parent. */
public final class FakeService {
  private FakeService() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    System.out.println("listening on " + port);
    ParentWatch.start();
  }
}
