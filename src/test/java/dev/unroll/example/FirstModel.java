package dev.unroll.example;

import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.model.Models;
import dev.unroll.model.Predictor;
import dev.unroll.source.DataSpec;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;

class FirstModel {
  public static void main(String[] args) throws IOException {
    Dataset data = DataSpec.parse("motion").load(); // or "har:PATH"
    TrainedModel model = Trainer.train(Models.lstm(32), data, TrainingSpec.adam(0.005, 20), 1);
    System.out.println("test accuracy " + model.report(Split.TEST).orElseThrow().headline());
    try (Predictor predictor = model.predictor()) {
      System.out.println(predictor.predict(data.test().select(0)).className(0));
    }
  }
}
