package dev.unroll.model;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Default;
import dev.unroll.source.DataSpec;
import dev.unroll.data.Dataset;
import dev.unroll.data.Normalizer;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Kernels;
import dev.unroll.layer.Layer;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A model before it meets its data: what a recipe's {@code model} says. {@link #forData} adds
 * steps, features, classes and normalisation.
 *
 * @param layers from the input to the vector that is classified
 * @param outputKernel how the output layer's kernel begins
 * @param outputBias how the output layer's bias begins
 * @param normalize whether each feature is centred and scaled by its training statistics, inside
 *     the graph
 * @param kernels how recurrent layers are computed
 */
public record ModelDesign(
    List<Layer> layers,
    @Default("{type: truncated-normal, stddev: 1}") Initializer outputKernel,
    @Default("{type: normal, stddev: 1}") Initializer outputBias,
    @Default("true") boolean normalize,
    @Default("fused") Kernels kernels) {

  public ModelDesign {
    layers = List.copyOf(layers);
    that(!layers.isEmpty(), "model: expected one layer or more, got none");
    present("model: outputKernel", outputKernel);
    present("model: outputBias", outputBias);
    present("model: kernels", kernels);
  }

  /** Layers with the output layer and normalisation that a recipe has by default. */
  public static ModelDesign of(Layer... layers) {
    return new ModelDesign(
        List.of(layers),
        new Initializer.TruncatedNormal(1),
        new Initializer.Normal(1),
        true,
        Kernels.FUSED);
  }

  /** This design on raw inputs. */
  public ModelDesign withoutNormalization() {
    return new ModelDesign(layers, outputKernel, outputBias, false, kernels);
  }

  /** This design, computed in another way. */
  public ModelDesign withKernels(Kernels kernels) {
    return new ModelDesign(layers, outputKernel, outputBias, normalize, kernels);
  }

  /** The model for {@code dataset}: its training part gives the normalisation. */
  public ModelSpec forData(Dataset dataset) {
    return new ModelSpec(
        InputSpec.of(dataset),
        normalize ? Optional.of(Normalizer.fit(dataset.train())) : Optional.empty(),
        layers,
        new Classification(dataset.classNames(), outputKernel, outputBias),
        kernels);
  }

  /** The model for data of a known shape, not yet normalised by their statistics. */
  public ModelSpec forLayout(DataSpec.Layout layout) {
    int features = layout.signals().size();
    Normalizer none =
        new Normalizer(Collections.nCopies(features, 0.0), Collections.nCopies(features, 1.0));
    return new ModelSpec(
        new InputSpec(layout.steps(), features, false),
        normalize ? Optional.of(none) : Optional.empty(),
        layers,
        new Classification(layout.classNames(), outputKernel, outputBias),
        kernels);
  }
}
