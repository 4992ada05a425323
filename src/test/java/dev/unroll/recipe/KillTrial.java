package dev.unroll.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills trainings of every kind at random moments and resumes them until they are done: none may
 * fail, lose a file or more than the work since its last checkpoint, or come to another result than
 * the training that nobody killed. Run from the project's folder. Arguments: kills (50), seed (1).
 */
final class KillTrial {

  private static final int STEPS = 900;
  private static final int CHECKPOINT_STEPS = 7;
  private static final int DISPLAY_STEPS = 11;
  private static final int MOST_SECONDS = 120;

  private KillTrial() {}

  public static void main(String[] args) throws Exception {
    int kills = args.length > 0 ? Integer.parseInt(args[0]) : 50;
    Random random = new Random(args.length > 1 ? Long.parseLong(args[1]) : 1);
    Path folder = Files.createTempDirectory("unroll-kills");
    List<String> kinds = new ArrayList<>(TrainingKinds.names());
    Map<String, KilledRun> whole = new LinkedHashMap<>();
    Map<String, Double> seconds = new LinkedHashMap<>();
    int bad = 0;
    int late = 0;
    for (int done = 0; done < kills; ) {
      String kind = kinds.get(done % kinds.size());
      if (!whole.containsKey(kind)) {
        KilledRun run = run(folder, kind, "whole-" + kind);
        long begin = System.nanoTime();
        bad += end(run);
        seconds.put(kind, (System.nanoTime() - begin) / 1e9);
        whole.put(kind, run);
      }
      KilledRun run = run(folder, kind, "killed-" + done);
      List<String> moments = new ArrayList<>();
      int times = 1 + random.nextInt(2);
      for (int i = 0; i < times && !run.isDone(); i++) {
        double moment = random.nextDouble() * seconds.get(kind);
        Process process = run.start();
        boolean ended = process.waitFor(Math.round(1000 * moment), TimeUnit.MILLISECONDS);
        KilledRun.kill(process);
        done++;
        late += ended ? 1 : 0;
        List<String> problems = run.problems(CHECKPOINT_STEPS);
        bad += problems.size();
        problems.forEach(problem -> System.out.println("FAULT " + kind + ": " + problem));
        moments.add(
            String.format(
                Locale.ROOT,
                "%.2f s%s, checkpoint %s",
                moment,
                ended ? " (had ended)" : "",
                run.checkpointStep().map(String::valueOf).orElse("none")));
      }
      if (!run.isDone()) {
        bad += end(run);
      }
      List<String> differences = run.differences(whole.get(kind));
      bad += differences.size();
      differences.forEach(one -> System.out.println("FAULT " + kind + ": " + one));
      System.out.println(kind + ": killed at " + String.join("; ", moments));
    }
    System.out.printf(
        Locale.ROOT,
        "%d kills over %d kinds, %d after the end; %d faults%n",
        kills,
        kinds.size(),
        late,
        bad);
    System.exit(bad == 0 ? 0 : 1);
  }

  private static KilledRun run(Path folder, String kind, String name) throws Exception {
    return new KilledRun(
        List.of("./unroll"),
        TrainingKinds.write(folder, kind),
        List.of(
            "training.steps=" + STEPS,
            "training.checkpoints.everySteps=" + CHECKPOINT_STEPS,
            "training.displayEvery=" + DISPLAY_STEPS),
        folder.resolve(name));
  }

  /** Goes on to the end; how many faults that is. */
  private static int end(KilledRun run) throws Exception {
    Process process = run.start();
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    KilledRun.kill(process);
    if (ended && process.exitValue() == 0 && run.isDone()) {
      return 0;
    }
    System.out.println("FAULT " + run.recipe() + ": " + run.printed());
    return 1;
  }
}
