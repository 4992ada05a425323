import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;

/** TensorFlow Java's bare session on the same model, from a Java array to all outputs. */
final class Floor {
  public static void main(String[] words) {
    double warm = Double.parseDouble(words[1]);
    double seconds = Double.parseDouble(words[2]);
    ConfigProto one =
        ConfigProto.newBuilder().setIntraOpParallelismThreads(1).setInterOpParallelismThreads(1).build();
    try (SavedModelBundle model =
        SavedModelBundle.loader(words[0]).withTags("serve").withConfigProto(one).load()) {
      SignatureDef signature = model.metaGraphDef().getSignatureDefOrThrow("serving_default");
      String input = signature.getInputsOrThrow("inputs").getName();
      List<String> outputs = signature.getOutputsMap().values().stream().map(TensorInfo::getName).toList();
      StringBuilder json = new StringBuilder();
      for (String rows : List.of(words).subList(3, words.length)) {
        float[] values = values(Integer.parseInt(rows));
        time(model.session(), input, outputs, values, warm);
        json.append(json.length() == 0 ? "{" : ", ").append('"').append(rows).append("\": ");
        json.append(Arrays.toString(time(model.session(), input, outputs, values, seconds)));
      }
      System.out.println(json.append('}'));
    }
  }

  private static float[] values(int rows) {
    Random random = new Random(1);
    float[] values = new float[rows * 128 * 9];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Milliseconds of each run. */
  private static double[] time(
      Session session, String input, List<String> outputs, float[] values, double seconds) {
    double[] times = new double[1 << 20];
    int runs = 0;
    long begin = System.nanoTime();
    while (runs < times.length && System.nanoTime() - begin < seconds * 1e9) {
      long before = System.nanoTime();
      try (TFloat32 rows =
          TFloat32.tensorOf(Shape.of(values.length / 128 / 9, 128, 9), DataBuffers.of(values))) {
        Session.Runner runner = session.runner().feed(input, rows);
        outputs.forEach(runner::fetch);
        try (Result result = runner.run()) {
          result.get(0).asRawTensor().data().getByte(0);
        }
      }
      times[runs++] = Math.round((System.nanoTime() - before) / 1e3) / 1e3;
    }
    return Arrays.copyOf(times, runs);
  }
}
