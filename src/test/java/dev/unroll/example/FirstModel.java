package dev.unroll.example;

import dev.unroll.Unroll;
import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.model.Models;
import dev.unroll.model.Predictor;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;

class FirstModel {
  public static void main(String[] args) throws IOException {
    Dataset data = Unroll.data("motion"); // or "har:PATH", or Dataset.of(arrays, classes)
    TrainedModel model = Unroll.train(Models.lstm(32), data, TrainingSpec.adam(0.005, 20));
    System.out.println("test accuracy " + model.report(Split.TEST).orElseThrow().headline());
    try (Predictor predictor = model.predictor()) {
      System.out.println(predictor.predict(data.test().select(0)).className(0));
    }
  }
}
