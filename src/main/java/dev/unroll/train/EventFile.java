package dev.unroll.train;

import com.google.common.collect.Iterables;
import dev.unroll.internal.files.TfRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.OptionalDouble;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;

/** Appends what is shown of a training to an event file that TensorBoard reads. */
public final class EventFile implements TrainingListener {

  private final Path file;
  private final Clock clock;

  private EventFile(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Begins a new event file in {@code folder}. */
  public static EventFile begin(Path folder, Clock clock) throws IOException {
    String name = "events.out.tfevents." + clock.instant().getEpochSecond() + ".unroll";
    Path file = folder.resolve(name);
    for (int i = 1; Files.exists(file); i++) {
      // One that was begun this second may have been killed within a record.
      file = folder.resolve(name + "." + i);
    }
    EventFile events = new EventFile(file, clock);
    events.append(events.event().setFileVersion("brain.Event:2"));
    return events;
  }

  @Override
  public void progressed(Progress progress) throws IOException {
    Summary.Builder summary = Summary.newBuilder();
    add(summary, "loss", progress.loss());
    add(summary, "learning_rate", progress.learningRate());
    String metric = progress.metric().name();
    add(summary, metric + "/train", progress.train());
    progress.validation().ifPresent(score -> add(summary, metric + "/validation", score));
    progress.test().ifPresent(score -> add(summary, metric + "/test", score));
    append(event().setStep(progress.step()).setSummary(summary));
  }

  /** Scalars such as {@code weights/NAME/norm}, histograms such as {@code gradients/NAME}. */
  @Override
  public void probed(ProbeReport report) throws IOException {
    Summary.Builder summary = Summary.newBuilder();
    add(summary, "gradients/norm", report.gradientNorm());
    report
        .variables()
        .forEach(
            (name, of) -> {
              add(summary, "weights/" + name + "/norm", of.norm());
              add(summary, "weights/" + name + "/mean", of.mean());
              add(summary, "weights/" + name + "/zeros", of.zeros());
              add(summary, "gradients/" + name + "/norm", of.gradientNorm());
              add(summary, "updates/" + name + "/ratio", of.updateRatio());
              of.values().forEach(values -> add(summary, "weights/" + name, values));
              of.gradients().forEach(values -> add(summary, "gradients/" + name, values));
            });
    report
        .layers()
        .forEach(
            (name, of) -> {
              add(summary, "layers/" + name + "/root_mean_square", of.rootMeanSquare());
              add(summary, "layers/" + name + "/mean", of.mean());
              add(summary, "layers/" + name + "/zeros", of.zeros());
              add(summary, "layers/" + name + "/saturated", of.saturated());
            });
    if (!report.inputGradients().isEmpty()) {
      add(summary, "input_gradients/first_step", report.inputGradients().get(0));
      add(summary, "input_gradients/last_step", Iterables.getLast(report.inputGradients()));
    }
    append(event().setStep(report.step()).setSummary(summary));
  }

  private static void add(Summary.Builder summary, String tag, OptionalDouble value) {
    value.ifPresent(number -> add(summary, tag, number));
  }

  private static void add(Summary.Builder summary, String tag, Histogram histogram) {
    summary.addValue(
        Summary.Value.newBuilder()
            .setTag(tag)
            .setHisto(
                HistogramProto.newBuilder()
                    .setMin(histogram.least())
                    .setMax(histogram.most())
                    .setNum((double) histogram.count())
                    .setSum(histogram.sum())
                    .setSumSquares(histogram.sumOfSquares())
                    .addAllBucketLimit(histogram.limits())
                    .addAllBucket(
                        histogram.counts().stream().map(count -> (double) count).toList())));
  }

  private static void add(Summary.Builder summary, String tag, double value) {
    summary.addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue((float) value));
  }

  private Event.Builder event() {
    return Event.newBuilder().setWallTime(clock.millis() / 1000.0);
  }

  private void append(Event.Builder event) throws IOException {
    Files.write(
        file,
        TfRecords.record(event.build().toByteArray()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
