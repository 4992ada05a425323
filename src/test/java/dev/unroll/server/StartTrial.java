package dev.unroll.server;

import java.io.IOException;

/**
 * How long a server takes from its start to where it says that it is ready. Argument: starts (5).
 */
final class StartTrial {

  private static final double MOST_SECONDS = 6;

  private StartTrial() {}

  public static void main(String[] args) throws IOException {
    int starts = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Findings findings = new Findings();
    double longest = 0;
    // The first one may build the program, and unpacks TensorFlow's library.
    for (int i = 0; i <= starts; i++) {
      long begin = System.nanoTime();
      try (ServerProcess server = ServerProcess.start(HarRequests.MODEL, "--name", "har");
          KeptConnection connection = new KeptConnection(server.http())) {
        int status =
            connection
                .ask(KeptConnection.request("GET /v2/health/ready", new byte[0], ""))
                .status();
        double seconds = (System.nanoTime() - begin) / 1e9;
        findings.holds("start " + i + ": ready", status == 200, Integer.toString(status));
        findings.note(
            "start " + i,
            "%.2f s, %.2f s of processors, %d MiB",
            seconds,
            server.processorSeconds(),
            server.resident() >> 10);
        longest = i == 0 ? 0 : Math.max(longest, seconds);
      }
    }
    findings.atMost("longest of the " + starts + " after the first", longest, MOST_SECONDS, "s");
    findings.end();
  }
}
