package dev.unroll.server;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Ten times as many requests as the server can answer: what it can answer it answers, and the rest
 * it refuses at once. Arguments: seconds (60), times (10), connections (1000), {@code json} or
 * {@code binary} (json), the longest wait that the server lets requests in for, in seconds (0.1: a
 * connection has one request at a time, and what a thousand of them send waits half a second, which
 * is less than the second that is standard). The client shares the processors of this machine with
 * the server, as it did when the capacity was measured, unless both are kept apart: {@code taskset
 * -c 1 java "-Dunroll=taskset -c 0 ./unroll" ...}.
 */
final class OverloadTrial {

  private static final int CLIENTS = 32;
  private static final double SHARE_OF_CAPACITY = 0.9;
  private static final double MOST_MILLIS_TO_REFUSE = 5;
  private static final double NORMAL = 1.25;

  private OverloadTrial() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 60;
    double times = args.length > 1 ? Double.parseDouble(args[1]) : 10;
    int connections = args.length > 2 ? Integer.parseInt(args[2]) : 1000;
    boolean json = args.length <= 3 || args[3].equals("json");
    String longestWait = args.length > 4 ? args[4] : "0.1";
    Findings findings = new Findings();
    HarRequests har = HarRequests.byTheModel();
    byte[] request = json ? HarRequests.json("") : HarRequests.binary("");
    try (ServerProcess server =
        ServerProcess.start(HarRequests.MODEL, "--name", "har", "--longest-wait", longestWait)) {
      ClosedLoop.rate(server.http(), CLIENTS, request, 8);
      double capacity =
          ClosedLoop.rate(server.http(), CLIENTS, request, Math.min(20, Math.max(4, seconds / 3)));
      findings.note("capacity, 32 clients that wait", "%.0f/s", capacity);
      try (OpenLoop load =
          new OpenLoop(
              server.http(),
              connections,
              List.of(request),
              (number, answer) ->
                  json ? har.right(answer.text()) : har.rightBinary(answer.body()))) {
        double few = capacity / 4;
        load.run(few, 3, 1);
        OpenLoop.Tally before = load.run(few, 6, 2);
        double used = server.processorSeconds();
        OpenLoop.Tally over = load.run(times * capacity, seconds, 3);
        used = server.processorSeconds() - used;
        ServerProcess.pause(2000);
        OpenLoop.Tally after = load.run(few, 6, 4);
        findings.note("offered", "%.0f/s", over.perSecond(over.due()));
        findings.note(
            "not sent, for want of a connection", "%.0f/s", over.perSecond(over.notSent()));
        findings.note("answers by code", "%s", over.codes());
        findings.note("processors that the server took", "%.2f", used / seconds);
        findings.note("answered 200, p50", "%.2f ms", over.accepted().millis(0.5));
        findings.note("answered 200, p99", "%.2f ms", over.accepted().millis(0.99));
        findings.note("refused, p50 since sent", "%.2f ms", over.refusedSinceSent().millis(0.5));
        findings.note("refused, p99 since due", "%.2f ms", over.refused().millis(0.99));
        findings.atLeast(
            "answered 200",
            over.perSecond(over.code(200)),
            Math.rint(SHARE_OF_CAPACITY * capacity),
            "/s");
        findings.atMost(
            "refused, p99 since sent",
            over.refusedSinceSent().millis(0.99),
            MOST_MILLIS_TO_REFUSE,
            "ms");
        findings.holds(
            "no code but 200 and 503",
            Set.of(200, 503).containsAll(over.codes().keySet()),
            over.codes().toString());
        findings.atMost("connections closed under a request", over.lost(), 0, "");
        findings.atMost("answers that are wrong", over.wrong(), 0, "");
        findings.note("quarter of capacity before, p50", "%.2f ms", before.accepted().millis(0.5));
        findings.atMost(
            "the same 2 s after, p50",
            after.accepted().millis(0.5),
            NORMAL * before.accepted().millis(0.5),
            "ms");
        findings.holds(
            "nothing refused then",
            after.codes().keySet().equals(Set.of(200)),
            after.codes().toString());
      }
    }
    findings.end();
  }
}
